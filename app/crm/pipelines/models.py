"""Pipelines and their stages."""

from tortoise import fields

from app.core.models import Record


class Pipeline(Record):
    """A way of selling: an ordered list of stages."""

    name = fields.TextField()
    position = fields.TextField()

    class Meta:
        table = "pipelines"


class Stage(Record):
    """A column of a board. `kind` is open, won or lost; `probability` in percent."""

    pipeline_id = fields.UUIDField()
    name = fields.TextField()
    kind = fields.TextField(default="open")
    color = fields.TextField(default="slate")
    probability = fields.IntField(default=0)
    position = fields.TextField()

    class Meta:
        table = "stages"
