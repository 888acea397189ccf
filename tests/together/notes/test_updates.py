"""What a note refuses: anything that is not an update, above all what would bring the server down."""

import asyncio
import random
from typing import Any

import pytest
from pycrdt import Array, Doc, Text, XmlElement, XmlFragment, XmlText

from app.core.errors import Invalid
from app.together.notes import documents
from app.together.notes.documents import EMPTY, check_update, forgetting, missing, plain_text
from app.together.notes.markdown import markdown
from app.together.notes.tree import blocks_of, doc_of
from app.together.notes.updates import Brought, read_state, read_update

ROOT = b"\x01\x01\x01\x00"  # one client (1), one struct from clock 0
IN_A = b"\x01\x01a"  # its parent: the root "a"


def number(value: int) -> bytes:
    """A number as Yjs writes it."""
    out = bytearray()
    while value > 0x7F:
        out.append(0x80 | (value & 0x7F))
        value >>= 7
    return bytes([*out, value])


HOSTILE = {
    "nothing": b"",
    "half": b"\x00",
    "words": b"garbage",
    "bits": b"\xff" * 100,
    "endless number": b"\x80" * 1000,
    "more clients than bytes": number(2**50) + b"\x00",
    "more structs than bytes": b"\x01" + number(2**40) + b"\x01\x00",
    "a clock out of bounds": b"\x01\x01\x01" + number(2**53) + b"\x00\x09\x00",
    "a string longer than it is": ROOT + b"\x04" + IN_A + number(2**45),
    "a list longer than it is": ROOT + b"\x08" + IN_A + b"\x01\x75" + number(2**45),
    "text that is none": ROOT + b"\x04" + IN_A + b"\x02\xff\xfe\x00",
    "an unknown type": ROOT + b"\x07" + IN_A + b"\x09\x00",
    "an unknown value": ROOT + b"\x08" + IN_A + b"\x01\x01\x00",
    "more after its end": b"\x00\x00\x00",
    "bare words in the fragment": ROOT + b"\x04\x01\x07default\x01a\x00",
    "a map for the fragment": ROOT[:3] + b"\x00\x28\x01\x07default\x01k\x01\x7d\x01\x00",
    "a map in a block": ROOT + b"\x07" + IN_A + b"\x01\x00",
    "a hook": ROOT + b"\x07" + IN_A + b"\x05\x01x\x00",
    "a thing among letters": ROOT + b"\x05" + IN_A + b"\x02{}\x00",
    "bytes": ROOT + b"\x03" + IN_A + b"\x01x\x00",
    "a document in the document": ROOT + b"\x09" + IN_A + b"\x01x\x76\x00\x00",
    # Read by the decoder alone, this ended the process.
    "lists in lists": ROOT + b"\x08" + IN_A + b"\x01" + b"\x75\x01" * 200_000 + b"\x7e\x00",
    "lists in lists as JSON": ROOT + b"\x05" + IN_A + number(20_000) + b"[" * 20_000 + b"\x00",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_an_update_is_refused(name: str):
    """A clear refusal, and neither a crash nor a long wait."""
    with pytest.raises(Invalid, match="not a Yjs update"):
        check_update(HOSTILE[name])


@pytest.mark.parametrize(
    "vector", [number(2**29 - 1), b"\x02\x01\x01", b"\x01\x01\x80", b"\x00\x00", b"\xff" * 20]
)
def test_what_is_not_a_state_vector_is_refused(vector: bytes, monkeypatch: pytest.MonkeyPatch):
    """It never comes to the decoder, which takes memory for as many clients as are announced."""
    monkeypatch.setattr(documents, "get_update", lambda *_: pytest.fail("it came to the decoder"))
    with pytest.raises(Invalid, match="not a Yjs state vector"):
        missing(EMPTY, vector)


def test_what_a_state_vector_lacks():
    """All of a document for who has nothing, and only what came since for who has the rest."""
    doc = _rich()
    state = doc.get_state()
    doc.get("default", type=XmlFragment).children.append(XmlElement("paragraph"))
    whole = doc.get_update()
    assert missing(whole, None) == missing(whole, b"\x00") == whole
    (new,) = read_update(missing(whole, state)).brought
    assert {new.client: new.start} == read_state(state)


def test_mutilated_updates():
    """Whatever is changed in an update, it is refused or it applies; nothing else happens."""
    rng = random.Random(7)
    source = _rich().get_update()
    for _ in range(1500):
        bent = bytearray(source)
        for _ in range(rng.randrange(1, 4)):
            bent[rng.randrange(len(bent))] = rng.randrange(256)
        try:
            check_update(bytes(bent[: rng.randrange(len(bent) // 2, len(bent) + 1)]))
        except Invalid:
            continue
        doc = doc_of(bytes(bent)) if _applies(bytes(bent)) else Doc()
        markdown(blocks_of(doc)), plain_text(doc)


def _applies(update: bytes) -> bool:
    try:
        check_update(update)
    except Invalid:
        return False
    return True


def test_what_an_update_brings():
    """By client and clocks, deletions beside; an update of nothing says so."""
    doc = _rich()
    client = doc.client_id
    (brought,) = read_update(doc.get_update()).brought
    assert brought == Brought(client, 0, brought.end) and brought.end > 10
    state = doc.get_state()
    doc.get("default", type=XmlFragment).children[0].children[0].insert(0, "é😀")
    assert read_update(doc.get_update(state)).brought == [
        Brought(client, brought.end, brought.end + 3)  # an emoji counts two, as in JavaScript
    ]
    assert read_update(b"\x00\x00").says_nothing
    before = doc.get_state()
    del doc.get("default", type=XmlFragment).children[0]
    assert not read_update(doc.get_update(before)).says_nothing


def test_forgetting_deleted_words():
    """The document stays as it is and merges on; only what was deleted is gone from its bytes."""
    doc: Doc[Any] = Doc()
    text = doc.get("content", type=Text)
    other: Doc[Any] = Doc()
    text += "kept secret kept"
    other.apply_update(doc.get_update())
    full = doc.get_update()
    state = doc.get_state()
    del text[4:11]
    from pycrdt import merge_updates

    whole = merge_updates(full, doc.get_update(state))
    assert b"secret" in whole
    short = forgetting([whole])
    assert b"secret" not in short
    other.get("content", type=Text).insert(7, "!")  # in the middle of what is deleted
    found = doc_of(short)
    found.apply_update(other.get_update())
    assert str(found.get("content", type=Text)) == "kept! kept"


def test_a_document_that_no_editor_wrote():
    """Strange roots, bare words and endless nesting are read without a stumble."""
    doc: Doc[Any] = Doc()
    doc.get("other", type=Array).append(1)
    fragment = doc.get("default", type=XmlFragment)
    fragment.children.append(XmlText("bare"))
    inner = XmlElement("x")
    fragment.children.append(inner)
    for _ in range(300):
        deeper = XmlElement("x")
        inner.children.append(deeper)
        inner = deeper
    assert plain_text(doc) == "bare" and markdown(blocks_of(doc)) == "bare\n"


async def test_a_large_update_is_read_beside_others():
    """While a megabyte of small pieces is checked, the loop goes on."""
    doc: Doc[Any] = Doc()
    text = doc.get("content", type=Text)
    with doc.transaction():
        for _ in range(30_000):
            text.insert(0, "x")
    update = doc.get_update()
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(others())
    await asyncio.to_thread(check_update, update)
    task.cancel()
    assert turns > 3


def _rich() -> Doc[Any]:
    doc: Doc[Any] = Doc()
    fragment = doc.get("default", type=XmlFragment)
    fragment.children.append(XmlElement("heading", {"level": 2}, [XmlText("Plan")]))
    fragment.children.append(XmlElement("paragraph", {}, [XmlText("bold and plain")]))
    fragment.children[1].children[0].format(0, 4, {"bold": {}, "link": {"href": "x"}})
    fragment.children.append(XmlElement("image", {"fileId": "a", "width": 12.5, "list": [1, None]}))
    return doc
