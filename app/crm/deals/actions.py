"""What can be done to deals beyond the kernel's writes."""

from uuid import UUID

from app.core.actor import Actor
from app.core.positions import position_after
from app.core.records.masking import masked, require_writable
from app.core.records.record_type import Change
from app.core.records.writing import lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.crm.deals.record import DEALS, enter_stage, lock_stage


async def move_deal(actor: Actor, deal_id: UUID, to_stage: UUID, *, after: UUID | None) -> str:
    """Put a deal right after another (or first) in a stage; everyone watching sees it move.

    Returns the deal's JSON text. Raises NotFound, Forbidden, Invalid (no such stage) or Conflict
    (the neighbour has left the stage).
    """
    async with unit_of_work(actor) as work:
        stage = await lock_stage(work, to_stage)
        before = await lock_record(work, DEALS, deal_id, "update")
        if after == deal_id:
            return masked(work.access, DEALS, before["text"])
        change = Change(deal_id, before, {}, "moved")
        if before["stage_id"] != str(to_stage):
            require_writable(work, DEALS, ["stage_id"])
            enter_stage(change, stage)
        change.values["position"] = await position_after(
            work, "deals", {"stage_id": to_stage}, after, moving=deal_id
        )
        text = await update_record(work, DEALS, change)
        await log_change(work, DEALS, change, text, ())
        return masked(work.access, DEALS, text)
