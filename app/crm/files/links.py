"""Signed links: whoever holds one may download one file for some minutes, without signing in.

The app serves the bytes itself rather than sending people to S3, whose signed answers can't carry
the headers that keep a hostile file harmless.
"""

import base64
import hmac
import time
from hashlib import sha256
from uuid import UUID

from app.core.errors import Forbidden
from app.core.keys import derived_key
from app.core.runtime import runtime

LIFETIME = 15 * 60  # seconds


def signed_link(tenant_id: UUID, file_id: UUID) -> str:
    """The path of a file's content, with a signature."""
    until = int(time.time()) + LIFETIME
    payload = until.to_bytes(8, "big") + tenant_id.bytes
    signature = base64.urlsafe_b64encode(payload + _mac(payload, file_id)).decode()
    return f"/api/v1/files/{file_id}/content?sig={signature}"


def tenant_of_link(file_id: UUID, signature: str) -> UUID:
    """The tenant that a signature of this file was made for; raises Forbidden."""
    try:
        raw = base64.urlsafe_b64decode(signature.encode())
    except ValueError as error:
        raise Forbidden("This link is not valid.") from error
    payload, mac = raw[:24], raw[24:]
    if not hmac.compare_digest(mac, _mac(payload, file_id)):
        raise Forbidden("This link is not valid.")
    if int.from_bytes(payload[:8], "big") < time.time():
        raise Forbidden("This link has expired. Open the file from its record again.")
    return UUID(bytes=payload[8:])


def _mac(payload: bytes, file_id: UUID) -> bytes:
    key = derived_key(runtime().settings.secret_key, "file-links")
    return hmac.new(key, payload + file_id.bytes, sha256).digest()[:20]
