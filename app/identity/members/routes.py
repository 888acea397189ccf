"""`/users`: the members of the organisation."""

from uuid import UUID

from app.core.errors import Invalid, NotFound
from app.core.idempotency import still_allowed
from app.core.pagination import PAGING, list_reply, only_known, page_of
from app.core.reply import Reply, record_reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.identity.members.actions import change_member
from app.identity.members.queries import SORT, list_members, member_json
from app.identity.members.schemas import MemberChanges, MemberOut

LIST_PARAMETERS = (
    *PAGING,
    Parameter("search", "Part of a name or an address."),
    Parameter("filter[id][in]", "Only these people: ids, separated by commas."),
    Parameter("filter[role]", "Only who has this role: its name or id."),
)


@route(
    "GET",
    "/users",
    summary="The members, by name",
    tag="members",
    returns=list[MemberOut],
    parameters=LIST_PARAMETERS,
)
async def get_members(call: Call[None]) -> Reply:
    """Everybody in the organisation, also those without a login or deactivated."""
    only_known(call.query, LIST_PARAMETERS)
    page = page_of(call.query, SORT)
    async with snapshot(call.actor) as view:
        view.require("members", "read")
        search, only = call.query.get("search", "").strip(), _ids(call.query.get("filter[id][in]"))
        role = call.query.get("filter[role]")
        rows, after, total = await list_members(view, page, search, only, role)
        return list_reply(rows, page, next_cursor=after, total=total, seq=view.seq)


@route("GET", "/users/<uuid:user_id>", summary="A member", tag="members", returns=MemberOut)
async def get_member(call: Call[None], user_id: UUID) -> Reply:
    """One member of the organisation."""
    async with snapshot(call.actor) as view:
        view.require("members", "read")
        found = (await member_json(view, [user_id])).get(user_id)
        if found is None:
            raise NotFound()
        return record_reply(found, seq=view.seq)


@route(
    "PATCH",
    "/users/<uuid:user_id>",
    summary="Change a member's role, or deactivate them",
    tag="members",
    body=MemberChanges,
    returns=MemberOut,
    replay_check=still_allowed("members", "update"),
)
async def patch_member(call: Call[MemberChanges], user_id: UUID) -> Reply:
    """For admins; it holds from the member's next request, and their sockets within a second."""
    await change_member(call.actor, user_id, call.body)
    return await get_member(Call(call.actor, None, call.query, call.headers), user_id)


def _ids(text: str | None) -> list[UUID] | None:
    if text is None:
        return None
    try:
        return [UUID(part) for part in text.split(",")]
    except ValueError as error:
        raise Invalid(fields={"filter[id][in]": "Not ids."}) from error
