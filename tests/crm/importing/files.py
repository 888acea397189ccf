"""Files to import, as they come in real life: dirty."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

AGENTS = ("Moses Frase", "Darcel Schlecht", "Zane Levy", "Vicki Laflamme", "Anna Snelling")
PRODUCTS = ("GTX Basic", "GTXPro", "GTX Pro", "MG Special", "GTX Plus Pro")
STAGES = ("Prospecting", "Engaging", "Won", "Lost")
HEADER = [
    "opportunity_id",
    "sales_agent",
    "product",
    "account",
    "deal_stage",
    "engage_date",
    "close_date",
    "close_value",
]
MAPPING = {
    "opportunity_id": {
        "field": "custom.opportunity_id",
        "create": {"label": "Opportunity", "kind": "text"},
    },
    "sales_agent": {"field": "owner_id", "create": True},
    "product": {"field": "custom.product", "create": {"label": "Product", "kind": "select"}},
    "account": {"field": "company_id", "create": True},
    "deal_stage": {"field": "stage_id", "create": True},
    "engage_date": {"field": "opened_on", "format": "MM/DD/YYYY"},
    "close_date": {"field": "closed_at", "format": "MM/DD/YYYY"},
    "close_value": {"field": "amount"},
}
OPTIONS = {
    "template": {"name": "{product} \u2013 {account}"},
    "aliases": {"product": {"GTXPro": "GTX Pro"}},
}


def csv_bytes(rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


@dataclass(frozen=True)
class Pipeline:
    """A sales pipeline like the ones people have: some deals without a company, open ones without
    date and value, US dates, one product spelled in two ways, companies in odd case and spacing.
    """

    rows: list[list[str]]

    @property
    def content(self) -> bytes:
        """The file."""
        return csv_bytes([HEADER, *self.rows])

    def count(self, stage: str) -> int:
        """How many of its deals stand in a stage."""
        return sum(row[4] == stage for row in self.rows)

    def total(self, stage: str) -> Decimal:
        """What they are worth together."""
        return sum((Decimal(row[7]) for row in self.rows if row[4] == stage and row[7]), Decimal(0))

    @property
    def companies(self) -> set[str]:
        """The companies it names, as they are compared."""
        return {" ".join(row[3].split()).lower() for row in self.rows if row[3]}


def pipeline(count: int, seed: int = 1) -> Pipeline:
    """A file of `count` deals; the same for the same seed."""
    chance = random.Random(seed)
    rows: list[list[str]] = []
    for number in range(count):
        stage = chance.choices(STAGES, (5, 18, 48, 28))[0]
        company = f"Company {chance.randrange(60)}"
        company = chance.choice((company, company, company.upper(), company.replace(" ", "  "), ""))
        opened = "" if stage == "Prospecting" else _day(chance, 2016)
        closed = _day(chance, 2017) if stage in ("Won", "Lost") else ""
        value = {"Won": str(chance.randrange(38, 30_000)), "Lost": "0"}.get(stage, "")
        rows.append(
            [
                f"OP{number:06}",
                chance.choice(AGENTS),
                chance.choice(PRODUCTS),
                company,
                stage,
                opened,
                closed,
                value,
            ]
        )
    return Pipeline(rows)


def _day(chance: random.Random, year: int) -> str:
    return f"{chance.randrange(1, 13)}/{chance.randrange(1, 29)}/{year}"
