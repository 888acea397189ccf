"""`/teams`: whose records count as ours."""

from uuid import UUID

from app.core.errors import NotFound
from app.core.idempotency import still_allowed
from app.core.pagination import PAGING, list_reply, only_known, page_of
from app.core.reply import NO_CONTENT, Reply, record_reply
from app.core.routing import Call, route
from app.core.uow import View, snapshot, unit_of_work
from app.identity.teams.actions import change_team, create_team, delete_team
from app.identity.teams.queries import SORT, list_teams, team_json
from app.identity.teams.schemas import NewTeam, TeamChanges, TeamOut


@route(
    "GET",
    "/teams",
    summary="The teams, by name",
    tag="teams",
    returns=list[TeamOut],
    parameters=PAGING,
)
async def get_teams(call: Call[None]) -> Reply:
    """Every team with its members."""
    only_known(call.query, PAGING)
    page = page_of(call.query, SORT)
    async with snapshot(call.actor) as view:
        view.require("teams", "read")
        rows, after, total = await list_teams(view, page)
        return list_reply(rows, page, next_cursor=after, total=total, seq=view.seq)


@route("GET", "/teams/<uuid:team_id>", summary="A team", tag="teams", returns=TeamOut)
async def get_team(call: Call[None], team_id: UUID) -> Reply:
    """One team with its members."""
    async with snapshot(call.actor) as view:
        view.require("teams", "read")
        return await _shown(view, team_id)


@route(
    "POST",
    "/teams",
    summary="Create a team",
    tag="teams",
    body=NewTeam,
    returns=TeamOut,
    status=201,
    replay_check=still_allowed("teams", "create"),
)
async def post_team(call: Call[NewTeam]) -> Reply:
    """For admins. Its members see each other's records from now on."""
    async with unit_of_work(call.actor) as work:
        return await _shown(work, await create_team(call.actor, call.body), status=201)


@route(
    "PATCH",
    "/teams/<uuid:team_id>",
    summary="Rename a team or replace its members",
    tag="teams",
    body=TeamChanges,
    returns=TeamOut,
    replay_check=still_allowed("teams", "update"),
)
async def patch_team(call: Call[TeamChanges], team_id: UUID) -> Reply:
    """For admins. `members` is the whole new list."""
    async with unit_of_work(call.actor) as work:
        await change_team(call.actor, team_id, call.body)
        return await _shown(work, team_id)


@route(
    "DELETE",
    "/teams/<uuid:team_id>",
    summary="Dissolve a team",
    tag="teams",
    status=204,
    replay_check=still_allowed("teams", "delete"),
)
async def remove_team(call: Call[None], team_id: UUID) -> Reply:
    """For admins. Its people keep their own records."""
    await delete_team(call.actor, team_id)
    return NO_CONTENT


async def _shown(view: View, team_id: UUID, *, status: int = 200) -> Reply:
    found = await team_json(view, team_id)
    if found is None:
        raise NotFound()
    return record_reply(found, status=status, seq=view.seq)
