"""Notes are found by their words, and go out as Markdown."""

import pytest
from pycrdt import XmlElement

from app.together.notes.actions import save_text
from app.together.notes.markdown import markdown
from app.together.notes.tree import Node, Span
from tests.orgs import Org
from tests.together.notes.page import Page, block, new_note
from tests.together.notifications.test_notifications import told


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Readers")


async def test_a_note_is_found_by_its_words(org: Org):
    """By whoever may read the record it is on, with that record; gone with the note."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    await ana.say("The Zeppelin deal", "needs a hangar")
    await save_text(org.actor("ana"), note)
    (hit,) = (await org.viewer.get("/search", params={"q": "hangar"})).data
    assert (hit["entity"], hit["id"], hit["title"]) == ("note", str(note), "Acme")
    assert hit["on"]["entity"] == "company"
    assert (await org.ana.get("/notes", params={"search": "zeppelin"})).data[0]["id"] == str(note)
    assert (await org.cara.get("/search", params={"q": "hangar"})).data == []
    await org.ana.delete(f"/notes/{note}")
    assert (await org.viewer.get("/search", params={"q": "hangar"})).data == []


async def test_mentions_are_told_in_the_event(org: Org):
    """The event of a note names who is mentioned, each once, members only, and who was before."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    ben, admin = str(org.ben.user_id), str(org.admin.user_id)
    at_ben = {"id": ben, "label": "Ben"}
    await ana.add(
        block(
            "paragraph",
            "Ask ",
            XmlElement("mention", at_ben),
            " and ",
            XmlElement("mention", at_ben),
        ),
        block("paragraph", XmlElement("mention", {"id": str(note), "label": "nobody"})),
    )
    await save_text(org.actor("ana"), note)
    await ana.add(block("paragraph", XmlElement("mention", {"id": admin, "label": "Ada"})))
    await save_text(org.actor("ana"), note)
    await ana.say("more")
    await save_text(org.actor("ana"), note)
    more, second, first = (await org.ana.get(f"/notes/{note}/history")).data[:3]
    assert first["data"]["mentions"] == [ben] and first["before"]["mentions"] == []
    assert first["data"]["text"] == "Ask @Ben and @Ben\n@nobody"
    assert second["data"]["mentions"] == [ben, admin] and second["before"]["mentions"] == [ben]
    assert more["changed"] == ["text"]


async def test_export(org: Org):
    """A file that is named after the record, for whoever may read it."""
    note = await new_note(org)
    await Page(org.actor("ana"), note).add(block("heading", "Plan", level=2))
    found = await org.viewer.get(f"/notes/{note}/markdown")
    assert found.content == b"## Plan\n"
    assert found.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert found.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Acme.md"


async def test_who_is_mentioned_is_told_once(org: Org):
    """With who and where; not again when the note goes on, and not who can't see the record."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    named = [
        XmlElement("mention", {"id": str(who.user_id), "label": "x"})
        for who in (org.manager, org.cara)
    ]
    await ana.add(block("paragraph", *named))
    await save_text(org.actor("ana"), note)
    (found,) = await told(org, org.manager)
    assert (found["kind"], found["title"]) == ("mention", "Ana mentioned you on Acme")
    assert await told(org, org.cara) == []
    await ana.say("more")
    await save_text(org.actor("ana"), note)
    assert len(await told(org, org.manager)) == 1


async def test_a_mentioned_team_is_told_once(org: Org):
    """Who is in it and may see the record hears that it was their team; nobody twice, nor the writer."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    heard_before = await told(org, org.ana)
    teams = [
        XmlElement("mention", {"id": str(team), "label": "x"})
        for team in (org.team_id, org.other_team_id)
    ]
    await ana.add(block("paragraph", *teams))
    await save_text(org.actor("ana"), note)
    row = (await org.ana.get(f"/notes/{note}")).data
    assert row["team_mentions"] == [str(org.team_id), str(org.other_team_id)]
    assert row["mentions"] == []
    found = (await told(org, org.ben))[0]
    assert (found["kind"], found["title"]) == ("team_mention", "Ana mentioned your team on Acme")
    assert await told(org, org.cara) == []  # of the other team: the record is not theirs to see
    assert await told(org, org.ana) == heard_before
    before = len(await told(org, org.ben))
    by_name = XmlElement("mention", {"id": str(org.ben.user_id), "label": "Ben"})
    await ana.add(block("paragraph", by_name))
    await save_text(org.actor("ana"), note)
    assert len(await told(org, org.ben)) == before


def _p(*parts: Node | Span | str) -> Node:
    return Node("paragraph", {}, tuple(Span(p) if isinstance(p, str) else p for p in parts))


def _item(name: str, *blocks: Node, **attributes: object) -> Node:
    return Node(name, attributes, blocks)


DOCUMENTS = {
    "nothing": ([], ""),
    "headings": ([Node("heading", {"level": 3.0}, (Span("Plan"),))], "### Plan\n"),
    "marks": (
        [
            _p(
                Span("bold ", {"bold": {}}),
                Span("both", {"bold": {}, "italic": {}}),
                Span(" gone", {"strike": {}}),
                Span("a`b", {"code": {}}),
                Span("here", {"link": {"href": "https://x.test/a b"}}),
                Span("not", {"link": {"href": "javascript:alert(1)"}}),
            )
        ],
        "**bold** ***both*** ~~gone~~``a`b``[here](<https://x.test/a b>)not\n",
    ),
    "signs that mean something": (
        [_p("# 2*3_4 <b> [x] a|b"), _p("- no list"), _p("1. January"), _p("12 apples")],
        "\\# 2\\*3\\_4 \\<b\\> \\[x\\] a\\|b\n\n\\- no list\n\n1\\. January\n\n12 apples\n",
    ),
    "lists in lists": (
        [
            _item(
                "orderedList",
                _item("listItem", _p("one"), _item("bulletList", _item("listItem", _p("inner")))),
                _item("listItem", _p("two"), _p("still two")),
                start=3,
            )
        ],
        "3. one\n   - inner\n4. two\n\n   still two\n",
    ),
    "tasks": (
        [
            _item(
                "taskList",
                _item("taskItem", _p("done"), checked=True),
                _item("taskItem", _p("to do"), checked=False),
            )
        ],
        "- [x] done\n- [ ] to do\n",
    ),
    "quotes and code": (
        [
            _item("blockquote", _p("wise"), _p("words")),
            Node("codeBlock", {"language": "py"}, (Span("a = '```'"),)),
            Node("horizontalRule"),
        ],
        "> wise\n>\n> words\n\n````py\na = '```'\n````\n\n---\n",
    ),
    "tables": (
        [
            _item(
                "table",
                _item("tableRow", _item("tableHeader", _p("a|b")), _item("tableHeader", _p("c"))),
                _item("tableRow", _item("tableCell", _p("1"), _p("2"))),
            )
        ],
        "| a\\|b | c |\n| --- | --- |\n| 1<br>2 |  |\n",
    ),
    "people, images, breaks": (
        [
            _p("Ask ", Node("mention", {"id": "1", "label": "Ana_Lima"}), Node("hardBreak"), "now"),
            Node("image", {"fileId": "1", "alt": "Site [1].png"}),
        ],
        "Ask @Ana\\_Lima\\\nnow\n\n![Site \\[1\\].png](<Site [1].png>)\n",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_markdown(name: str):
    """Everything the editor offers has a spelling in Markdown, and no text becomes formatting."""
    blocks, expected = DOCUMENTS[name]
    assert markdown(list(blocks)) == expected
