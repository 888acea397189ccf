"""A web push as services take it: encrypted for the browser (RFC 8291), signed by us (RFC 8292)."""

import time
from urllib.parse import urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.installation_keys import KeyPair, installation_key
from app.together.push.browsers import Browser

TTL = 3600  # seconds that a push service keeps it for a browser that is away
SIGNED_FOR = 12 * 3600  # seconds; RFC 8292 allows 24 hours


async def vapid_key() -> KeyPair:
    """What push services know this installation by (RFC 8292)."""
    return await installation_key("vapid")


async def push_key() -> str:
    """Its public half, which a browser subscribes with."""
    return (await vapid_key()).public


def encrypted(browser: Browser, payload: bytes) -> bytes:
    """The message's body, `aes128gcm`; only this browser can read it."""
    return http_ece.encrypt(
        payload,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=browser.p256dh,
        auth_secret=browser.auth,
        version="aes128gcm",
    )


def push_headers(browser: Browser, key: KeyPair, *, contact: str, topic: str) -> dict[str, str]:
    """What goes with it. A message of the same `topic` replaces one that is still on its way."""
    parts = urlsplit(browser.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": contact,
    }
    token = jwt.encode(claims, key.private, algorithm="ES256")
    return {
        "Authorization": f"vapid t={token}, k={key.public}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL),
        "Urgency": "high",
        "Topic": topic,
    }
