"""The record kernel: what all record types share (list, get, create, change, delete), written once."""
