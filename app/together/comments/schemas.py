"""What goes in and out about comments beyond their fields."""

from typing import Annotated
from uuid import UUID

from emoji import is_emoji
from pydantic import AfterValidator, BaseModel, StringConstraints

from app.core.schemas import Strict


def _one_emoji(text: str) -> str:
    if not is_emoji(text):
        raise ValueError("Use one emoji.")
    return text


Emoji = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_emoji)]


class ReactionIn(Strict):
    """An emoji, as one character (which may be made of several code points)."""

    emoji: Emoji


class ReactionOut(BaseModel):
    """Who reacted with an emoji, in order."""

    emoji: str
    user_ids: list[UUID]


class ReadersOut(BaseModel):
    """Members who may read a record, and so would hear of a comment on it."""

    user_ids: list[UUID]
