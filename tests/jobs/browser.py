"""A browser that takes pushes: has keys, and reads what is sent to it as RFC 8291 and 8188 say.

Written from the RFCs with primitives only, so that it proves what the sender's library makes.
"""

import base64
from dataclasses import dataclass, field
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def encode(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """From base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Browser:
    """One subscription's keys."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    auth: bytes = b"sixteen bytes ok"

    def subscription(self, endpoint: str, **more: Any) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` gives."""
        keys = {"p256dh": encode(_point(self.private.public_key())), "auth": encode(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys, **more}

    def read(self, body: bytes) -> bytes:
        """A message's plaintext; raises InvalidTag for one that is not for this browser."""
        salt, size, key_length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + key_length], body[21 + key_length :]
        assert len(record) <= size <= 4096
        shared = self.private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        info = b"WebPush: info\0" + _point(self.private.public_key()) + sender
        key = _derive(shared, self.auth, info, 32)
        cipher = AESGCM(_derive(key, salt, b"Content-Encoding: aes128gcm\0", 16))
        nonce = _derive(key, salt, b"Content-Encoding: nonce\0", 12)
        padded = cipher.decrypt(nonce, record, None)
        plain = padded.rstrip(b"\0")
        assert plain[-1:] == b"\2", "the last record ends with 2"
        return plain[:-1]

    def json(self, body: bytes) -> Any:
        """A message of ours."""
        return orjson.loads(self.read(body))


def vapid_claims(authorization: str) -> tuple[dict[str, Any], str]:
    """The claims of an `Authorization: vapid …`, whose signature holds, and the key that signed them."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(parts["k"]))
    audience = jwt.decode(parts["t"], options={"verify_signature": False})["aud"]
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=audience)
    return claims, parts["k"]
