"""Canaries: values in every field that a role may hide, on records that are tried with every route.

`seer` may read them all, `blind` none: whatever `blind` receives, no canary may be in it, while
`seer` must meet them, or the search for them would mean nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.api import Answer, Api
from tests.isolation.world import World, build_world
from tests.orgs import Org

TYPES = ("companies", "contacts", "deals")
LABELS = (b"Secret word", b"Secret number")
EVERYTHING = {"read": "team", "create": "all", "update": "team", "delete": "team"}


@dataclass(slots=True)
class Canaries(World):
    """A world whose companies, contacts and deals carry canaries. `blind` is of ana's team.

    `planted` has the values by type and field, `hidden` the names of the fields by type.
    """

    planted: dict[str, dict[str, Any]] = field(default_factory=dict)
    role_id: str = ""

    @property
    def seer(self) -> Api:
        """Who may read everything."""
        return self.org.admin

    @property
    def blind(self) -> Api:
        """Who may do the same with ana's records, and not read those fields."""
        return self.org.ben

    @property
    def hidden(self) -> dict[str, list[str]]:
        """The fields that are hidden, by type."""
        return {kind: list(values) for kind, values in self.planted.items()}

    @property
    def tokens(self) -> list[bytes]:
        """What must not be in anything that `blind` receives."""
        return [
            str(value).encode() for values in self.planted.values() for value in values.values()
        ]

    def found_in(self, content: bytes) -> list[bytes]:
        """The canaries in some bytes."""
        return [token for token in self.tokens if token in content]

    def met_in(self, answer: Answer) -> list[bytes]:
        """The canaries in an answer: its body and its headers."""
        return self.found_in(answer.content + str(answer.headers.multi_items()).encode())

    def named_in(self, content: bytes) -> list[bytes]:
        """The names of the hidden custom fields in some bytes."""
        return [label for label in LABELS if label in content]

    async def one(self, noun: str) -> dict[str, str]:
        """The path parameters of a fresh thing, with its canaries."""
        # Named, because super() does not know a class that `slots=True` has made anew.
        ids = await World.one(self, noun)
        if noun in TYPES:
            await self.plant(noun, ids["record_id"])
        return ids

    async def plant(self, kind: str, record_id: str) -> dict[str, Any]:
        """Put the canaries on a record."""
        flat = {k: v for k, v in self.planted[kind].items() if "." not in k}
        own = {k.removeprefix("custom."): v for k, v in self.planted[kind].items() if "." in k}
        answer = await self.seer.patch(f"/{kind}/{record_id}", {**flat, "custom": own})
        return answer.data


async def build_canaries(org: Org) -> Canaries:
    """The world, with the role and the custom fields it needs."""
    for kind in TYPES:
        for label, made in zip(LABELS, ("text", "integer"), strict=True):
            await org.admin.post(f"/meta/{kind}/fields", {"label": label.decode(), "kind": made})
    # Of another team: their ids reach `blind` only through links on ana's records.
    links = {
        kind: (await org.cara.post(f"/{kind}", {"name": "out of sight"})).data["id"]
        for kind in ("companies", "contacts")
    }
    plain = await build_world(org)
    world = Canaries(org, plain.board, plain.deal, planted=await _values(org, links))
    rules = {kind: dict.fromkeys(names, "none") for kind, names in world.hidden.items()}
    role = await org.admin.post(
        "/roles",
        {
            "name": "Blind",
            "copy_of": "admin",
            "permissions": dict.fromkeys(TYPES, EVERYTHING),
            "fields": rules,
        },
    )
    world.role_id = role.data["id"]
    await org.admin.patch(f"/users/{org.ben.user_id}", {"role": world.role_id})
    await world.plant("deals", world.deal["id"])
    return world


async def _values(org: Org, links: dict[str, str]) -> dict[str, dict[str, Any]]:
    """A canary for every field that can be hidden, as the server says which those are."""
    choices = (await org.admin.get("/roles/choices")).data["fields"]
    meta = (await org.admin.get("/meta")).data["types"]
    planted: dict[str, dict[str, Any]] = {}
    for kind in TYPES:
        by_name = {
            f"custom.{f['key']}" if f["custom"] else f["key"]: f for f in meta[kind]["fields"]
        }
        hideable = [choice["name"] for choice in choices[kind] if "none" in choice["levels"]]
        planted[kind] = {
            name: _value(by_name[name], number, links)
            for number, name in enumerate(hideable, 10 * (1 + TYPES.index(kind)))
        }
    return planted


def _value(described: dict[str, Any], number: int, links: dict[str, str]) -> Any:
    made = {
        "text": f"canary{number}word",
        "long_text": f"canary{number}words",
        "email": f"canary{number}@hidden.example",
        "phone": f"+49309018{number}77",
        "url": f"https://canary{number}.example",
        "integer": 4_815_162_300 + number,
        "money": f"4815162{number}.42",
        "date": f"20{number}-07-17",
        "datetime": f"20{number}-07-17T03:14:15+00:00",
    }
    return links[described["ref"]] if described["kind"] == "link" else made[described["kind"]]
