"""Members: who sees them, who changes them, and that changes hold at once."""

import asyncio

import pytest

from app.core.log import read
from app.core.uow import snapshot
from app.identity.members.actions import add_member
from tests.orgs import PASSWORD, Org

EVERYBODY = ("admin", "manager", "ana", "ben", "cara", "support", "viewer")
NOT_ADMINS = EVERYBODY[1:]


async def events_since(org: Org, seq: int):
    """The organisation's log after a number."""
    async with snapshot(org.system) as view:
        return await read(view.connection, org.tenant_id, seq, 500)


async def head(org: Org) -> int:
    """Where the organisation's log is now."""
    async with snapshot(org.system) as view:
        return view.seq


async def access_seq(org: Org, name: str) -> int:
    """The log position of a member's last change of rights."""
    async with snapshot(org.system) as view:
        return await view.fetchval(
            "SELECT access_seq FROM members WHERE tenant_id = $1 AND user_id = $2",
            org.tenant_id,
            org.people[name].user_id,
        )


@pytest.mark.parametrize("name", EVERYBODY)
async def test_everybody_sees_the_members(make_org, name: str):
    """Each role sees all members of its own organisation, with role and teams, and no other's."""
    org, _ = await make_org(), await make_org("Rival")
    answer = await org.people[name].get("/users")
    assert answer.status == 200
    assert {m["id"] for m in answer.data} == {str(p.user_id) for p in org.people.values()}
    manager = next(m for m in answer.data if m["id"] == str(org.manager.user_id))
    assert (manager["role"], manager["active"]) == ("manager", True)
    assert manager["team_ids"] == manager["manages"] == [str(org.team_id)]
    assert int(answer.headers["X-Log-Seq"]) == await head(org)


async def test_pages_cover_all_once(make_org):
    """Cursors and page numbers both walk through every member exactly once, by name."""
    org = await make_org()
    everybody = [m["id"] for m in (await org.ana.get("/users")).data]
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = await org.ana.get("/users", params={"limit": 3, "cursor": cursor})
        seen += [m["id"] for m in page.data]
        cursor = page.json["pagination"]["next_cursor"]
    assert seen == everybody
    paged = [
        m["id"]
        for number in (1, 2, 3)
        for m in (await org.ana.get("/users", params={"limit": 3, "page": number})).data
    ]
    assert paged == everybody
    assert page.json["pagination"]["total"] == 7


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "201"}, {"cursor": "x"}, {"page": "0"}, {"sort": "role"}]
)
async def test_bad_parameters(make_org, query: dict[str, str]):
    """Limits out of range, foreign cursors and unknown parameters: 400."""
    org = await make_org()
    assert (await org.ana.get("/users", params=query)).status == 400


async def test_search(make_org):
    """Part of a name or an address finds a member; wildcards are only letters."""
    org = await make_org()
    for needle in ("CAR", "cara@"):
        found = (await org.ana.get("/users", params={"search": needle})).data
        assert [m["full_name"] for m in found] == ["Cara"]
    assert (await org.ana.get("/users", params={"search": "%"})).data == []


async def test_only_some(make_org):
    """`filter[id][in]` narrows to the people named; others' ids find nobody, and the count says so."""
    org, rival = await make_org(), await make_org()
    ids = [str(org.ana.user_id), str(org.ben.user_id), str(rival.ana.user_id)]
    found = await org.viewer.get("/users", params={"filter[id][in]": ",".join(ids)})
    assert [m["full_name"] for m in found.data] == ["Ana", "Ben"]
    assert found.json["pagination"]["total"] == 2
    both = {"filter[id][in]": ",".join(ids), "search": "ben"}
    assert [m["full_name"] for m in (await org.viewer.get("/users", params=both)).data] == ["Ben"]
    for wrong in ("", "x", f"{ids[0]},"):
        refused = await org.viewer.get("/users", params={"filter[id][in]": wrong})
        assert (refused.status, list(refused.json["details"]["fields"])) == (
            400,
            ["filter[id][in]"],
        )


@pytest.mark.parametrize("name", NOT_ADMINS)
async def test_only_admins_change_members(make_org, name: str):
    """Nobody but an admin changes a role or deactivates, oneself included; nothing is written."""
    org = await make_org()
    before = await head(org)
    for target in ("ana", name):
        for change in ({"role": "admin"}, {"active": False}):
            answer = await org.people[name].patch(f"/users/{org.people[target].user_id}", change)
            assert answer.status == 403
    assert await head(org) == before


