"""Who may import, what an import may make, and who sees it."""

import pytest

from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Post, Run, everything
from tests.crm.importing.files import csv_bytes

NAME = {"n": {"field": "name"}}
FILE = csv_bytes([["n", "x"], ["A", "Somebody"]])


@pytest.mark.parametrize("role", ["support", "viewer"])
@pytest.mark.parametrize("path", ["/imports", "/imports/preview"])
async def test_who_may_not_create_may_not_import(
    make_org: MakeOrg, post_import: Post, role: str, path: str
) -> None:
    """Support and read-only members are refused before the file is read."""
    org = await make_org()
    answer = await post_import(getattr(org, role), FILE, "companies", NAME, path=path)
    assert answer.status == 404
    assert (await org.admin.get("/imports")).data == []


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({"field": "owner_id", "create": True}, "members"),
        ({"field": "stage_id", "create": True}, "stages"),
        ({"field": "custom.x", "create": {"label": "X", "kind": "select"}}, "fields"),
    ],
)
@pytest.mark.parametrize("role", ["ana", "manager"])
async def test_an_import_makes_only_what_its_member_may_make(
    make_org: MakeOrg, post_import: Post, role: str, entry: dict, what: str
) -> None:
    """A rep who maps a column to new members, stages or fields gets 403 naming the column."""
    org = await make_org()
    answer = await post_import(getattr(org, role), FILE, "deals", {**NAME, "x": entry})
    assert answer.status == 403
    assert what in answer.json["details"]["fields"]["mapping.x"]
    assert (await org.admin.get("/imports")).data == []


async def test_a_rep_imports_their_own(make_org: MakeOrg, run: Run) -> None:
    """What a rep imports is theirs, new companies included; a rep of another team sees none of it."""
    org = await make_org()
    mapping = {**NAME, "x": {"field": "company_id", "create": True}}
    done = await run(org, org.ana, FILE, "deals", mapping)
    assert (done["status"], done["owner_id"]) == ("done", str(org.ana.user_id))
    for path in ("/deals", "/companies"):
        owners = {record["owner_id"] for record in await everything(org.ben, path)}
        assert owners == {str(org.ana.user_id)}
        assert await everything(org.cara, path) == []


async def test_a_company_out_of_sight_is_not_linked(make_org: MakeOrg, run: Run) -> None:
    """A name that only another team's company has is unknown: no link, and no hint that it exists."""
    org = await make_org()
    await org.cara.post("/companies", {"name": "Somebody"})
    done = await run(org, org.ana, FILE, "deals", {**NAME, "x": {"field": "company_id"}})
    assert (done["done"], done["failed"]) == (0, 1)


async def test_imports_are_their_owner_s(make_org: MakeOrg, run: Run) -> None:
    """An import is seen by its owner and by admins; for everybody else, and for rivals, it is not there."""
    org, rival = await make_org(), await make_org()
    done = await run(org, org.ana, FILE, "companies", NAME)
    path = f"/imports/{done['id']}"
    for member in (org.ana, org.admin):
        assert (await member.get(path)).status == 200
        assert [i["id"] for i in (await member.get("/imports")).data] == [done["id"]]
    for stranger in (org.ben, org.manager, org.support, org.viewer, rival.admin):
        assert (await stranger.get(path)).status == 404
        assert (await stranger.get(f"{path}/errors")).status == 404
    for stranger in (org.ben, org.manager, rival.admin):
        assert (await stranger.get("/imports")).data == []
    for stranger in (org.support, org.viewer):
        assert (await stranger.get("/imports")).status == 404


async def test_rights_lost_on_the_way_end_the_import(make_org: MakeOrg, post_import: Post) -> None:
    """A member deactivated between posting and running imports nothing; the import says why."""
    from uuid import UUID

    from app.crm.importing.running import run_import

    org = await make_org()
    answer = await post_import(org.ana, FILE, "companies", NAME)
    await org.admin.patch(f"/users/{org.ana.user_id}", {"active": False})
    await run_import(org.tenant_id, UUID(answer.data["id"]))
    found = (await org.admin.get(f"/imports/{answer.data['id']}")).data
    assert found["status"] == "failed"
    assert "not a member" in found["error"]
    assert await everything(org.admin, "/companies") == []


async def test_names_of_another_tenant_mean_nothing(make_org: MakeOrg, run: Run) -> None:
    """Ids, e-mails and names of a rival's people and companies are unknown here."""
    org, rival = await make_org(), await make_org()
    theirs = (await rival.admin.post("/companies", {"name": "Secret Corp"})).data["id"]
    rows = [["n", "x"], ["A", theirs], ["B", "Secret Corp"]]
    mapping = {**NAME, "x": {"field": "company_id"}}
    done = await run(org, org.admin, csv_bytes(rows), "deals", mapping)
    assert (done["done"], done["failed"]) == (0, 2)
    rows = [["n", "x"], ["A", rival.email_of("ana")], ["B", str(rival.ana.user_id)]]
    mapping = {**NAME, "x": {"field": "owner_id"}}
    done = await run(org, org.admin, csv_bytes(rows), "deals", mapping)
    assert (done["done"], done["failed"]) == (0, 2)
    rows = [["n", "x"], ["A", org.email_of("ana").upper()], ["B", "Ben"]]
    done = await run(org, org.admin, csv_bytes(rows), "deals", mapping)
    assert (done["done"], done["failed"]) == (2, 0)
