"""`/roles`: what members may do."""

from app.core.errors import NotFound
from app.core.idempotency import still_allowed
from app.core.pagination import PAGING, cursor, list_reply, only_known, page_of
from app.core.reply import NO_CONTENT, Reply, record_reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import View, snapshot, unit_of_work
from app.identity.roles.actions import change_role, create_role, delete_role
from app.identity.roles.choices import RESOURCES, field_levels
from app.identity.roles.queries import all_roles, role_json
from app.identity.roles.schemas import ChoicesOut, NewRole, RoleChanges, RoleOut

SORT = "builtin,name"  # the one order roles are listed in


@route(
    "GET",
    "/roles",
    summary="The roles",
    tag="roles",
    returns=list[RoleOut],
    parameters=PAGING,
)
async def get_roles(call: Call[None]) -> Reply:
    """Those out of the box, then the organisation's own by name."""
    only_known(call.query, PAGING)
    page = page_of(call.query, SORT)
    async with snapshot(call.actor) as view:
        view.require("roles", "read")
        rows = await all_roles(view)  # few enough to count off
        begin = page.after[0] if page.after else page.offset
        end = begin + page.limit
        after = cursor(SORT, [end]) if end < len(rows) else None
        shown = rows[begin:end]
        return list_reply(shown, page, next_cursor=after, total=len(rows), seq=view.seq)


@route("GET", "/roles/choices", summary="What a role may say", tag="roles", returns=ChoicesOut)
async def get_choices(call: Call[None]) -> Reply:
    """The scopes of each verb on each resource, and the levels of each field."""
    async with snapshot(call.actor) as view:
        view.require("roles", "update")
        fields = {
            kind: [
                {"name": name, "label": field.label, "custom": field.custom, "levels": levels}
                for name, (field, levels) in by_name.items()
            ]
            for kind, by_name in (await field_levels(view)).items()
        }
        return reply({"resources": RESOURCES, "fields": fields}, seq=view.seq)


@route("GET", "/roles/<role_id>", summary="A role", tag="roles", returns=RoleOut)
async def get_role(call: Call[None], role_id: str) -> Reply:
    """One role, by its id or, out of the box, its name."""
    async with snapshot(call.actor) as view:
        view.require("roles", "read")
        return await _shown(view, role_id)


@route(
    "POST",
    "/roles",
    summary="Create a role, or a copy of one",
    tag="roles",
    body=NewRole,
    returns=RoleOut,
    status=201,
    replay_check=still_allowed("roles", "create"),
)
async def post_role(call: Call[NewRole]) -> Reply:
    """For admins."""
    async with unit_of_work(call.actor) as work:
        role_id = await create_role(call.actor, call.body)
        return await _shown(work, str(role_id), status=201)


@route(
    "PATCH",
    "/roles/<role_id>",
    summary="Change what a role allows",
    tag="roles",
    body=RoleChanges,
    returns=RoleOut,
    replay_check=still_allowed("roles", "update"),
)
async def patch_role(call: Call[RoleChanges], role_id: str) -> Reply:
    """For admins; it holds from its holders' next request, and on their screens within a second."""
    async with unit_of_work(call.actor) as work:
        await change_role(call.actor, role_id, call.body)
        return await _shown(work, role_id)


@route(
    "DELETE",
    "/roles/<role_id>",
    summary="Remove a role",
    tag="roles",
    status=204,
    parameters=(Parameter("reassign_to", "The role that its holders get: a name or an id."),),
    replay_check=still_allowed("roles", "delete"),
)
async def remove_role(call: Call[None], role_id: str) -> Reply:
    """For admins. 409 `role_in_use` if somebody has it and `reassign_to` is not said."""
    await delete_role(call.actor, role_id, reassign_to=call.query.get("reassign_to"))
    return NO_CONTENT


async def _shown(view: View, role: str, *, status: int = 200) -> Reply:
    found = await role_json(view, role)
    if found is None:
        raise NotFound()
    return record_reply(found, status=status, seq=view.seq)
