"""Key pairs of the installation as a whole: made when first needed, the secret half sealed."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from app.core.actor import Actor
from app.core.crypto import seal, unseal
from app.core.ids import PLATFORM_TENANT
from app.core.uow import snapshot, unit_of_work

FIND = "SELECT public, sealed FROM installation_keys WHERE tenant_id = $1 AND name = $2"
MAKE = """INSERT INTO installation_keys (tenant_id, name, public, sealed) VALUES ($1, $2, $3, $4)
          ON CONFLICT (tenant_id, name) DO NOTHING"""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A P-256 key; `public` is its uncompressed point in base64url, as browsers take it."""

    private: ec.EllipticCurvePrivateKey
    public: str


async def installation_key(name: str) -> KeyPair:
    """This installation's key of that name, the same for every process and for ever."""
    found = await _find(name)
    if found is None:
        await _make(name)
        found = await _find(name)
    assert found is not None
    return found


async def _find(name: str) -> KeyPair | None:
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        row = await view.fetchrow(FIND, PLATFORM_TENANT, name)
    if row is None:
        return None
    private = load_der_private_key(unseal(PLATFORM_TENANT, row["sealed"]), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return KeyPair(private, row["public"])


async def _make(name: str) -> None:
    """Of several processes that need it at once, the first one's stays."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public = urlsafe_b64encode(point).rstrip(b"=").decode()
    async with unit_of_work(Actor.system(PLATFORM_TENANT)) as work:
        await work.execute(MAKE, PLATFORM_TENANT, name, public, seal(PLATFORM_TENANT, der))
