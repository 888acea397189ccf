"""The organisation itself."""

import pytest

from tests.identity.test_members import NOT_ADMINS, events_since, head


async def test_get(make_org):
    """Everybody sees the organisation they are in."""
    org = await make_org("Acme")
    found = (await org.viewer.get("/tenant")).data
    assert (found["id"], found["slug"], found["name"]) == (str(org.tenant_id), org.slug, "Acme")
    assert found["currency"] == "EUR"


async def test_patch(make_org):
    """An admin renames it and changes its currency; everybody is told what changed."""
    org = await make_org()
    before = await head(org)
    answer = await org.admin.patch("/tenant", {"name": "Acme Inc.", "currency": "USD"})
    assert (answer.data["name"], answer.data["currency"]) == ("Acme Inc.", "USD")
    (event,) = await events_since(org, before)
    assert (event.type, event.changed) == ("tenant.updated", ("name", "currency"))
    assert (await org.ana.get("/auth/me")).data["tenant"]["name"] == "Acme Inc."


@pytest.mark.parametrize("name", NOT_ADMINS)
async def test_only_admins_patch(make_org, name: str):
    """Nobody but an admin changes the organisation."""
    org = await make_org()
    assert (await org.people[name].patch("/tenant", {"name": "Mine"})).status == 403
    assert (await org.admin.get("/tenant")).data["name"] == "Acme"


@pytest.mark.parametrize("body", [{"name": ""}, {"name": None}, {"currency": "XXX"}, {"slug": "a"}])
async def test_bad_patch(make_org, body: dict[str, object]):
    """Empty names, unknown currencies and the slug: 400."""
    org = await make_org()
    assert (await org.admin.patch("/tenant", body)).status == 400
