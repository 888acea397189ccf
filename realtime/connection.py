"""One client in one organisation, and what a transport must offer it.

Everything above this seam (handshake, streams, presence, notes) is written once; the mounted server
and the edge differ only in the `Wire` they bring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from app.core.actor import Access, Actor, Request
from realtime.frames import Frame, event_frame, namespace_of

HIGH_WATER = 192 * 1024  # bytes buffered for a live listener before it has to catch up alone


def crowded(buffered: int, size: int, frames: int) -> bool:
    """Whether frames of this size are too much at once; a single one always fits into an empty buffer."""
    return buffered + size > HIGH_WATER and (buffered > 0 or frames > 1)


class Wire(Protocol):
    """How bytes reach one client. Nothing here blocks but `lowered` and `close`."""

    def write(self, frame: Frame) -> None:
        """Queue a frame; frames of one wire arrive in the order they were written."""
        ...

    def offer(self, frames: Sequence[Frame], size: int) -> bool:
        """Queue all of these frames, `size` bytes, or none and say False if they are too many: `crowded`.

        Called for each listener of each change: what costs here is what a change costs.
        """
        ...

    def buffered(self) -> int:
        """Bytes written but not yet taken by the network."""
        ...

    async def lowered(self, below: int) -> bool:
        """Wait until at most `below` bytes are buffered; False if the connection ends before."""
        ...

    async def close(self) -> None:
        """Say goodbye (Socket.IO DISCONNECT) after what is buffered."""
        ...

    def cut(self) -> None:
        """Break the connection now, dropping what is buffered; the client may reconnect."""
        ...


@dataclass(eq=False, slots=True)
class Connection:
    """An authenticated client. `access` is what it may see now; the roster keeps it current.

    `id` is the Socket.IO id, also its id in presence. `expires_at` is the token's end in seconds
    since 1970. `seq` is the log position that `access` was read at; `joined` that it gets the stream.
    """

    id: str
    tenant_id: UUID
    user_id: UUID
    session_id: UUID | None
    expires_at: float
    wire: Wire
    access: Access
    seq: int = 0
    since: int | None = None
    joined: bool = False
    ended: bool = False
    source: Request = field(default_factory=Request)

    @property
    def namespace(self) -> str:
        """The Socket.IO namespace it is in."""
        return namespace_of(self.tenant_id)

    @property
    def actor(self) -> Actor:
        """Who acts when this client asks for something."""
        return Actor(self.tenant_id, self.user_id, self.session_id, request=self.source)

    def emit(self, event: str, payload: Any) -> None:
        """Send an event to this client alone."""
        if not self.ended:
            self.wire.write(event_frame(self.namespace, event, payload))

    def write(self, frame: Frame) -> None:
        """Send a prebuilt frame."""
        if not self.ended:
            self.wire.write(frame)
