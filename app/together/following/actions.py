"""Who follows which record, and who has muted it."""

from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.records.guards import parent_owner
from app.core.records.registry import parents
from app.core.uow import Work, unit_of_work
from app.together.following.queries import SUBSCRIPTION, State

SET = f"""
INSERT INTO subscriptions AS s (tenant_id, user_id, entity, entity_id, state, created_by, updated_by)
VALUES ($1, $2, $3, $4, $5, $2, $2)
ON CONFLICT (tenant_id, user_id, entity_id, entity) DO UPDATE SET
    state = excluded.state, version = s.version + 1, updated_at = now(), updated_by = $2
    WHERE s.state <> excluded.state AND $6
RETURNING {SUBSCRIPTION}
"""


async def subscribe(actor: Actor, entity: str, entity_id: UUID, state: State) -> str:
    """Follow a record, leave it alone, or mute it; returns the subscription as JSON text.

    Raises Invalid (nothing of that kind can be followed), NotFound (out of sight).
    """
    async with unit_of_work(actor) as work:
        owner = await parent_owner(work, entity, entity_id)
        work.require_row(parents()[entity].name, "read", owner)
        assert actor.user_id is not None
        await _set(work, actor.user_id, entity, entity_id, state, over=True)
        return await work.fetchval(
            f"SELECT {SUBSCRIPTION} FROM subscriptions s WHERE s.tenant_id = $1 AND s.user_id = $2"
            " AND s.entity = $3 AND s.entity_id = $4",
            actor.tenant_id,
            actor.user_id,
            entity,
            entity_id,
        )


async def follow(work: Work, user_id: UUID, entity: str, entity_id: UUID) -> None:
    """Somebody takes part in what is said about a record: from now on they follow it.

    Whoever has said anything about it already (that they don't want to) is left alone.
    """
    await _set(work, user_id, entity, entity_id, "following", over=False)


async def _set(
    work: Work, user_id: UUID, entity: str, entity_id: UUID, state: State, *, over: bool
) -> None:
    args = (work.actor.tenant_id, user_id, entity, entity_id)
    before = await work.fetchval(
        "SELECT state FROM subscriptions WHERE tenant_id = $1 AND user_id = $2"
        " AND entity = $3 AND entity_id = $4 FOR UPDATE",
        *args,
    )
    text = await work.fetchval(SET, *args, state, over)
    if text is None:
        return
    made: dict[str, Any] = orjson.loads(text)
    work.record(
        "subscription.updated" if before else "subscription.created",
        entity="subscription",
        entity_id=UUID(made["id"]),
        version=made["version"],
        audience=Audience.of("notifications", user_id),
        changed=("state",) if before else (),
        before={"state": before} if before else None,
        data=made,
    )
