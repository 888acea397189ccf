"""Secrets at rest: sealed for one tenant, under a key that can be replaced."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from app.core.crypto import Keyring, SealBroken
from app.core.ids import new_id
from app.outreach.webhooks.secrets import OVERLAP, Secrets, new_secret


def test_what_is_sealed_opens_for_its_tenant_only() -> None:
    """Copied into another tenant's row it is worthless."""
    ring, tenant = Keyring("key"), new_id()
    sealed = ring.seal(tenant, b"whsec_x")
    assert ring.unseal(tenant, sealed) == b"whsec_x"
    assert b"whsec_x" not in sealed
    assert ring.seal(tenant, b"whsec_x") != sealed
    with pytest.raises(SealBroken):
        ring.unseal(new_id(), sealed)


@pytest.mark.parametrize("position", [0, 2, 8, 20, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    """Wherever it is: version, key id, nonce, text or tag."""
    ring, tenant = Keyring("key"), new_id()
    sealed = bytearray(ring.seal(tenant, b"a secret of some length"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        ring.unseal(tenant, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 40])
def test_nonsense_is_refused(sealed: bytes) -> None:
    """Too short or under no key of ours: SealBroken, not a crash."""
    with pytest.raises(SealBroken):
        Keyring("key").unseal(new_id(), sealed)


def test_old_keys_still_open_and_new_ones_seal() -> None:
    """After SECRET_KEY is replaced, what the old one sealed opens as long as it is named."""
    tenant = new_id()
    sealed = Keyring("old").seal(tenant, b"x")
    ring = Keyring("new", ["older", "old"])
    assert ring.unseal(tenant, sealed) == b"x"
    assert not ring.is_current(sealed)
    assert ring.is_current(ring.seal(tenant, b"x"))
    with pytest.raises(SealBroken):
        Keyring("new").unseal(tenant, sealed)


def test_the_old_secret_signs_for_a_day() -> None:
    """Then only the new one does."""
    old, now = Secrets(new_secret()), datetime.now(UTC)
    both = old.rotated(now - OVERLAP + timedelta(seconds=5))
    assert len(both.signature("msg_1", now, b"{}").split()) == 2
    late = both.signature("msg_1", now + timedelta(seconds=6), b"{}")
    assert len(late.split()) == 1
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp()))}
    signed = {**headers, "webhook-signature": both.signature("msg_1", now, b"{}")}
    for secret in (old.current, both.current):
        assert Verifier(secret).verify(b"{}", signed) == {}