async def test_change_of_role_holds_at_once(make_org):
    """A new role counts from the next request on, with the old token; the log says so."""
    org = await make_org()
    before = await head(org)
    answer = await org.admin.patch(f"/users/{org.viewer.user_id}", {"role": "admin"})
    assert (answer.status, answer.data["role"]) == (200, "admin")
    assert (await org.viewer.post("/teams", {"name": "West"})).status == 201
    event = (await events_since(org, before))[0]
    assert (event.type, event.changed, event.before) == (
        "member.updated",
        ("role",),
        '{"role":"read_only"}',
    )
    assert await access_seq(org, "viewer") == event.seq
    assert answer.data["version"] == event.version


async def test_deactivated_member_is_refused_at_once(make_org):
    """A deactivated member's next request is refused; reactivated, they are back with the same token."""
    org = await make_org()
    path = f"/users/{org.ben.user_id}"
    assert (await org.admin.patch(path, {"active": False})).data["active"] is False
    for refused in (await org.ben.get("/users"), await org.ben.post("/tags", {"name": "x"})):
        assert (refused.status, refused.error) == (403, "not_a_member")
    await org.admin.patch(path, {"active": True})
    assert (await org.ben.get("/users")).status == 200


async def test_change_of_nothing_says_nothing(make_org):
    """Setting what is already so changes no version and makes no event."""
    org = await make_org()
    before = await head(org)
    answer = await org.admin.patch(f"/users/{org.ana.user_id}", {"role": "rep", "active": True})
    assert answer.status == 200
    assert await head(org) == before


@pytest.mark.parametrize("change", [{"role": "rep"}, {"active": False}])
async def test_last_admin_stays(make_org, change: dict[str, object]):
    """The last admin can be neither demoted nor deactivated, also not by themselves."""
    org = await make_org()
    answer = await org.admin.patch(f"/users/{org.admin.user_id}", change)
    assert (answer.status, answer.error) == (409, "last_admin")


async def test_admin_without_login_is_no_admin(make_org):
    """An imported person can't administer anything, so they don't count as the other admin."""
    org = await make_org()
    await add_member(org.system, full_name="Imported", role="admin")
    answer = await org.admin.patch(f"/users/{org.admin.user_id}", {"role": "rep"})
    assert answer.error == "last_admin"


async def test_two_admins_demote_each_other(make_org):
    """When the last two admins demote each other at the same moment, one of them stays."""
    org = await make_org()
    await org.admin.patch(f"/users/{org.cara.user_id}", {"role": "admin"})
    for _ in range(5):
        answers = await asyncio.gather(
            org.admin.patch(f"/users/{org.cara.user_id}", {"role": "rep"}),
            org.cara.patch(f"/users/{org.admin.user_id}", {"role": "rep"}),
        )
        async with snapshot(org.system) as view:
            admins = await view.fetch(
                "SELECT user_id FROM members WHERE tenant_id = $1 AND role = 'admin'", org.tenant_id
            )
        assert len(admins) == 1, [(a.status, a.json) for a in answers]
        left = org.admin if admins[0]["user_id"] == org.admin.user_id else org.cara
        other = org.cara if left is org.admin else org.admin
        await left.patch(f"/users/{other.user_id}", {"role": "admin"})


async def test_foreign_members_do_not_exist(make_org):
    """Another organisation's member can be neither read nor changed: 404."""
    org, rival = await make_org(), await make_org()
    path = f"/users/{rival.ana.user_id}"
    assert (await org.admin.get(path)).status == 404
    assert (await org.admin.patch(path, {"active": False})).status == 404
    assert (await rival.ana.get("/users")).status == 200


@pytest.mark.parametrize(
    "body", [{"role": "owner"}, {"role": None}, {"active": "maybe"}, {"email": "a@b.test"}]
)
async def test_bad_changes(make_org, body: dict[str, object]):
    """Unknown roles, nulls and unknown fields: 400."""
    org = await make_org()
    assert (await org.admin.patch(f"/users/{org.ana.user_id}", body)).status == 400


async def test_one_member(make_org):
    """A member by id has an ETag, as every object."""
    org = await make_org()
    answer = await org.viewer.get(f"/users/{org.ana.user_id}")
    assert answer.data["email"] == org.email_of("ana")
    assert answer.headers["ETag"] == f'"{answer.data["version"]}"'


async def test_member_twice(make_org):
    """A member can't be added again; a person with an account keeps name and password."""
    org, other = await make_org(), await make_org()
    from app.core.errors import Conflict

    email = org.email_of("ana")
    with pytest.raises(Conflict):
        await add_member(org.system, full_name="Ana", role="rep", email=email)
    await add_member(
        other.system, full_name="Impostor", role="rep", email=email, password="another password"
    )
    login = await org.admin.post("/auth/login", {"email": email, "password": PASSWORD})
    assert login.data["user"]["full_name"] == "Ana"
    stolen = await org.admin.post("/auth/login", {"email": email, "password": "another password"})
    assert stolen.status == 401
