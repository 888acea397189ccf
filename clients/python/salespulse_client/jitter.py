"""How long to wait before trying again: at random, so that thousands of phones don't come back at once."""

import random

import httpx

FIRST, LONGEST = 0.3, 20.0  # seconds


def pause(attempt: int, answer: httpx.Response | None = None) -> float:
    """Seconds to wait after so many failures ("full jitter"); an answer's Retry-After is heeded."""
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    wait = int(asked) if asked.isdecimal() else 0  # a proxy may name a date
    # Hours without a network are thousands of failures, and 2**1024 is no float any more.
    return wait + random.uniform(0, min(LONGEST, FIRST * 2 ** min(attempt, 10)))  # noqa: S311
