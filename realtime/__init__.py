"""Sockets: turns the log into live screens."""
