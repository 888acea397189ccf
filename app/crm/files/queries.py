"""Reading a file's bytes."""

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.reply import Reply
from app.core.storage import open_object
from app.core.uow import snapshot
from app.crm.files.links import tenant_of_link


async def file_content(file_id: UUID, signature: str) -> Reply:
    """A file as a download that no browser will run. Raises Forbidden or NotFound."""
    tenant_id = tenant_of_link(file_id, signature)
    async with snapshot(Actor.system(tenant_id)) as view:
        row = await view.fetchrow(
            "SELECT name, size FROM files WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            tenant_id,
            file_id,
        )
    if row is None:
        raise NotFound()
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(row["size"]),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['name'], safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Reply(headers=headers, stream=_bytes(tenant_id, file_id))


async def _bytes(tenant_id: UUID, file_id: UUID) -> AsyncIterator[bytes]:
    async with open_object(tenant_id, "files", file_id) as pieces:
        async for piece in pieces:
            yield piece
