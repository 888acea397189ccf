"""Bringing a file in through the screen: every figure is the file's."""

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Desk, found_firm
from tests.e2e.window import Window

REAL = Path(__file__).parents[3] / "shared/data/sales-opportunities/sales_pipeline.csv"
MINUTES = 60_000

# Written as a German spreadsheet writes it: semicolons, Latin-1, decimal commas, dates by dots; with a
# separator inside quotes, a formula, an empty account, trailing spaces, and one amount that is none.
DIRTY = """Deal;Account;Deal stage;Value;Close date
"Müller; Söhne GmbH";Müller AG;Won;1.234,56;31.12.2025
Ölmühle Ausbau;Müller AG;Won;10.000,00;01.02.2026
=SUM(A1:A9);Straße & Co;Lost;;15.03.2026
Café Umbau ;;Negotiation;2.500,50;16.03.2026
Hafen Neubau;Hafen KG;Negotiation;zwölf;17.03.2026
"""


async def test_dirty_file_arrives_as_it_says(window: OpenWindow, house: House, tmp_path: Path):
    """A German export with dirt: what can be read arrives to the cent, the rest is handed back."""
    path = tmp_path / "angebote.csv"
    path.write_bytes(DIRTY.encode("latin-1"))
    desk = await found_firm(house.one.url)
    founder = await window(desk.email, tenant=desk.tenant)
    await _choose(founder, path)
    await _send(founder, "Value", "Amount", written="1.234,56")
    await _start(founder, path)

    stages = await _stages(desk)
    assert stages["Won"] == (2, Decimal("11234.56"))
    assert stages["Lost"] == (1, Decimal(0))
    assert stages["Negotiation"] == (1, Decimal("2500.50"))
    names = {deal["name"] for deal in await desk.call("GET", "/deals")}
    assert "Müller; Söhne GmbH" in names
    async with founder.page.expect_download() as handed_back:
        await founder.page.get_by_role("button", name=re.compile("Download 1 row")).click()
    assert "zwölf" in Path(await (await handed_back.value).path()).read_text("utf-8-sig")

    await founder.page.get_by_role("button", name="Undo import").click()
    await founder.page.get_by_role("dialog").get_by_role("button", name="Undo import").click()
    await expect(founder.page.get_by_text("Undone").first).to_be_visible(timeout=MINUTES)
    assert await desk.call("GET", "/deals") == []
    await desk.leave()


@pytest.mark.skipif(
    not REAL.exists(), reason=f"NOT TRIED ON THE REAL FILE: {REAL.name} is not beside us"
)
async def test_real_file_arrives_as_it_says(window: OpenWindow, house: House):
    """8,800 real opportunities: counts and sums per stage equal the file's, and the board shows them."""
    expected = _figures_of(REAL)
    desk = await found_firm(house.one.url)
    founder = await window(desk.email, tenant=desk.tenant)
    await _choose(founder, REAL)
    await _start(founder, REAL)

    assert {
        name: figures for name, figures in (await _stages(desk)).items() if figures[0]
    } == expected
    await founder.page.get_by_role("link", name="Pipeline").first.click()
    header = founder.stage("Won").locator("header div .sr-only")
    await expect(header.first).to_have_text(f"{expected['Won'][0]:,}")
    await desk.leave()


async def _choose(founder: Window, path: Path) -> None:
    await founder.go("/import")
    await founder.page.get_by_label("Choose a file").set_input_files(path)
    start = founder.page.get_by_role("button", name="Start import")
    await expect(start).to_be_enabled(timeout=MINUTES)


async def _send(founder: Window, column: str, field: str, *, written: str) -> None:
    """Say where a column goes, and how its figures are written."""
    await founder.page.get_by_label(f"Where “{column}” goes").click()
    await founder.page.get_by_role("option", name=field, exact=True).click()
    await founder.page.get_by_label(f"How “{column}” is written").click()
    await founder.page.get_by_role("option", name=written, exact=True).click()


async def _start(founder: Window, path: Path) -> None:
    await founder.page.get_by_role("button", name="Start import").click()
    run = founder.page.get_by_role("region", name=path.name)
    await expect(run.get_by_text("Done", exact=True)).to_be_visible(timeout=MINUTES)


async def _stages(desk: Desk) -> dict[str, tuple[int, Decimal]]:
    pipelines = await desk.call("GET", "/pipelines")
    board: Any = await desk.call("GET", f"/pipelines/{pipelines[0]['id']}/board", limit=1)
    return {
        stage["name"]: (stage["count"], sum(map(Decimal, stage["total"].values()), Decimal(0)))
        for stage in board["stages"]
    }


def _figures_of(path: Path) -> dict[str, tuple[int, Decimal]]:
    counts: Counter[str] = Counter()
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            counts[row["deal_stage"]] += 1
            sums[row["deal_stage"]] += Decimal(row["close_value"] or 0)
    return {stage: (counts[stage], sums[stage]) for stage in counts}
