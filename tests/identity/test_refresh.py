"""Refresh tokens: rotation, grace, reuse, races."""

import asyncio
from uuid import UUID

import pytest
from quart import Quart

from app.core.actor import Actor
from app.core.db import pool
from app.core.ids import PLATFORM_TENANT
from app.core.log import read
from app.core.tokens import verify_access_token
from app.core.uow import snapshot
from app.identity.members.actions import add_member
from app.identity.sessions.refresh_tokens import RefreshToken
from tests.api import Answer, Api
from tests.orgs import PASSWORD, Org


async def mobile(app: Quart, org: Org, name: str = "ana") -> Answer:
    """A fresh mobile session: its tokens are in the body."""
    return await Api(app).post(
        "/auth/login", {"email": org.email_of(name), "password": PASSWORD, "client": "mobile"}
    )


def session_of(answer: Answer) -> UUID:
    """Which session an answer is about."""
    return verify_access_token(answer.data["access_token"]).session_id


async def use(client: Api, token: str, **more: str) -> Answer:
    """Refresh with a token in the body."""
    return await client.post("/auth/refresh", {"refresh_token": token, **more})


async def age(session_id: UUID, seconds: int) -> None:
    """Let the last rotation be some time ago."""
    await pool().execute(
        "UPDATE sessions SET rotated_at = rotated_at - make_interval(secs => $2) WHERE id = $1",
        session_id,
        seconds,
    )


async def generation(session_id: UUID) -> int:
    """How often a session was rotated."""
    return await pool().fetchval("SELECT generation FROM sessions WHERE id = $1", session_id)


async def test_cookie_is_rotated(client: Api, make_org):
    """A browser's refresh answers a new access token and puts the next refresh token in the cookie."""
    org = await make_org()
    await client.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    first = client.http.cookies["sp_refresh_0"]
    answer = await client.post("/auth/refresh", {})
    assert answer.status == 200
    assert client.http.cookies["sp_refresh_0"] != first
    client.token = answer.data["access_token"]
    assert (await client.get("/auth/me")).status == 200


async def test_body_may_be_absent(client: Api, make_org):
    """A refresh needs no body at all: the cookie of slot 0 says everything."""
    org = await make_org()
    await client.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    assert (await client.post("/auth/refresh")).status == 200


async def test_slots_are_separate(client: Api, make_org):
    """Two accounts in one browser: each slot refreshes its own."""
    org = await make_org()
    for slot, name in (("0", "ana"), ("1", "ben")):
        await client.post(
            "/auth/login", {"email": org.email_of(name), "password": PASSWORD, "slot": slot}
        )
    for slot, who in (("0", org.ana), ("1", org.ben)):
        answer = await client.post("/auth/refresh", {"slot": slot})
        assert answer.data["user"]["id"] == str(who.user_id)
    missing = await client.post("/auth/refresh", {"slot": "2"})
    assert (missing.status, missing.error) == (401, "no_session")


async def test_mobile_token_is_rotated(client: Api, app: Quart, make_org):
    """A token in the body is answered with the next one in the body."""
    begun = await mobile(app, await make_org())
    answer = await use(client, begun.data["refresh_token"])
    assert answer.data["refresh_token"] != begun.data["refresh_token"]
    assert "Set-Cookie" not in answer.headers
    assert session_of(answer) == session_of(begun)


async def test_lost_answer_is_given_again(client: Api, app: Quart, make_org):
    """Within ten seconds the token before the current one gets the current one, and nothing rotates."""
    begun = await mobile(app, await make_org())
    first = await use(client, begun.data["refresh_token"])
    again = await use(client, begun.data["refresh_token"])
    assert again.data["refresh_token"] == first.data["refresh_token"]
    assert await generation(session_of(begun)) == 1


async def test_reuse_ends_the_session(client: Api, app: Quart, make_org):
    """After the grace an old token is a copied one: every token of the session is dead at once."""
    begun = await mobile(app, await make_org())
    current = await use(client, begun.data["refresh_token"])
    await age(session_of(begun), 11)
    stolen = await use(client, begun.data["refresh_token"])
    assert (stolen.status, stolen.error) == (401, "token_reused")
    client.token = current.data["access_token"]
    assert (await client.get("/auth/me")).error == "session_ended"
    assert (await use(client, current.data["refresh_token"])).error == "session_ended"


async def test_token_two_generations_old_has_no_grace(client: Api, app: Quart, make_org):
    """Grace is for one lost answer only: a token from before that ends the session also within it."""
    begun = await mobile(app, await make_org())
    second = await use(client, begun.data["refresh_token"])
    await use(client, second.data["refresh_token"])
    assert (await use(client, begun.data["refresh_token"])).error == "token_reused"


async def test_revocation_is_in_the_platform_log(client: Api, app: Quart, make_org):
    """Reuse is announced as `session.revoked`, so that sockets of the session can be closed."""
    begun = await mobile(app, await make_org())
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        since = view.seq
    await use(client, begun.data["refresh_token"])
    await age(session_of(begun), 11)
    await use(client, begun.data["refresh_token"])
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        events = await read(view.connection, PLATFORM_TENANT, since, 100)
    mine = [e for e in events if e.entity_id == session_of(begun)]
    assert [e.type for e in mine] == ["session.revoked"]
    assert '"token_reuse"' in (mine[0].data or "")


async def test_hundred_at_once_rotate_once(client: Api, app: Quart, make_org):
    """A hundred parallel refreshes with one token: all succeed, with the same next token."""
    begun = await mobile(app, await make_org())
    answers = await asyncio.gather(*(use(client, begun.data["refresh_token"]) for _ in range(100)))
    assert {a.status for a in answers} == {200}
    assert len({a.data["refresh_token"] for a in answers}) == 1
    assert await generation(session_of(begun)) == 1


