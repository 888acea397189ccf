"""Rate limits: guesses at passwords, floods, and what happens without Redis."""

import asyncio
import contextlib
import time
from dataclasses import replace

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.core import ratelimit
from app.core import runtime as running
from app.core.ids import new_id
from app.core.ratelimit import Limit
from app.core.runtime import connect_redis
from app.web import throttle
from app.web.application import build
from tests.api import Api
from tests.orgs import PASSWORD


def address() -> str:
    """An IP address that no other test uses."""
    tail = new_id().int & 0xFFFFFFFF
    return f"2001:db8::{tail >> 16:x}:{tail & 0xFFFF:x}"


@contextlib.contextmanager
def without_redis(monkeypatch, runtime):
    """This process loses its Redis."""
    nowhere = Redis(port=1, retry=Retry(NoBackoff(), 0), socket_connect_timeout=0.1)
    with monkeypatch.context() as patch:
        gone = replace(running.runtime(), redis=nowhere, patient_redis=nowhere)
        patch.setattr(running, "_runtime", gone)
        patch.setattr(ratelimit, "_away_until", 0.0)
        yield


async def test_five_failures_then_wait(limited, make_org):
    """The sixth wrong password within a quarter of an hour answers 429, and so does then the right one."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": "wrong"}
    answers = [await api.post("/auth/login", body) for _ in range(6)]
    assert [a.status for a in answers] == [401] * 5 + [429]
    assert answers[5].error == "rate_limited"
    assert 170 <= int(answers[5].headers["Retry-After"]) <= 180
    right = await api.post("/auth/login", {**body, "password": PASSWORD})
    assert right.status == 429


async def test_spelling_is_no_way_around(limited, make_org):
    """The same address in other case or with spaces counts as the same."""
    org, api = await make_org(), Api(limited, ip=address())
    email = org.email_of("ana")
    spelled = [email, email.upper(), f" {email}", f"{email} ", email.title(), email.swapcase()]
    answers = [await api.post("/auth/login", {"email": e, "password": "wrong"}) for e in spelled]
    assert [a.status for a in answers] == [401] * 5 + [429]


async def test_parallel_guesses(limited, make_org):
    """Fifty guesses at once get five looks at the password, not fifty."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": "wrong"}
    answers = await asyncio.gather(*(api.post("/auth/login", body) for _ in range(50)))
    assert sorted(a.status for a in answers) == [401] * 5 + [429] * 45


async def test_success_is_no_failure(limited, make_org):
    """Signing in correctly many times is never held back, and forgives no failure."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": PASSWORD}
    for _ in range(4):
        assert (await api.post("/auth/login", {**body, "password": "wrong"})).status == 401
    for _ in range(12):
        assert (await api.post("/auth/login", body)).status == 200
    assert (await api.post("/auth/login", {**body, "password": "wrong"})).status == 401
    assert (await api.post("/auth/login", {**body, "password": "wrong"})).status == 429


async def test_parallel_successes(limited, make_org):
    """Forty tabs that sign in at once with the right password all get in."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": PASSWORD}
    answers = await asyncio.gather(*(api.post("/auth/login", body) for _ in range(40)))
    assert {a.status for a in answers} == {200}


async def test_another_reason_is_no_failure(limited, make_org):
    """A right password for an organisation one is not in is refused, but was no guess."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": PASSWORD, "tenant": "nowhere"}
    assert {(await api.post("/auth/login", body)).status for _ in range(8)} == {403}


async def test_others_are_not_held_back(limited, make_org):
    """A locked-out pair of address and account locks out neither another person nor another place."""
    org, place = await make_org(), address()
    api = Api(limited, ip=place)
    for _ in range(6):
        await api.post("/auth/login", {"email": org.email_of("ana"), "password": "wrong"})
    ben = await api.post("/auth/login", {"email": org.email_of("ben"), "password": PASSWORD})
    elsewhere = await Api(limited, ip=address()).post(
        "/auth/login", {"email": org.email_of("ana"), "password": PASSWORD}
    )
    assert (ben.status, elsewhere.status) == (200, 200)


async def test_many_places_guessing_one_account(limited, make_org):
    """Guesses at one account are limited also when each comes from a new address."""
    org = await make_org()
    body = {"email": org.email_of("ana"), "password": "wrong"}
    answers = await asyncio.gather(
        *(Api(limited, ip=address()).post("/auth/login", body) for _ in range(120))
    )
    assert [a.status for a in answers].count(401) <= 101


async def test_forwarded_for_is_inert(limited, make_org):
    """An X-Forwarded-For of one's own making opens no new account of tries."""
    org, api = await make_org(), Api(limited, ip=address())
    body = {"email": org.email_of("ana"), "password": "wrong"}
    answers = [
        await api.post("/auth/login", body, headers={"X-Forwarded-For": f"10.0.0.{n}"})
        for n in range(6)
    ]
    assert answers[5].status == 429


