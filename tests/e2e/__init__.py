"""The browser's side of the promises: real windows on two real instances of one system.

house     the processes: embedded services, two `serve`, a worker, the demo's data
balancer  one address before both instances, that leaves out the dead
window    a person's window: what it complains about fails the test
office    the same people over REST, to prepare and to check
"""
