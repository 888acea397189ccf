"""Something of every kind to try the routes on: made by ana, or by the admin where only admins may."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.crm.board import Board, board_of
from tests.orgs import Org
from tests.together.notes.page import Page, pass_time


@dataclass(slots=True)
class World:
    """An organisation and a way to make one of anything in it; each call makes a fresh one."""

    org: Org
    board: Board
    deal: Any
    made: dict[str, int] = field(default_factory=dict)
    free_board: str = ""

    async def one(self, noun: str) -> dict[str, str]:
        """The path parameters of a fresh thing."""
        self.made[noun] = number = self.made.get(noun, 0) + 1
        return await getattr(self, f"_{noun}")(f"{noun} {number}")

    async def _nothing(self, name: str) -> dict[str, str]:
        return {}

    async def _events(self, name: str) -> dict[str, str]:
        deal = await self.board.deal(self.org.ana, name)
        changed = await self.org.ana.patch(f"/deals/{deal['id']}", {"name": f"{name} changed"})
        return {"seq": changed.headers["X-Log-Seq"]}

    async def _companies(self, name: str) -> dict[str, str]:
        return _record(await self.org.ana.post("/companies", {"name": name}))

    async def _contacts(self, name: str) -> dict[str, str]:
        return _record(await self.org.ana.post("/contacts", {"name": name}))

    async def _deals(self, name: str) -> dict[str, str]:
        deal = await self.board.deal(self.org.ana, name)
        return {"record_id": deal["id"], "deal_id": deal["id"]}

    async def _comments(self, name: str) -> dict[str, str]:
        return _record(await self.org.ana.post("/comments", {**self.on_deal, "body": name}))

    async def _reacted(self, name: str) -> dict[str, str]:
        made = await self._comments(name)
        for person in (self.org.admin, self.org.manager, self.org.ana, self.org.ben):
            await person.post(f"/comments/{made['record_id']}/react", {"emoji": "🎉"})
        return made

    async def _resolved(self, name: str) -> dict[str, str]:
        made = await self._comments(name)
        await self.org.ana.post(f"/comments/{made['record_id']}/resolve")
        return made

    async def _followed(self, name: str) -> dict[str, str]:
        made = await self._deals(name)
        await self.org.ana.put(f"/subscriptions/deal/{made['record_id']}", {"state": "following"})
        return {**made, "entity": "deal"}

    async def _notes(self, name: str) -> dict[str, str]:
        return _record(await self.org.ana.post("/notes", {**self.on_deal, "title": name}))

    async def _note_versions(self, name: str) -> dict[str, str]:
        """The first of two versions, so that there is something to restore."""
        note = await self._notes(name)
        page = Page(self.org.actor("ana"), UUID(note["record_id"]))
        await page.say(name)
        await pass_time(self.org, page.note_id, timedelta(hours=1))
        await page.say("more")
        versions = (await self.org.ana.get(f"/notes/{page.note_id}/versions")).data
        return {**note, "version_id": versions[-1]["id"]}

    async def _files(self, name: str) -> dict[str, str]:
        upload = {"file": (f"{name}.txt", b"content")}
        return _record(await self.org.ana.post("/files/upload", data=self.on_deal, files=upload))

    async def _tags(self, name: str) -> dict[str, str]:
        return _record(await self.org.admin.post("/tags", {"name": name}))

    async def _pipelines(self, name: str) -> dict[str, str]:
        found = _record(await self.org.admin.post("/pipelines", {"name": name}))
        return {**found, "pipeline_id": found["record_id"]}

    async def _free_board(self, name: str) -> dict[str, str]:
        """A board that nobody presents yet."""
        self.free_board = (await self._pipelines(name))["pipeline_id"]
        return {}

    async def _reviews(self, name: str) -> dict[str, str]:
        pipeline = (await self._pipelines(name))["pipeline_id"]
        return _record(await self.org.ana.post("/reviews", {"pipeline_id": pipeline}))

    async def _stages(self, name: str) -> dict[str, str]:
        body = {"name": name, "pipeline_id": self.board.id}
        found = _record(await self.org.admin.post("/stages", body))
        return {**found, "stage_id": found["record_id"]}

    async def _board(self, name: str) -> dict[str, str]:
        return {"pipeline_id": self.board.id}

    async def _fields(self, name: str) -> dict[str, str]:
        body = {"label": name, "kind": "text"}
        made = (await self.org.admin.post("/meta/deals/fields", body)).data
        return {"type_name": "deals", "field_id": made["id"]}

    async def _field_type(self, name: str) -> dict[str, str]:
        return {"type_name": "deals"}

    async def _teams(self, name: str) -> dict[str, str]:
        made = (await self.org.admin.post("/teams", {"name": name})).data
        return {"team_id": made["id"]}

    async def _roles(self, name: str) -> dict[str, str]:
        return {"role_id": (await self.org.admin.post("/roles", {"name": name})).data["id"]}

    async def _users(self, name: str) -> dict[str, str]:
        return {"user_id": str(self.org.cara.user_id)}

    async def _webhooks(self, name: str) -> dict[str, str]:
        body = {"url": "http://127.0.0.1:9009/hook", "events": ["tag.restored"]}
        made = (await self.org.admin.post("/webhooks", body)).data
        return {"webhook_id": made["id"]}

    async def _deliveries(self, name: str) -> dict[str, str]:
        hook = await self._webhooks(name)
        made = (await self.org.admin.post(f"/webhooks/{hook['webhook_id']}/test")).data
        return {**hook, "delivery_id": made["id"]}

    async def _bulk_jobs(self, name: str) -> dict[str, str]:
        body = {"action": "update", "ids": [self.deal["id"]], "fields": {"name": name}}
        return {"job_id": (await self.org.ana.post("/deals/bulk", body)).data["id"]}

    async def _imports(self, name: str) -> dict[str, str]:
        made = await self.org.ana.post("/imports", **self.upload)
        return {"import_id": made.data["id"]}

    @property
    def upload(self) -> dict[str, Any]:
        """The multipart body of an import."""
        mapping = '{"name": {"field": "name"}}'
        return {
            "data": {"type": "companies", "mapping": mapping},
            "files": {"file": ("companies.csv", b"name\nImported\n")},
        }

    @property
    def on_deal(self) -> dict[str, str]:
        """Where dependants hang: on a deal of ana's."""
        return {"entity": "deal", "entity_id": self.deal["id"]}


async def build_world(org: Org) -> World:
    """A world in a fresh organisation."""
    board = await board_of(org.ana)
    return World(org, board, await board.deal(org.ana, "ana's deal"))


def _record(answer: Any) -> dict[str, str]:
    return {"record_id": answer.data["id"]}
