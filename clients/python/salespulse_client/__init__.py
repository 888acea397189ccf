"""A client of SalesPulse in four small files: what a phone app must do to be live, and never wrong.

`session` signs in and keeps the token fresh; `store` is the local copy (SQLite) with its place in the
log; `stream` keeps that copy up to date; `outbox` writes, also after hours without a network.
"""

from salespulse_client.outbox import Outbox, Refused
from salespulse_client.session import Session, SignedOut
from salespulse_client.store import TYPES, Store
from salespulse_client.stream import Stream

__all__ = ["TYPES", "Outbox", "Refused", "Session", "SignedOut", "Store", "Stream"]
