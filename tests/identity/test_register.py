"""Registering: a person founds an organisation."""

import asyncio
from uuid import UUID

import pytest

from app.core.ids import new_id
from tests.api import Api


def somebody(**changes: object) -> dict[str, object]:
    """A valid registration, with an address nobody has."""
    return {
        "email": f"{new_id().hex}@example.com",
        "password": "three wise monkeys",
        "full_name": "Eve Adams",
        "organization": "Eve & Co.",
        **changes,
    }


async def test_register_signs_in_the_first_admin(client: Api):
    """Registering answers 201 with what login answers, and the person is admin of a new organisation."""
    body = somebody(organization="Müller & Söhne")
    answer = await client.post("/auth/register", body)
    assert answer.status == 201
    assert set(answer.data) == {"access_token", "token_type", "expires_in", "user", "tenant"}
    assert answer.data["token_type"] == "Bearer"
    assert answer.data["expires_in"] == 900
    assert answer.data["user"]["email"] == body["email"]
    assert answer.data["tenant"]["slug"].startswith("muller-sohne")
    assert answer.data["tenant"]["role"] == "admin"
    assert "sp_refresh_0=" in answer.headers["Set-Cookie"]
    client.token = answer.data["access_token"]
    me = await client.get("/auth/me")
    assert me.data["tenant"]["name"] == "Müller & Söhne"
    assert me.data["permissions"]["webhooks"]["create"] == "all"


async def test_register_makes_the_first_pipeline(client: Api):
    """A new organisation has the pipeline "Sales" with stages, so that the board is not empty."""
    client.token = (await client.post("/auth/register", somebody())).data["access_token"]
    pipelines = (await client.get("/pipelines")).data
    assert [p["name"] for p in pipelines] == ["Sales"]
    board = (await client.get(f"/pipelines/{pipelines[0]['id']}/board")).data
    assert {s["kind"] for s in board["stages"]} == {"open", "won", "lost"}


async def test_same_name_gets_another_slug(client: Api):
    """Organisations may share a name; each gets a slug of its own, also when founded at once."""
    name = f"Twins {new_id().hex}"
    answers = await asyncio.gather(
        *(client.post("/auth/register", somebody(organization=name)) for _ in range(8))
    )
    assert [a.status for a in answers] == [201] * 8
    assert len({a.data["tenant"]["slug"] for a in answers}) == 8
    assert len({UUID(a.data["tenant"]["id"]) for a in answers}) == 8


async def test_address_is_one_account(client: Api):
    """An address that has an account, in whatever case, answers 409; of a race exactly one wins."""
    body = somebody()
    shouted = {**body, "email": str(body["email"]).upper()}
    answers = await asyncio.gather(
        *(client.post("/auth/register", b) for b in (body, shouted, body, shouted))
    )
    assert sorted(a.status for a in answers) == [201, 409, 409, 409]
    assert {a.error for a in answers if a.status == 409} == {"email_taken"}


async def test_failed_registration_leaves_nothing(client: Api, runtime):
    """When the address is taken, no organisation is left behind."""
    body = somebody(organization=f"Ghost {new_id().hex}")
    await client.post("/auth/register", {**body, "organization": "First"})
    assert (await client.post("/auth/register", body)).status == 409
    from app.core.db import pool

    left = await pool().fetchval(
        "SELECT count(*) FROM tenants WHERE name = $1", body["organization"]
    )
    assert left == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no-address"),
        ("email", "a@b@c.com"),
        ("email", ""),
        ("password", "short"),
        ("password", "1234567890"),
        ("password", "aaaaaaaaaaaaaaa"),
        ("password", "PASSWORD123"),
        ("full_name", "   "),
        ("organization", ""),
        ("organization", "x" * 201),
        ("slot", "no spaces"),
        ("slot", "x" * 17),
        ("slot", "0\n"),
        ("client", "toaster"),
        ("surprise", 1),
    ],
)
async def test_what_is_refused(client: Api, field: str, value: object):
    """Bad addresses, weak passwords, empty names, odd slots and unknown fields: 400, naming the field."""
    answer = await client.post("/auth/register", somebody(**{field: value}))
    assert answer.status == 400
    assert answer.error == "validation_error"
    assert field in answer.json["details"]["fields"]


async def test_address_is_no_password(client: Api):
    """One's own address is no password, nor is the part before the @."""
    name = f"quite-long-{new_id().hex}"
    for password in (f"{name}@example.com", f"{name}@EXAMPLE.com", name):
        answer = await client.post(
            "/auth/register", somebody(email=f"{name}@example.com", password=password)
        )
        assert answer.status == 400
        assert "password" in answer.json["details"]["fields"]
