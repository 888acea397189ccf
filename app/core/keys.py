"""One secret, many keys: each purpose gets its own, so that no token can stand in for another."""

import hmac
from functools import lru_cache
from hashlib import sha256


@lru_cache(maxsize=64)
def derived_key(secret_key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, from SECRET_KEY. The same on every instance."""
    return hmac.new(secret_key.encode(), f"salespulse/{purpose}".encode(), sha256).digest()
