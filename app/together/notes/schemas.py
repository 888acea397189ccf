"""What goes out about a note's history."""

from uuid import UUID

from pydantic import BaseModel


class AuthorOut(BaseModel):
    """Somebody who wrote; nobody in particular has no id."""

    id: UUID | None
    name: str | None


class NoteVersionOut(BaseModel):
    """What a note was at the end of a sitting; the `current` one is what it is now.

    `restored_from` is the end of the sitting that this one brought back.
    """

    id: UUID
    note_id: UUID
    started_at: str
    ended_at: str
    restored_from: str | None
    current: bool
    authors: list[AuthorOut]


class NoteVersionFullOut(NoteVersionOut):
    """A version with its text: as Markdown, and as one Yjs update (base64)."""

    markdown: str
    update: str


class NoteWriterOut(BaseModel):
    """Who wrote a Yjs client's clocks, from `clock` up to, but without, `until`."""

    client: int
    clock: int
    until: int
    user: AuthorOut
