"""A note and somebody writing in it, without a socket."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from app.core.actor import Actor
from app.core.uow import unit_of_work
from app.together.notes.actions import append_update
from tests.orgs import Org


async def new_note(org: Org, owner: str = "ana") -> UUID:
    """The main note of a new company of this person's; returns its id."""
    person = org.people[owner]
    company = await person.post("/companies", {"name": "Acme"})
    return UUID((await person.post(f"/companies/{company.data['id']}/note")).data["id"])


@dataclass(slots=True)
class Page:
    """A person's own copy of a note's document; every change is stored at once."""

    actor: Actor
    note_id: UUID
    doc: Doc[Any] = field(default_factory=Doc)

    @property
    def blocks(self) -> Any:
        """The document's blocks, to be changed within `edit`."""
        return self.doc.get("default", type=XmlFragment).children

    async def add(self, *blocks: XmlElement) -> None:
        """Write blocks at the end."""
        state = self.doc.get_state()
        for block in blocks:
            self.blocks.append(block)
        await self.send(self.doc.get_update(state))

    async def say(self, *lines: str) -> None:
        """Write a paragraph a line."""
        await self.add(*(block("paragraph", line) for line in lines))

    async def delete(self, place: int) -> None:
        """Take a block away."""
        state = self.doc.get_state()
        del self.blocks[place]
        await self.send(self.doc.get_update(state))

    async def send(self, update: bytes) -> int:
        """Store an update; returns its number."""
        return await append_update(self.actor, self.note_id, update)

    def hear(self, other: "Page") -> None:
        """Take over what somebody else has."""
        self.doc.apply_update(other.doc.get_update())


def block(name: str, *contents: "str | XmlElement", **attributes: Any) -> XmlElement:
    """An element with text and elements in it."""
    inner = [XmlText(part) if isinstance(part, str) else part for part in contents]
    return XmlElement(name, attributes, inner)


async def pass_time(org: Org, note_id: UUID, by: timedelta) -> None:
    """As if everything in this note had happened that much earlier."""
    async with unit_of_work(org.system) as work:
        await work.execute(
            "UPDATE note_versions SET started_at = started_at - $2::interval,"
            " ended_at = ended_at - $2::interval WHERE note_id = $1",
            note_id,
            by,
        )
        await work.execute(
            "UPDATE note_updates SET at = at - $2::interval WHERE note_id = $1", note_id, by
        )
