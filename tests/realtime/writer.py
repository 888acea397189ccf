"""A person writing in a note: a Yjs document kept in step with the server."""

from typing import Any

from pycrdt import Doc, Text, XmlElement, XmlFragment, XmlText

from tests.realtime.house import Listener


class Writer:
    """A document of its own, opened over a client's connection; can be away for a while."""

    def __init__(self, note_id: str) -> None:
        self.note_id = note_id
        self.doc: Doc[Any] = Doc()
        self.text: Text = self.doc.get("content", type=Text)
        self.client: Listener | None = None
        self._applied = 0

    async def open(self, client: Listener) -> None:
        """Come (back): take what we lack, send what the server lacks."""
        self.client, self._applied = client, 0
        ours = {"note_id": self.note_id, "state_vector": self.doc.get_state()}
        answer = await client.say("note:open", ours)
        assert answer["ok"] is True, answer
        self.doc.apply_update(answer["update"])
        missing = self.doc.get_update(answer["state_vector"])
        if missing != b"\x00\x00":
            await self._send(missing)

    async def write(self, words: str, at: int | None = None) -> None:
        """Type; sent at once if connected."""
        before = self.doc.get_state()
        self.text.insert(len(str(self.text)) if at is None else at, words)
        if self.client is not None:
            await self._send(self.doc.get_update(before))

    async def _send(self, update: bytes) -> None:
        assert self.client is not None
        answer = await self.client.say("note:update", {"note_id": self.note_id, "update": update})
        assert answer == {"ok": True}, answer

    def away(self) -> None:
        """Lose the connection."""
        self.client = None

    def hear(self) -> str:
        """Apply what has come; the text as it is then."""
        if self.client is not None:
            heard = [u for u in self.client.all("note:update") if u["note_id"] == self.note_id]
            for told in heard[self._applied :]:
                self.doc.apply_update(told["update"])
            self._applied = len(heard)
        return str(self.text)


def paragraphs(*lines: str) -> bytes:
    """An update with the document a rich-text editor would make of these lines."""
    doc: Doc[Any] = Doc()
    fragment = doc.get("default", type=XmlFragment)
    for line in lines:
        paragraph = XmlElement("paragraph")
        fragment.children.append(paragraph)
        paragraph.children.append(XmlText(line))
    return doc.get_update()
