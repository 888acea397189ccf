"""Embedded services: PostgreSQL, Valkey and S3 for a machine that has none of them.

A service whose address is not set runs inside the data directory, under one detached supervisor per
directory (`supervisor.py`). Every `salespulse` command is a *member*: it holds a Unix connection to
the supervisor for as long as it lives (`membership.py`), so that its death, of whatever kind, is seen
by the kernel closing the connection. The supervisor starts a service when the first member asks for
it, starts it again when it dies, and stops all of them shortly after the last member has gone.

`services.py` is what the rest of the application uses: `local_services` and `join`.
"""
