"""`/auth`: signing in, refreshing, switching, signing out."""

from uuid import UUID

import orjson

from app.core.errors import Unauthenticated
from app.core.reply import NO_CONTENT, Reply, reply
from app.core.routing import Call, route
from app.core.uow import snapshot
from app.identity.members.queries import memberships
from app.identity.sessions import actions, ending
from app.identity.sessions.answers import signed_in
from app.identity.sessions.cookies import clear_cookie, name_of, require_own_origin
from app.identity.sessions.guessing import counted_try
from app.identity.sessions.queries import (
    hidden_fields,
    locked_fields,
    own_sessions,
    own_user,
    permissions,
    role_name,
)
from app.identity.sessions.refresh_tokens import parse_refresh_token
from app.identity.sessions.schemas import (
    LoginBody,
    LogoutAllBody,
    LogoutBody,
    MeOut,
    RefreshBody,
    SessionOut,
    SignedInOut,
    SwitchBody,
)

TAG = "sign-in"


@route(
    "POST",
    "/auth/login",
    summary="Sign in",
    tag=TAG,
    auth="public",
    body=LoginBody,
    returns=SignedInOut,
)
async def login(call: Call[LoginBody]) -> Reply:
    """The refresh token comes as the cookie `sp_refresh_<slot>`, or in the body for `mobile`."""
    body = call.body
    source = call.actor.request
    async with counted_try(source, body.email):
        found = await actions.sign_in(
            source, email=body.email, password=body.password, tenant=body.tenant, client=body.client
        )
    return signed_in(found, body.slot)


@route(
    "POST",
    "/auth/refresh",
    summary="A new access token, and the next refresh token",
    tag=TAG,
    auth="public",
    body=RefreshBody,
    returns=SignedInOut,
)
async def refresh(call: Call[RefreshBody]) -> Reply:
    """Rotates the refresh token. Using an old one again ends the session."""
    body = call.body
    token = _given_token(call, body.slot, body.refresh_token)
    try:
        found = await actions.refresh(call.actor.request, token, body.tenant)
    except Unauthenticated as error:
        if body.refresh_token is None:
            error.headers.update(clear_cookie(body.slot))
        raise
    return signed_in(found, body.slot)


@route(
    "POST",
    "/auth/logout",
    summary="Sign out here",
    tag=TAG,
    auth="public",
    body=LogoutBody,
    status=204,
)
async def logout(call: Call[LogoutBody]) -> Reply:
    """Ends the session of the cookie or token; without one, or with a bad one, there is nothing to end."""
    try:
        token = _given_token(call, call.body.slot, call.body.refresh_token)
        session_id = parse_refresh_token(token).session_id
    except Unauthenticated:
        return _forget(call.body.slot)
    await ending.end_session(call.actor.request, session_id, "logout")
    return _forget(call.body.slot)


@route(
    "POST",
    "/auth/logout-all",
    summary="Sign out everywhere",
    tag=TAG,
    body=LogoutAllBody,
    status=204,
    transaction=False,
)
async def logout_all(call: Call[LogoutAllBody]) -> Reply:
    """Ends every session of the caller, this one too."""
    require_own_origin(call.headers)
    user_id = await _still_signed_in(call)
    await ending.end_all_sessions(call.actor.request, user_id, "logout_everywhere")
    return _forget(call.body.slot)


@route(
    "POST",
    "/auth/switch",
    summary="Go to another of one's organisations",
    tag=TAG,
    body=SwitchBody,
    returns=SignedInOut,
    transaction=False,
)
async def switch(call: Call[SwitchBody]) -> Reply:
    """An access token for the other organisation; the refresh token stays the same."""
    await _still_signed_in(call)
    return signed_in(await actions.switch(call.actor, call.body.tenant), "0", token=False)


@route("GET", "/auth/me", summary="Who am I, and what may I do", tag=TAG, returns=MeOut)
async def me(call: Call[None]) -> Reply:
    """The person, the organisation of the access token, and the role's permissions there."""
    async with snapshot(call.actor) as view:
        user = await own_user(view)
        rights = {
            "role": view.access.role,
            "role_name": await role_name(view),
            "permissions": permissions(view),
            "hidden_fields": hidden_fields(view),
            "locked_fields": locked_fields(view),
        }
        seq = view.seq
    belongs = await memberships(user["id"])
    here = next((m for m in belongs if m.tenant_id == call.actor.tenant_id), None)
    return reply(
        {
            "user": user,
            "tenant": here.json() if here else None,
            "tenants": [m.json() for m in belongs],
            **rights,
        },
        seq=seq,
    )


@route("GET", "/auth/sessions", summary="Where I am signed in", tag=TAG, returns=list[SessionOut])
async def sessions(call: Call[None]) -> Reply:
    """The caller's sessions in all their organisations, the last used first."""
    async with snapshot(call.actor) as view:
        return reply([orjson.Fragment(row) for row in await own_sessions(view)])


@route(
    "DELETE",
    "/auth/sessions/<uuid:session_id>",
    summary="Sign out somewhere else",
    tag=TAG,
    status=204,
    transaction=False,
)
async def end_session(call: Call[None], session_id: UUID) -> Reply:
    """Ends one of the caller's own sessions; its sockets close within a second."""
    await _still_signed_in(call)
    await ending.end_own_session(call.actor, session_id)
    return NO_CONTENT


async def _still_signed_in(call: Call[LogoutAllBody] | Call[SwitchBody] | Call[None]) -> UUID:
    """Check session and membership for what happens outside the tenant; returns the caller's user id."""
    async with snapshot(call.actor):
        assert call.actor.user_id is not None
        return call.actor.user_id


def _given_token(call: Call[RefreshBody] | Call[LogoutBody], slot: str, in_body: str | None) -> str:
    if in_body is not None:
        return in_body
    require_own_origin(call.headers)
    token = call.cookies.get(name_of(slot))
    if not token:
        raise Unauthenticated(code="no_session")
    return token


def _forget(slot: str) -> Reply:
    return Reply(status=204, headers=clear_cookie(slot))
