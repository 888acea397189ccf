"""The demo's deals: spread over the stages as a living pipeline is, with dates around today."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.demo.cast import LOST_REASONS, OFFERS, SOURCES

# Cards a stage, from "Lead in" to "Lost".
SPREAD = (14, 11, 9, 6, 10, 6)


@dataclass(frozen=True, slots=True)
class Account:
    """A company to sell to: who looks after it, and whom to talk to."""

    name: str
    owner: str
    company_id: UUID
    contact_id: UUID


def deal_fields(
    chance: random.Random,
    pipeline_id: UUID,
    stages: Sequence[tuple[UUID, str]],
    accounts: Sequence[Account],
    today: date,
) -> list[tuple[Account, dict[str, Any]]]:
    """What to create for whom, the last card of a stage first (new ones go on top)."""
    wanted: list[tuple[Account, dict[str, Any]]] = []
    for (stage_id, kind), count in zip(stages, SPREAD, strict=True):
        for _ in range(count):
            account = chance.choice(accounts)
            fields = {
                "name": f"{account.name} {chance.choice(OFFERS)}",
                "pipeline_id": pipeline_id,
                "stage_id": stage_id,
                "company_id": account.company_id,
                "contact_id": account.contact_id,
                "amount": Decimal(chance.randrange(8, 900) * 100),
                "opened_on": today - timedelta(days=chance.randrange(5, 120)),
                "custom": {"source": chance.choice(SOURCES)},
                **_ending(chance, kind, today),
            }
            wanted.append((account, fields))
    return wanted


def _ending(chance: random.Random, kind: str, today: date) -> dict[str, Any]:
    if kind == "open":
        # A few are overdue, as in every real pipeline.
        return {"expected_close_date": today + timedelta(days=chance.randrange(-9, 75))}
    closed = today - timedelta(days=chance.randrange(1, 28))
    ending: dict[str, Any] = {
        "expected_close_date": closed,
        "closed_at": datetime(closed.year, closed.month, closed.day, 16, tzinfo=UTC),
    }
    if kind == "lost":
        ending["lost_reason"] = chance.choice(LOST_REASONS)
    return ending
