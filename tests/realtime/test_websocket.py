"""Frames as clients send them, against the encoder of another implementation (wsproto)."""

import random
from typing import Any, cast

import pytest
from wsproto.frame_protocol import FrameProtocol, Opcode

from realtime import websocket
from realtime.edge_socket import EdgeSocket

SIZES = (0, 1, 2, 3, 5, 125, 126, 127, 4_096, 65_535, 65_536, 200_000)
LIMIT = 1_000_000


class Pipe:
    """A transport that keeps what is written, and how it ended."""

    def __init__(self) -> None:
        self.sent, self.closed, self.waiting = b"", False, 0

    def write(self, sent: bytes) -> None:
        """See asyncio.WriteTransport."""
        self.sent += sent

    def get_write_buffer_size(self) -> int:
        """See asyncio.WriteTransport."""
        return self.waiting

    def close(self) -> None:
        """See asyncio.BaseTransport."""
        self.closed = True

    abort = close


class Hearing(EdgeSocket):
    """Keeps what it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.pipe = Pipe()
        self.transport = cast(Any, self.pipe)
        self.heard: list[str | bytes] = []
        self.idle = 0

    @property
    def limit(self) -> int:
        """See EdgeSocket."""
        return LIMIT

    def on_text(self, text: str) -> None:
        """See EdgeSocket."""
        self.heard.append(text)

    def on_binary(self, payload: bytes) -> None:
        """See EdgeSocket."""
        self.heard.append(payload)

    def on_idle_talk(self) -> None:
        """See EdgeSocket."""
        self.idle += 1


def masked(first: int, payload: bytes) -> bytes:
    """A small frame from a client, by hand: with a mask of zeros the payload stays as it is."""
    return bytes((first, 0x80 | len(payload))) + bytes(4) + payload


@pytest.mark.parametrize("seed", range(8))
def test_messages_arrive_however_they_are_cut(seed: int) -> None:
    """Messages of all sizes, whole or in fragments with pings between, in pieces of any length."""
    chance = random.Random(seed)
    client = FrameProtocol(client=True, extensions=[])
    expected: list[str | bytes] = []
    stream, idle = b"", 0
    for size in chance.sample(SIZES, len(SIZES)):
        text = "".join(chance.choices("abcäöü€😀", k=size // 2))
        message: Any = text if chance.random() < 0.5 else chance.randbytes(size)
        cut = chance.randrange(len(message) + 1)
        if chance.random() < 0.5:
            stream += client.send_data(message, fin=True)
        else:
            stream += client.send_data(message[:cut], fin=False)
            stream += client.ping(b"still there?")
            idle += 2  # the first half and the ping
            stream += client.send_data(message[cut:], fin=True)
        expected.append(message)
    socket = Hearing()
    while stream:
        length = chance.choice((1, 2, 7, 100, 4_096, 65_536))
        socket.feed(memoryview(stream[:length]))
        stream = stream[length:]
    assert socket.heard == expected and socket.idle == idle
    assert socket._partial is None and socket._fragments is None, "something is kept for nothing"


def test_our_frames_are_understood() -> None:
    """What we send is what another implementation reads, whatever its size."""
    for size in SIZES:
        server = FrameProtocol(client=True, extensions=[])
        server.receive_bytes(websocket.frame(websocket.BINARY, b"x" * size))
        (frame,) = list(server.received_frames())
        assert frame.opcode is Opcode.BINARY and frame.message_finished
        assert bytes(frame.payload) == b"x" * size


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"\x81\x01x", websocket.PROTOCOL_ERROR),  # not masked
        (masked(0xC1, b"x"), websocket.PROTOCOL_ERROR),  # compressed, which we never agreed to
        (masked(0x83, b"x"), websocket.PROTOCOL_ERROR),  # a kind that does not exist
        (masked(0x80, b"x"), websocket.PROTOCOL_ERROR),  # goes on with nothing
        (masked(0x01, b"x") + masked(0x81, b"y"), websocket.PROTOCOL_ERROR),  # a message in another
        (masked(0x09, b"x"), websocket.PROTOCOL_ERROR),  # half a ping
        (b"\x89\xfe\x00\x80", websocket.PROTOCOL_ERROR),  # a ping of 128 bytes
        (masked(0x81, b"\xff"), websocket.NOT_TEXT),
        (b"\x82\xff" + LIMIT.to_bytes(7, "big") + b"\x00", websocket.TOO_BIG),
        (masked(0x88, b"\x03\xe8"), websocket.NORMAL),
    ],
)
async def test_what_is_no_websocket_is_closed(said: bytes, code: int) -> None:
    """A broken frame closes with the reason RFC 6455 gives it, and nothing after it is heard."""
    socket = Hearing()
    socket.feed(memoryview(said + masked(0x81, b"later")))
    pipe = socket.pipe
    assert pipe.sent == b"\x88\x02" + code.to_bytes(2, "big")
    assert pipe.closed and socket.heard == []


def test_a_huge_frame_is_refused_by_its_head() -> None:
    """Nothing is gathered for a message that will be too large: its first ten bytes end it."""
    with pytest.raises(websocket.BrokenFrame):
        websocket.read_frame(memoryview(b"\x82\xff" + (2**62).to_bytes(8, "big")), 0, LIMIT)


async def test_fragments_have_the_limit_of_a_message() -> None:
    """Many small fragments are no way around the limit."""
    socket = Hearing()
    client = FrameProtocol(client=True, extensions=[])
    for _ in range(11):
        socket.feed(memoryview(client.send_data(b"x" * 100_000, fin=False)))
    assert socket.transport is None and socket.heard == []


def test_every_frame_that_is_no_message_counts() -> None:
    """Pongs, pings and endless fragments are talk as well: whoever counts hears of each."""
    socket = Hearing()
    for said in (masked(0x8A, b""), masked(0x89, b""), masked(0x01, b"x"), masked(0x00, b"")):
        socket.feed(memoryview(said * (1 if said[0] == 0x01 else 5)))
    assert socket.idle == 16 and socket.heard == []


async def test_a_slow_line_that_gets_somewhere_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large note on a slow line is waited for; one that takes nothing more is cut."""
    monkeypatch.setattr("realtime.edge_socket.PATIENCE", -1.0)
    socket = Hearing()
    socket.pause_writing()
    for megabytes in (3.0, 2.5, 1.5):
        socket.pipe.waiting = int(megabytes * 2**20)
        socket.watch_buffer()
        assert not socket.pipe.closed
    socket.watch_buffer()
    assert socket.pipe.closed
