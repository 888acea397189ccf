"""Messages that may be lost: never at the cost of whoever sends them."""

import asyncio
from pathlib import Path

from app.core.publishing import Publisher
from app.core.runtime import Runtime, connect_redis


async def test_messages_arrive_in_order_and_a_repetition_where_it_came_last(
    runtime: Runtime,
) -> None:
    """Listeners hear what was said, in order; said twice in one go, they hear it after the rest."""
    listener = connect_redis(runtime.settings.redis_url or "", timeout=None)
    async with listener.pubsub() as heard:
        await heard.subscribe("test:publishing")
        await heard.get_message(timeout=1)
        publisher = Publisher(runtime.redis, "test", limit=10)
        for word in (b"on", b"off", b"on"):
            publisher.put("test:publishing", word)
        await publisher.close()
        said = [await heard.get_message(timeout=1) for _ in range(2)]
        assert [message and message["data"] for message in said] == [b"off", b"on"]
        assert await heard.get_message(timeout=0.05) is None
    await listener.aclose()


async def test_without_redis_nobody_waits(tmp_path: Path) -> None:
    """What does not fit in is dropped, and closing takes a moment, not for ever."""
    nowhere = connect_redis(f"unix://{tmp_path}/nobody")
    publisher = Publisher(nowhere, "test", limit=3)
    for n in range(10):
        publisher.put("test:publishing", b"%d" % n)
    async with asyncio.timeout(2):
        await publisher.close()
    await nowhere.aclose()
