"""What a simulated teammate does next: one small, plausible thing, through the actions people use."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg

from app.core.actor import Actor
from app.core.errors import AppError
from app.core.records.writing import change_record, create_record
from app.core.uow import snapshot
from app.crm.deals.actions import move_deal
from app.crm.deals.record import DEALS
from app.demo.cast import COMPANIES, OFFERS
from app.together.comments.record import COMMENTS

TEAMMATES = ("ben@demo.test", "cara@demo.test", "manager@demo.test")
REMARKS = (
    "Just spoke to them, sounding good.",
    "They want to see the security paper first.",
    "Sent the updated offer.",
    "Decision moved to next week.",
    "Intro to their CFO is set for Thursday.",
    "Asked for two references, on it.",
)


async def act(tenant_id: UUID, chance: random.Random) -> None:
    """Let one teammate do one thing; what somebody else has changed meanwhile is left alone."""
    actor = await _somebody(tenant_id, chance)
    if actor is None:
        return
    deals = await _open_deals(actor)
    if not deals:
        return
    deal = chance.choice(deals)
    doing = chance.choices((_move, _revalue, _remark, _add), weights=(55, 20, 17, 8))[0]
    try:
        await doing(actor, deal, deals, chance)
    except AppError:
        return  # they were too slow: somebody took the card from under their hands


async def _somebody(tenant_id: UUID, chance: random.Random) -> Actor | None:
    async with snapshot(Actor.system(tenant_id)) as view:
        found = await view.fetchval(
            "SELECT m.user_id FROM members m JOIN users u ON u.id = m.user_id"
            " WHERE m.tenant_id = $1 AND u.email = $2 AND m.deactivated_at IS NULL",
            tenant_id,
            chance.choice(TEAMMATES),
        )
    return Actor(tenant_id, found) if found else None


async def _open_deals(actor: Actor) -> Sequence[asyncpg.Record]:
    async with snapshot(actor) as view:
        return await view.fetch(
            "SELECT d.id, d.amount, d.stage_id, d.pipeline_id, d.company_id FROM deals d"
            " WHERE d.tenant_id = $1 AND d.deleted_at IS NULL AND d.closed_at IS NULL"
            " AND d.owner_id = ANY($2::uuid[]) ORDER BY d.id",
            actor.tenant_id,
            view.visible_owners("deals") or [],
        )


async def _move(
    actor: Actor, deal: asyncpg.Record, deals: Sequence[asyncpg.Record], chance: random.Random
) -> None:
    """Usually one stage on, sometimes one back; after one of the first cards there."""
    async with snapshot(actor) as view:
        stages = await view.fetch(
            "SELECT id FROM stages WHERE tenant_id = $1 AND pipeline_id = $2"
            " AND kind <> 'lost' AND deleted_at IS NULL ORDER BY position",
            actor.tenant_id,
            deal["pipeline_id"],
        )
    order = [row["id"] for row in stages]
    here = order.index(deal["stage_id"])
    to = order[min(max(here + chance.choice((1, 1, 1, -1)), 0), len(order) - 1)]
    there = [d["id"] for d in deals if d["stage_id"] == to and d["id"] != deal["id"]]
    after = chance.choice([None, *there[:4]])
    await move_deal(actor, deal["id"], to, after=after)


async def _revalue(
    actor: Actor, deal: asyncpg.Record, deals: Sequence[asyncpg.Record], chance: random.Random
) -> None:
    amount = Decimal(deal["amount"] or 500_000) / 100
    factor = Decimal(chance.choice((85, 90, 95, 105, 110, 125))) / 100
    wanted = (amount * factor / 50).quantize(Decimal(1)) * 50
    soon = datetime.now(UTC).date() + timedelta(days=chance.randrange(3, 60))
    fields = {"amount": wanted} if chance.random() < 0.7 else {"expected_close_date": soon}
    await change_record(actor, DEALS, deal["id"], fields)


async def _remark(
    actor: Actor, deal: asyncpg.Record, deals: Sequence[asyncpg.Record], chance: random.Random
) -> None:
    said = {"entity": "deal", "entity_id": deal["id"], "body": chance.choice(REMARKS)}
    await create_record(actor, COMMENTS, said)


async def _add(
    actor: Actor, deal: asyncpg.Record, deals: Sequence[asyncpg.Record], chance: random.Random
) -> None:
    fields = {
        "name": f"{chance.choice(COMPANIES)[0]} {chance.choice(OFFERS)}",
        "pipeline_id": deal["pipeline_id"],
        "stage_id": deal["stage_id"],
        "amount": Decimal(chance.randrange(8, 400) * 100),
    }
    await create_record(actor, DEALS, fields)