async def test_answers_say_what_is_left(limited, make_org):
    """Every limited answer says the limit, what is left and when it is whole again."""
    org = await make_org()
    api = Api(limited, org.ana.token, ip=address())
    first, second = await api.get("/auth/me"), await api.get("/auth/me")
    assert first.headers["RateLimit-Limit"] == "1200"
    left = [int(a.headers["RateLimit-Remaining"]) for a in (first, second)]
    assert 1197 <= left[1] < left[0] <= 1199
    assert int(second.headers["RateLimit-Reset"]) <= 1


async def test_a_member_in_a_loop_is_slowed_down(limited, settings, make_org, monkeypatch):
    """A member's calls over two instances at once never exceed the limit, and all of it can be used."""
    monkeypatch.setattr(throttle, "EACH_MEMBER", Limit(new_id().hex, 60, 3600, per=("user",)))
    org = await make_org()
    instances = [Api(build(settings), org.ana.token) for _ in range(2)]
    answers = [await instances[n % 2].get("/tenant") for n in range(40)]
    answers += await asyncio.gather(*(instances[n % 2].get("/tenant") for n in range(60)))
    assert [a.status for a in answers].count(200) == 60
    refused = next(a for a in answers if a.status == 429)
    assert int(refused.headers["Retry-After"]) <= 60
    assert (await Api(limited, org.ben.token).get("/tenant")).status == 200


async def test_without_redis_signing_in_waits(limited, make_org, runtime, monkeypatch):
    """Without Redis nobody can count guesses, so signing in answers 503, and says to try again."""
    org, api = await make_org(), Api(limited, ip=address())
    with without_redis(monkeypatch, runtime):
        answer = await api.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    assert (answer.status, answer.error) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


async def test_without_redis_work_goes_on(limited, make_org, runtime, monkeypatch):
    """Without Redis everything but signing in goes on, refreshing included."""
    org, api = await make_org(), Api(limited, ip=address())
    await api.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    with without_redis(monkeypatch, runtime):
        refreshed = await api.post("/auth/refresh", {})
        api.token = refreshed.data["access_token"]
        read, written = await api.get("/users"), await api.post("/companies", {"name": "Orbit"})
    assert (refreshed.status, read.status, written.status) == (200, 200, 201)


async def test_a_stalled_redis_holds_up_one_call_a_second(limited, make_org, runtime, monkeypatch):
    """A Redis that takes connections and says nothing costs 100 ms once a second, not each request."""
    stalled = await asyncio.start_server(lambda reader, writer: asyncio.sleep(60), "127.0.0.1", 0)
    port = stalled.sockets[0].getsockname()[1]
    org = await make_org()
    api = Api(limited, org.ana.token, ip=address())
    silent = connect_redis(f"redis://127.0.0.1:{port}")
    with monkeypatch.context() as patch:
        patch.setattr(running, "_runtime", replace(running.runtime(), redis=silent))
        patch.setattr(ratelimit, "_away_until", 0.0)
        began = time.monotonic()
        answers = [await api.get("/tenant") for _ in range(20)]
        took = time.monotonic() - began
    stalled.close()
    assert {a.status for a in answers} == {200}
    assert took < 1.0  # twenty waits would be two seconds


@pytest.mark.parametrize("tries", [12])
async def test_off_means_off(client: Api, make_org, tries: int):
    """With RATE_LIMITS=off nothing is counted."""
    org = await make_org()
    body = {"email": org.email_of("ana"), "password": "wrong"}
    answers = [await client.post("/auth/login", body) for _ in range(tries)]
    assert {a.status for a in answers} == {401}
    assert "RateLimit-Limit" not in answers[0].headers
