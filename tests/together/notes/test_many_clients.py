"""A note that many have typed in: every page load is a client of its own, and stays in it for good."""

import pytest
from pycrdt import Doc, Text, merge_updates

from app.core.errors import Invalid
from app.together.notes.compacting import compact
from app.together.notes.documents import check_update, plain_text
from app.together.notes.queries import document
from app.together.notes.tree import doc_of
from app.together.notes.updates import MOST_CLIENTS, MOST_PIECES
from tests.orgs import Org
from tests.together.notes.page import Page, new_note
from tests.together.notes.test_updates import number

CLIENTS = 1_100
NOTHING = b"\x00\x01"  # a struct of one clock that holds nothing


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Writers")


def a_letter(client: int) -> bytes:
    """What a page load has typed."""
    doc: Doc[Text] = Doc(client_id=client)
    doc.get("content", type=Text).insert(0, "x")
    return doc.get_update()


async def test_a_note_that_many_have_typed_in_goes_on(org: Org):
    """One letter and all of it can be deleted, what was said before is known, and it is merged."""
    note = await new_note(org)
    page = Page(org.actor("ana"), note)
    typed = [a_letter(client) for client in range(1, CLIENTS + 1)]
    for start in range(0, CLIENTS, 500):
        await page.send(merge_updates(*typed[start : start + 500]))
    page.doc.apply_update((await document(org.tenant_id, note)).update)
    text = page.doc.get("content", type=Text)
    for some in (slice(0, 1), slice(0, CLIENTS - 1)):
        state = page.doc.get_state()
        del text[some]
        deletions = page.doc.get_update(state)
        assert await page.send(deletions) > 0
        assert await page.send(deletions) == 0
    assert await compact(org.tenant_id, note, older_than=0) > 0
    stored = await document(org.tenant_id, note)
    assert stored.parts == 1 and plain_text(doc_of(stored.update)) == ""
    await page.send(a_letter(CLIENTS + 1))
    assert await compact(org.tenant_id, note, older_than=0) == 1


async def test_one_update_has_its_limits():
    """What would take minutes to read or to keep the authors of is refused; half of it is not."""
    clients = [b"\x01" + number(client) + b"\x00" + NOTHING for client in range(MOST_CLIENTS + 1)]
    for brought in (
        number(len(clients)) + b"".join(clients),
        b"\x01" + number(MOST_PIECES + 1) + b"\x01\x00" + NOTHING * (MOST_PIECES + 1),
    ):
        with pytest.raises(Invalid, match="not a Yjs update"):
            check_update(brought + b"\x00")
    half = clients[: MOST_CLIENTS // 2]
    assert len(check_update(number(len(half)) + b"".join(half) + b"\x00").brought) == len(half)