async def test_reuse_races_with_the_owner(client: Api, app: Quart, make_org):
    """When thief and owner refresh at the same moment the session ends for both, never for neither."""
    begun = await mobile(app, await make_org())
    current = await use(client, begun.data["refresh_token"])
    await age(session_of(begun), 11)
    await asyncio.gather(
        use(client, begun.data["refresh_token"]), use(client, current.data["refresh_token"])
    )
    revoked = await pool().fetchval(
        "SELECT revoked_at IS NOT NULL FROM sessions WHERE id = $1", session_of(begun)
    )
    # The owner may have been first: then the old token is two generations old.
    assert revoked


@pytest.mark.parametrize(
    "change", ["signature", "generation", "session", "garbage", "empty", "dots"]
)
async def test_forged_tokens_end_nothing(client: Api, app: Quart, make_org, change: str):
    """A token we did not make is refused, and the session it names lives on."""
    begun = await mobile(app, await make_org())
    token = begun.data["refresh_token"]
    session, number, signature = token.split(".")
    other = await mobile(app, await make_org())
    forged = {
        "signature": f"{session}.{number}.{'0' * len(signature)}",
        "generation": f"{session}.7.{signature}",
        "session": f"{session_of(other)}.{number}.{signature}",
        "garbage": "ключ от всех дверей",
        "empty": "",
        "dots": "...",
    }[change]
    answer = await use(client, forged)
    assert (answer.status, answer.error) == (401, "invalid_token")
    assert (await use(client, token)).status == 200


async def test_unknown_session_is_refused(client: Api, runtime):
    """A well-signed token of a session that is gone answers 401."""
    token = str(RefreshToken(PLATFORM_TENANT, 0))
    assert (await use(client, token)).error == "session_ended"


async def test_session_ends_unused_after_seven_days(client: Api, app: Quart, make_org):
    """Seven days without a refresh end a session; with it they begin anew, up to ninety days."""
    begun = await mobile(app, await make_org())
    session_id = session_of(begun)
    days = "SELECT extract(epoch FROM expires_at - now()) / 86400 FROM sessions WHERE id = $1"
    await pool().execute(
        """UPDATE sessions SET created_at = now() - interval '88 days',
               expires_at = now() + interval '1 hour' WHERE id = $1""",
        session_id,
    )
    answer = await use(client, begun.data["refresh_token"])
    assert 1.9 < float(await pool().fetchval(days, session_id)) < 2.1
    await pool().execute("UPDATE sessions SET expires_at = now() WHERE id = $1", session_id)
    ended = await use(client, answer.data["refresh_token"])
    assert (ended.status, ended.error) == (401, "session_ended")


async def test_dead_cookie_is_cleared(client: Api, make_org):
    """When the session has ended the browser is told to forget its cookie."""
    org = await make_org()
    answer = await client.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    client.token = answer.data["access_token"]
    await client.delete(f"/auth/sessions/{session_of(answer)}")
    refused = await client.post("/auth/refresh", {})
    assert refused.status == 401
    assert "sp_refresh_0=;" in refused.headers["Set-Cookie"]
    assert "sp_refresh_0" not in client.http.cookies


async def test_other_sites_can_not_refresh(client: Api, make_org):
    """The cookie works only for requests whose Origin, if any, is our own."""
    org = await make_org()
    await client.post("/auth/login", {"email": org.email_of("ana"), "password": PASSWORD})
    for origin in (
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://localhost:81",
    ):
        answer = await client.post("/auth/refresh", {}, headers={"Origin": origin})
        assert (answer.status, answer.error) == (403, "foreign_origin"), origin
    own = await client.post("/auth/refresh", {}, headers={"Origin": "http://localhost"})
    assert own.status == 200


async def test_refresh_into_another_tenant(client: Api, app: Quart, make_org):
    """`tenant` moves the session to another of one's organisations, and never to a foreign one."""
    here, there, rival = await make_org(), await make_org(), await make_org()
    await add_member(there.system, full_name="Ana", role="read_only", email=here.email_of("ana"))
    begun = await mobile(app, here)
    foreign = await use(client, begun.data["refresh_token"], tenant=rival.slug)
    assert (foreign.status, foreign.error) == (403, "not_a_member")
    moved = await use(client, begun.data["refresh_token"], tenant=there.slug)
    assert moved.data["tenant"]["role"] == "read_only"
    stays = await use(client, moved.data["refresh_token"])
    assert stays.data["tenant"]["slug"] == there.slug


async def test_deactivated_member_can_not_refresh(client: Api, app: Quart, make_org):
    """Deactivation ends refreshing into that organisation at once."""
    org = await make_org()
    begun = await mobile(app, org, "ben")
    await org.admin.patch(f"/users/{org.ben.user_id}", {"active": False})
    answer = await use(client, begun.data["refresh_token"])
    assert (answer.status, answer.error) == (403, "not_a_member")


async def test_refresh_does_not_undo_a_switch(client: Api, app: Quart, make_org):
    """A plain refresh leaves the session where it is, also when a switch came in between."""
    here, there = await make_org(), await make_org()
    await add_member(there.system, full_name="Ana", role="rep", email=here.email_of("ana"))
    begun = await mobile(app, here)
    client.token = begun.data["access_token"]
    await asyncio.gather(
        client.post("/auth/switch", {"tenant": there.slug}),
        use(client, begun.data["refresh_token"]),
    )
    again = await use(client, begun.data["refresh_token"])
    assert again.data["tenant"]["slug"] == there.slug
