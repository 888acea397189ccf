"""What an instance hears of Redis, and what it keeps when that fails."""

import asyncio
from typing import Any

import pytest
from redis.asyncio.client import PubSub

from app.config import Settings
from app.core.ids import new_id
from app.core.runtime import connect_redis
from realtime.feed import Subscriber
from tests.realtime.house import PATIENCE, Instance


async def test_a_channel_added_while_connecting_is_heard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for a channel while the connection is being made hears it all the same."""
    connecting, go_on = asyncio.Event(), asyncio.Event()
    subscribe = PubSub.subscribe

    async def slowly(self: PubSub, *channels: Any) -> None:
        connecting.set()
        await go_on.wait()
        await subscribe(self, *channels)

    monkeypatch.setattr(PubSub, "subscribe", slowly)
    assert settings.redis_url
    redis, heard = connect_redis(settings.redis_url, timeout=None), asyncio.Event()
    subscriber = Subscriber(redis)
    await connecting.wait()
    channel = f"test:{new_id()}"
    await subscriber.add(channel, lambda _: heard.set())
    go_on.set()
    async with asyncio.timeout(PATIENCE):
        while not heard.is_set():
            await redis.publish(channel, b"hello")
            await asyncio.sleep(0.05)
    await subscriber.close()
    await redis.aclose()


async def test_a_stream_that_could_not_open_listens_to_nothing(
    here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the database there is no stream, and nothing goes on collecting rings for it."""

    async def fails(_: object) -> Any:
        raise ConnectionError("no database")

    monkeypatch.setattr("realtime.streams.read_heads", fails)
    before = set(here.server.subscriber._sinks)
    with pytest.raises(ConnectionError):
        await here.server.streams.get(new_id())
    assert set(here.server.subscriber._sinks) == before
