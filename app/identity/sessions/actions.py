"""Opening, rotating and moving sessions."""

from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Actor, Request
from app.core.errors import Forbidden, Unauthenticated
from app.core.ids import new_id
from app.core.uow import Work, unit_of_work
from app.identity.emails import normalised_or_none
from app.identity.members.queries import Membership, memberships
from app.identity.passwords import matches
from app.identity.sessions.ending import platform, revoke
from app.identity.sessions.refresh_tokens import RefreshToken, parse_refresh_token

SLIDING_DAYS = 7
ABSOLUTE_DAYS = 90
GRACE_SECONDS = 10  # in which the token before the current one is a lost answer, not a theft

BY_EMAIL = "SELECT id, password_hash, last_tenant_id FROM users WHERE lower(email) = $1"
OPEN = """
INSERT INTO sessions (id, user_id, tenant_id, client, ip, agent, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
"""
ROTATE = """
UPDATE sessions
   SET generation = generation + 1, rotated_at = now(),
       expires_at = least(now() + make_interval(days => $3), created_at + make_interval(days => $4))
 WHERE id = $1 AND generation = $2 AND revoked_at IS NULL AND expires_at > now()
RETURNING generation
"""
FIND = """
SELECT s.id, s.user_id, s.tenant_id, s.client, s.generation,
       s.revoked_at IS NULL AND s.expires_at > now() AS alive,
       s.rotated_at > now() - make_interval(secs => $2) AS fresh,
       ceil(extract(epoch FROM s.expires_at - now()))::int AS seconds_left,
       u.email, u.full_name
  FROM sessions s JOIN users u ON u.id = s.user_id
 WHERE s.id = $1
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's person, place and current refresh token; `seconds_left` until it ends unused."""

    session_id: UUID
    user_id: UUID
    email: str | None
    full_name: str
    client: str
    membership: Membership
    token: RefreshToken
    seconds_left: int


async def sign_in(
    source: Request, *, email: str, password: str, tenant: str | None, client: str
) -> SignedIn:
    """Check credentials and open a session.

    Raises Unauthenticated `invalid_credentials` (the same for all reasons, after the same work), or
    Forbidden if there is no such organisation for this person.
    """
    address = normalised_or_none(email)
    async with unit_of_work(platform(source)) as work:
        user = await work.fetchrow(BY_EMAIL, address)
    if not await matches(password, user["password_hash"] if user else None) or user is None:
        raise Unauthenticated(
            "The e-mail address or the password is wrong.", code="invalid_credentials"
        )
    membership = choose(await memberships(user["id"]), tenant, user["last_tenant_id"])
    return await open_session(source, user["id"], membership, client)


async def open_session(
    source: Request, user_id: UUID, membership: Membership, client: str = "web"
) -> SignedIn:
    """A new session in this organisation. Whoever calls has checked who it is for."""
    session_id = new_id()
    async with unit_of_work(platform(source)) as work:
        await work.execute(
            OPEN,
            session_id,
            user_id,
            membership.tenant_id,
            client,
            source.ip,
            (source.agent or "")[:400] or None,
            SLIDING_DAYS,
        )
        await _remember_tenant(work, user_id, membership.tenant_id)
        return await _signed_in(work, session_id, membership)


async def refresh(source: Request, text: str, tenant: str | None) -> SignedIn:
    """Rotate a session's refresh token; with `tenant` it also goes to that organisation.

    The token before the current one gets the current one again for 10 s after the rotation. An older
    one was copied: the session ends. Raises Unauthenticated or Forbidden.
    """
    token = parse_refresh_token(text)
    async with unit_of_work(platform(source)) as work:
        session = await work.fetchrow(FIND, token.session_id, GRACE_SECONDS)
    if session is None or not session["alive"]:
        raise _ended()
    membership = choose(
        await memberships(session["user_id"]), tenant, session["tenant_id"], strict=True
    )
    async with unit_of_work(platform(source)) as work:
        if await _rotate(work, token) or await _answer_was_lost(work, token):
            if tenant is not None:
                await _move(work, token.session_id, session["user_id"], membership)
            return await _signed_in(work, token.session_id, membership)
        await revoke(work, token.session_id, "token_reuse")
    # Only now, outside: an error inside would have taken the revocation back.
    raise Unauthenticated(
        "This session was ended, because an old refresh token was used again. Sign in again.",
        code="token_reused",
    )


async def _rotate(work: Work, token: RefreshToken) -> bool:
    # The condition settles the race of several tabs: one rotates, the others find it done.
    rotated = await work.fetchval(
        ROTATE,
        token.session_id,
        token.generation,
        SLIDING_DAYS,
        ABSOLUTE_DAYS,
    )
    return rotated is not None


async def _answer_was_lost(work: Work, token: RefreshToken) -> bool:
    """Whether this is the token just before the current one, still in its grace."""
    session = await work.fetchrow(FIND, token.session_id, GRACE_SECONDS)
    if session is None or not session["alive"]:
        raise _ended()
    return session["generation"] == token.generation + 1 and session["fresh"]


async def switch(actor: Actor, tenant: str) -> SignedIn:
    """Move the actor's session to another of their organisations. Raises Forbidden."""
    assert actor.user_id is not None
    assert actor.session_id is not None
    membership = choose(await memberships(actor.user_id), tenant, None)
    async with unit_of_work(platform(actor.request)) as work:
        await _move(work, actor.session_id, actor.user_id, membership)
        return await _signed_in(work, actor.session_id, membership)


def choose(
    belongs: list[Membership], named: str | None, last: UUID | None, *, strict: bool = False
) -> Membership:
    """The organisation asked for by slug or id, else the last one used, else the oldest.

    `strict`: the last one or none. Raises Forbidden `not_a_member`; the same for organisations that
    don't exist.
    """
    if named is not None:
        wanted = [m for m in belongs if named.lower() in (m.slug, str(m.tenant_id))]
    else:
        wanted = [m for m in belongs if m.tenant_id == last] or ([] if strict else belongs)
    if not wanted:
        raise Forbidden("You are not a member of this organisation.", code="not_a_member")
    return wanted[0]


async def _move(work: Work, session_id: UUID, user_id: UUID, to: Membership) -> None:
    await work.execute(
        "UPDATE sessions SET tenant_id = $2 WHERE id = $1 AND revoked_at IS NULL",
        session_id,
        to.tenant_id,
    )
    await _remember_tenant(work, user_id, to.tenant_id)


async def _remember_tenant(work: Work, user_id: UUID, tenant_id: UUID) -> None:
    await work.execute(
        "UPDATE users SET last_tenant_id = $2 WHERE id = $1 AND last_tenant_id IS DISTINCT FROM $2",
        user_id,
        tenant_id,
    )


async def _signed_in(work: Work, session_id: UUID, membership: Membership) -> SignedIn:
    row = await work.fetchrow(FIND, session_id, GRACE_SECONDS)
    if row is None or not row["alive"]:
        raise _ended()
    return SignedIn(
        session_id=session_id,
        user_id=row["user_id"],
        email=row["email"],
        full_name=row["full_name"],
        client=row["client"],
        membership=membership,
        token=RefreshToken(session_id, row["generation"]),
        seconds_left=row["seconds_left"],
    )


def _ended() -> Unauthenticated:
    return Unauthenticated("This session has ended. Sign in again.", code="session_ended")
