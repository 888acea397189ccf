"""What people can be told, and by which ways unless they choose otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Channel = Literal["in_app", "mail", "push"]
CHANNELS: tuple[Channel, ...] = ("in_app", "mail", "push")
Name = Literal[
    "mention",
    "team_mention",
    "reply",
    "comment",
    "reaction",
    "assigned",
    "deal_won",
    "deal_lost",
    "import_done",
    "webhook_disabled",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notification.

    `one` and `many` are its sentences: {who} did it, {count} times, {on} the record; `many` makes
    unread ones of a record a single row. `always` is said of muted records too.
    """

    default: frozenset[Channel]
    one: str
    many: str = ""
    always: bool = False


def _by(*channels: Channel) -> frozenset[Channel]:
    return frozenset(channels)


KINDS: Mapping[str, Kind] = {
    "mention": Kind(_by("in_app", "mail", "push"), "{who} mentioned you{on}", always=True),
    "team_mention": Kind(_by("in_app", "mail", "push"), "{who} mentioned your team{on}"),
    "reply": Kind(
        _by("in_app", "mail", "push"), "{who} replied{on}", "{who} left {count} replies{on}"
    ),
    "comment": Kind(_by("in_app"), "{who} commented{on}", "{who} left {count} comments{on}"),
    "reaction": Kind(
        _by("in_app"),
        "{who} reacted to your comment{on}",
        "{who} reacted {count} times to what you wrote{on}",
    ),
    "assigned": Kind(
        _by("in_app", "mail", "push"), "{who} assigned you the {noun} {name}", always=True
    ),
    "deal_won": Kind(_by("in_app", "push"), "{who} won {name}"),
    "deal_lost": Kind(_by("in_app"), "{who} lost {name}"),
    "import_done": Kind(_by("in_app", "mail"), "{name}", always=True),
    "webhook_disabled": Kind(
        _by("in_app", "mail"), "A webhook was turned off: {name}", always=True
    ),
}


def sentence(kind: str, *, who: Sequence[str], count: int, noun: str, name: str) -> str:
    """A notification's title in English; `name` may be empty where its reader may not see it."""
    found = KINDS.get(kind)
    if found is None:
        return name
    pattern = found.many if count > 1 and found.many else found.one
    text = pattern.format(
        who=names(who),
        count=count,
        noun=noun,
        name=name or f"a {noun}",
        on=f" on {name}" if name else "",
    )
    return text.strip()


def names(who: Sequence[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and 2 others"."""
    people = list(who) or ["Somebody"]
    if len(people) > 2:
        others = len(people) - 2
        return f"{people[0]}, {people[1]} and {others} {'other' if others == 1 else 'others'}"
    return " and ".join(people)
