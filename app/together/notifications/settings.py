"""How somebody wants to be told: their own choices over the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app.core.uow import View
from app.together.notifications.kinds import CHANNELS, KINDS, Channel

MAIL_AFTER = 10  # minutes of absence

Choices = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """One person's settings; `mail_problem` says why mail to them has stopped."""

    choices: Choices = field(default_factory=dict[str, Mapping[str, bool]])
    mail_after: timedelta = timedelta(minutes=MAIL_AFTER)
    mail_problem: str | None = None

    def wants(self, kind: str, channel: Channel) -> bool:
        """Whether to tell them of this kind by this channel."""
        if channel == "mail" and self.mail_problem:
            return False
        known = KINDS.get(kind)
        default = known is None or channel in known.default
        return self.choices.get(kind, {}).get(channel, default)

    @property
    def unmailed(self) -> list[str]:
        """The kinds they don't want by mail."""
        return [kind for kind in {*KINDS, *self.choices} if not self.wants(kind, "mail")]

    def all_channels(self) -> dict[str, dict[str, bool]]:
        """Every kind's channels, as the settings screen shows them."""
        return {
            kind: {
                channel: self.choices.get(kind, {}).get(channel, channel in known.default)
                for channel in CHANNELS
            }
            for kind, known in KINDS.items()
        }


async def wishes_of(view: View, user_id: UUID) -> Wishes:
    """A member's settings; the defaults, if they have chosen nothing."""
    row = await view.fetchrow(
        """SELECT channels::text AS channels, mail_after, mail_problem FROM notification_settings
           WHERE tenant_id = $1 AND user_id = $2""",
        view.actor.tenant_id,
        user_id,
    )
    if row is None:
        return Wishes()
    choices: dict[str, dict[str, bool]] = orjson.loads(row["channels"])
    return Wishes(choices, timedelta(minutes=row["mail_after"]), row["mail_problem"])


def merged(choices: Choices, sent: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, bool]]:
    """Choices with what was sent laid over them; what equals the default need not be kept."""
    together = {
        kind: {**choices.get(kind, {}), **sent.get(kind, {})} for kind in {**choices, **sent}
    }
    return {
        kind: kept
        for kind, channels in sorted(together.items())
        if (kept := {c: on for c, on in channels.items() if on != (c in KINDS[kind].default)})
    }
