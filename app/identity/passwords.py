"""Passwords: bcrypt in a few threads of its own, and what a password must be.

Sources: NIST SP 800-63B (length over composition, a list of the commonest), OWASP Password Storage.
"""

import asyncio
import base64
import hashlib
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from app.core.errors import Invalid, Unavailable
from app.core.runtime import runtime
from app.identity.common_passwords import COMMON

MIN_LENGTH = 10
COSTS = {"production": 12, "development": 10, "test": 4}
MAX_WAITING = 200  # a queue longer than this is answered 503, not with a minute's wait

Result = TypeVar("Result")

# bcrypt lets go of the interpreter's lock but not of the core: more threads would starve the rest.
_threads = ThreadPoolExecutor(min(4, max(2, os.cpu_count() or 2)), thread_name_prefix="bcrypt")
_waiting = 0


async def hash_password(password: str) -> str:
    """The hash to store."""
    salt = bcrypt.gensalt(COSTS[runtime().settings.env])
    return (await _in_thread(lambda: bcrypt.hashpw(_material(password), salt))).decode()


async def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password. Without a stored hash the same work is done, for nothing.

    So that nobody learns from the clock which addresses have an account.
    """
    compared = (stored or _nobodys_hash()).encode()
    same = await _in_thread(lambda: bcrypt.checkpw(_material(password), compared))
    return same and stored is not None


def require_good(password: str, email: str | None) -> None:
    """Raise Invalid on `password` unless it is long enough, not common, and not the address."""
    lowered = password.casefold()
    if len(password) < MIN_LENGTH:
        _refuse(f"Use at least {MIN_LENGTH} characters.")
    if lowered in COMMON or len(set(lowered)) < 3:
        _refuse("This is one of the first passwords anybody would try.")
    if email and lowered in (email, email.partition("@")[0]):
        _refuse("Your password can't be your e-mail address.")


def _refuse(why: str) -> None:
    raise Invalid(fields={"password": why})


def _material(password: str) -> bytes:
    """What bcrypt gets: it reads 72 bytes at most and stops at NUL, so it gets a digest instead.

    The prefix keeps leaked SHA-256 digests of other sites from being tried against our hashes.
    """
    text = unicodedata.normalize("NFKC", password)
    return base64.b64encode(hashlib.sha256(f"salespulse:{text}".encode()).digest())


def _nobodys_hash() -> str:
    """A well-formed hash of today's cost that no password has."""
    return f"$2b${COSTS[runtime().settings.env]:02d}${'.' * 53}"


async def _in_thread(work: Callable[[], Result]) -> Result:
    global _waiting  # noqa: PLW0603 - one queue a process, like its threads
    if _waiting >= MAX_WAITING:
        raise Unavailable("Too many people are signing in at this moment. Try again.")
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1
