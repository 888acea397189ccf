"""Secrets at rest: sealed with AES-256-GCM under a key derived from SECRET_KEY, bound to their tenant.

A sealed text is `version (1 byte) | key id (4) | nonce (12) | ciphertext and tag`. The key id says
which SECRET_KEY it was sealed under, so that keys can be rotated: put the old one into
SECRET_KEY_PREVIOUS (several: comma-separated), and what it sealed stays readable. The tenant's id is
authenticated along: a sealed secret copied into another tenant's row does not open.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.runtime import runtime

VERSION = b"\x01"
KEY_ID = slice(1, 5)
NONCE = slice(5, 17)


class SealBroken(Exception):
    """The sealed text was tampered with, belongs to another tenant, or its key is not known here."""


class Keyring:
    """The key that seals, and all keys that may open."""

    def __init__(self, secret_key: str, previous: Sequence[str] = ()) -> None:
        keys = [_derive(text) for text in (secret_key, *previous)]
        self._current = keys[0][0]
        self._keys = dict(reversed(keys))

    def seal(self, tenant_id: UUID, plaintext: bytes) -> bytes:
        """Encrypt for a tenant."""
        head = VERSION + self._current
        nonce = os.urandom(12)
        sealed = self._keys[self._current].encrypt(nonce, plaintext, head + tenant_id.bytes)
        return head + nonce + sealed

    def unseal(self, tenant_id: UUID, sealed: bytes) -> bytes:
        """What was sealed for this tenant; raises SealBroken."""
        key = self._keys.get(sealed[KEY_ID])
        if key is None or sealed[:1] != VERSION or len(sealed) < NONCE.stop:
            raise SealBroken("The key this was sealed with is not known here.")
        head = sealed[: KEY_ID.stop]
        try:
            return key.decrypt(sealed[NONCE], sealed[NONCE.stop :], head + tenant_id.bytes)
        except InvalidTag as error:
            raise SealBroken("The sealed text does not open for this tenant.") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed with the present key (rotation reseals what is not)."""
        return sealed[KEY_ID] == self._current


def seal(tenant_id: UUID, plaintext: bytes) -> bytes:
    """Encrypt for a tenant with this process's key."""
    return keyring().seal(tenant_id, plaintext)


def unseal(tenant_id: UUID, sealed: bytes) -> bytes:
    """What was sealed for this tenant; raises SealBroken."""
    return keyring().unseal(tenant_id, sealed)


def keyring() -> Keyring:
    """The keys of this process's settings."""
    settings = runtime().settings
    return _keyring(settings.secret_key, settings.previous_secret_keys)


@lru_cache(maxsize=4)
def _keyring(secret_key: str, previous: tuple[str, ...]) -> Keyring:
    return Keyring(secret_key, previous)


def _derive(secret_key: str) -> tuple[bytes, AESGCM]:
    material = HKDF(algorithm=SHA256(), length=36, salt=None, info=b"salespulse/seal/1").derive(
        secret_key.encode()
    )
    # The id is derived along with the key, so it tells nothing about it.
    return material[:4], AESGCM(material[4:])
