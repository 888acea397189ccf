"""Rate limits in Redis, by the generic cell rate algorithm (GCRA) in one Lua script.

A limit is a rate with a burst; the script keeps one timestamp per key and decides atomically, so that
parallel requests over several instances never get burst + 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` calls per `period` seconds for each value of `per`.

    `fail_closed`: without Redis the call is refused (sign-in) instead of let through.
    """

    name: str
    count: int
    period: float
    per: Sequence[Literal["ip", "email", "user", "tenant"]] = ("ip",)
    fail_closed: bool = False
