"""Undoing an import takes away what it made, and only that."""

from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Post, Run, everything
from tests.crm.importing.files import MAPPING, OPTIONS, csv_bytes, pipeline


async def test_undo_takes_everything_it_made(make_org: MakeOrg, run: Run, undo: Run) -> None:
    """Deals and companies are in the trash, and made stages, fields and members are gone."""
    org = await make_org()
    file = pipeline(1_200)
    before = await _state(org.admin)
    done = await run(org, org.admin, file.content, "deals", MAPPING, OPTIONS)
    assert await _state(org.admin) != before
    undone = await undo(org, org.admin, done["id"])
    made = 1_200 + len(file.companies)
    assert (undone["status"], undone["undo"]) == ("undone", {"total": made, "done": made})
    assert await _state(org.admin) == before
    trash = (await org.admin.get("/deals?trash=only&limit=1&count=exact")).json
    assert trash["pagination"]["total"] == 1_200


async def test_what_was_there_stays(make_org: MakeOrg, run: Run, undo: Run) -> None:
    """Companies, stages, options and fields that were there before, or are used since, are kept."""
    org = await make_org()
    await org.admin.post("/companies", {"name": "Here Before"})
    field = {"label": "Product", "key": "product", "kind": "select", "options": [{"value": "Old"}]}
    assert (await org.admin.post("/meta/deals/fields", field)).status == 201
    content = csv_bytes(
        [
            ["n", "co", "st", "product"],
            ["A", "here before", "Fresh", "New"],
            ["B", "Used Since", "Other", "Old"],
        ]
    )
    mapping = {
        "n": {"field": "name"},
        "co": {"field": "company_id", "create": True},
        "st": {"field": "stage_id", "create": True},
        "product": {"field": "custom.product", "create": True},
    }
    done = await run(org, org.admin, content, "deals", mapping)
    deals = {d["name"]: d for d in await everything(org.admin, "/deals")}
    mine = {k: deals["B"][k] for k in ("pipeline_id", "stage_id", "company_id")}
    assert (await org.admin.post("/deals", {"name": "Mine", **mine})).status == 201
    await undo(org, org.admin, done["id"])
    companies = [c["name"] for c in await everything(org.admin, "/companies", sort="name")]
    assert companies == ["Here Before", "Used Since"]
    assert [d["name"] for d in await everything(org.admin, "/deals")] == ["Mine"]
    stages = {s["name"] for s in (await org.admin.get("/stages?limit=50")).data}
    assert "Other" in stages and "Fresh" not in stages
    options = (await org.admin.get("/meta/deals/fields")).data[0]["options"]
    assert [o["value"] for o in options] == ["Old"]


async def test_an_undone_import_can_be_repeated(make_org: MakeOrg, run: Run, undo: Run) -> None:
    """After an undo the same file imports again, and its people come back instead of doubling."""
    org = await make_org()
    file = pipeline(50)
    first = await run(org, org.admin, file.content, "deals", MAPPING, OPTIONS)
    people = {m["full_name"] for m in (await org.admin.get("/users?limit=200")).data}
    await undo(org, org.admin, first["id"])
    again = await run(org, org.admin, file.content, "deals", MAPPING, OPTIONS)
    assert (again["status"], again["done"]) == ("done", 50)
    members = (await org.admin.get("/users?limit=200")).data
    assert sorted(m["full_name"] for m in members) == sorted(people)
    assert all(m["active"] for m in members)


async def test_an_import_that_waits_is_stopped_by_its_undo(
    make_org: MakeOrg, post_import: Post, undo: Run
) -> None:
    """Undoing a queued import keeps it from ever running."""
    from uuid import UUID

    from app.crm.importing.running import run_import

    org = await make_org()
    answer = await post_import(
        org.admin, csv_bytes([["n"], ["A"]]), "companies", {"n": {"field": "name"}}
    )
    undone = await undo(org, org.admin, answer.data["id"])
    assert undone["status"] == "undone"
    await run_import(org.tenant_id, UUID(answer.data["id"]))
    assert await everything(org.admin, "/companies") == []


async def test_undo_is_for_its_owner_and_admins(make_org: MakeOrg, run: Run) -> None:
    """Others don't see the import; nobody undoes it twice; the screens are told of each deletion."""
    org, rival = await make_org(), await make_org()
    content = csv_bytes([["n"], ["A"], ["B"]])
    done = await run(org, org.ana, content, "companies", {"n": {"field": "name"}})
    path = f"/imports/{done['id']}/undo"
    for stranger in (org.ben, org.manager, org.viewer, org.support, rival.admin):
        assert (await stranger.post(path)).status == 404
    assert len(await everything(org.admin, "/companies")) == 2
    assert (await org.admin.post(path)).status == 202
    assert (await org.ana.post(path)).status == 202, "asking again changes nothing"
    from uuid import UUID

    from app.crm.importing.undoing import undo_import

    await undo_import(org.tenant_id, UUID(done["id"]))
    assert (await org.ana.post(path)).error == "already_undone"
    events = (await org.ana.get("/events?since=0&limit=200")).data
    assert [e["type"] for e in events if e["entity"] == "company"] == [
        "company.created", "company.created", "company.deleted", "company.deleted",
    ]  # fmt: skip


async def _state(member) -> dict:
    """What an organisation has, as its lists show it."""
    return {
        "deals": [d["id"] for d in await everything(member, "/deals")],
        "companies": [c["id"] for c in await everything(member, "/companies")],
        "stages": [s["name"] for s in (await member.get("/stages?limit=200")).data],
        "fields": (await member.get("/meta/deals/fields")).data,
        "members": [m["id"] for m in (await member.get("/users?limit=200")).data if m["active"]],
    }
