"""The demo: two fictional organisations with people, deals and talk, and teammates who move things.

cast      who there is, and what they sell to whom
seed      fills an empty database once, through the same actions as everybody
simulate  what a simulated teammate does next (jobs/demo.py lets them)
run       `salespulse demo`: everything in one command
"""
