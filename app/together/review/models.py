"""Reviews of a pipeline, running and past."""

from tortoise import fields

from app.core.models import Record


class Review(Record):
    """A review: of all changes those with `started_seq` < number <= `ended_seq` were made in it.

    `totals_before` and `totals_after` hold what each stage was worth at those numbers, by owner, so
    that everybody can be told the sum of what they may see. `empty_since`: nobody has been in the
    room since. `took_part`: everybody who has been in it.
    """

    pipeline_id = fields.UUIDField()
    presenter_id = fields.UUIDField(null=True)
    started_seq = fields.BigIntField()
    ended_seq = fields.BigIntField(null=True)
    ended_at = fields.DatetimeField(null=True)
    totals_before = fields.JSONField(default=list)
    totals_after = fields.JSONField(null=True)
    empty_since = fields.DatetimeField(null=True)
    took_part = fields.JSONField(default=list)

    class Meta:
        table = "reviews"
