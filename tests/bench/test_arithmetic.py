"""What the benchmarks compute and keep."""

import importlib

import orjson
import pytest

from bench.__main__ import PARTS
from bench.figures import Findings, Goal, percentile
from bench.messages import masked, read_change
from bench.p04_faults import verdict
from bench.report import save

PROGRAMS = ("floors.broadcast", "floors.commit", "floors.hold", "pickup_worker", "stock_arq")


@pytest.mark.parametrize("module", [*PARTS.values(), *(f"bench.{name}" for name in PROGRAMS)])
def test_every_part_still_fits_the_application(module: str):
    """What a part takes from the application is there; a part says what it measures and how."""
    found = importlib.import_module(module)
    assert found.__doc__
    if module in PARTS.values():
        assert found.TITLE and callable(found.measure)


def test_percentile_is_a_value_that_was_measured():
    """The p99 of a hundred values is the 99th, the p50 of three the middle one; of none it is refused."""
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([7.0], 0.99) == 7.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_goal_is_met_at_its_target():
    """A goal holds at exactly its target, and not beyond it."""
    assert Goal("ratio", 1.5, ">=", 1.5).met
    assert not Goal("ratio", 1.49, ">=", 1.5).met
    assert Goal("ratio", 0.4, "<=", 0.4).met
    assert not Goal("ratio", 0.41, "<=", 0.4).met


def test_verdict_counts_each_change_once():
    """A change is good if heard once and after nothing later; else missed, repeated or disordered."""
    found = verdict([1, 2, 4, 3, 5, 5, 7], [1, 2, 3, 4, 5, 6, 7])
    assert found == {"good": 4, "disordered": 1, "repeated": 1, "missed": 1}


def test_change_is_read_from_its_message():
    """Numbers, the transaction's time, the record and the recovery offset are found in a message."""
    text = (
        b'42/t/x,["changes",{"from":6,"to":8,"events":[{"seq":7,"entity_id":"d","version":3,'
        b'"at":"1970-01-01T00:00:02.500000+00:00"},{"seq":8}]},"12-0"]'
    )
    change = read_change(text)
    assert (change.seqs, change.at, change.tag, change.offset) == ((7, 8), 2.5, "d:3", "12-0")


def test_client_frame_is_masked():
    """What a listener says has the mask bit set and its length where it belongs."""
    assert masked("hi") == b"\x81\x82\0\0\0\0hi"
    assert masked("x" * 300)[:8] == b"\x81\xfe\x01\x2c\0\0\0\0"


def test_part_replaces_its_own_section_only(tmp_path):
    """Measuring a part again replaces its figures and keeps the others'."""
    machine = {"cpu": "c", "cores": 2, "memory_gb": 1, "system": "s", "pinned": True}
    about = {
        "quick": False,
        "machine": {**machine, "load_at_start": 0.1},
        "versions": {"python": "3"},
    }
    for name, value in (("P2", 1.0), ("P1", 2.0), ("P2", 3.0)):
        found = Findings()
        found.goal("ratio", value, ">=", 1.5)
        save(name, "A title", "How.", found, about=about, out=tmp_path)
    parts = orjson.loads((tmp_path / "benchmarks.json").read_bytes())["parts"]
    assert {name: part["goals"][0]["value"] for name, part in parts.items()} == {
        "P1": 2.0,
        "P2": 3.0,
    }
    page = (tmp_path / "benchmarks.md").read_text()
    assert page.index("## P1") < page.index("## P2")
    assert "missed" not in page
