"""SalesPulse's rules, data and REST. Knows nothing of sockets (realtime) or workers (jobs)."""
