"""How long to wait before trying again: at random, so that thousands of phones don't come back at once."""

import random

import httpx

FIRST, LONGEST = 0.3, 20.0  # seconds


def pause(attempt: int, answer: httpx.Response | None = None) -> float:
    """Seconds to wait after so many failures ("full jitter"); an answer's Retry-After is heeded."""
    asked = float(answer.headers.get("Retry-After", 0)) if answer is not None else 0.0
    return asked + random.uniform(0, min(LONGEST, FIRST * 2**attempt))  # noqa: S311
