"""What a custom role may say: which scopes of which verbs, and which levels of which fields."""

from collections.abc import Mapping, Sequence

from app.core.permissions import GRANTABLE, RANK, SELLING
from app.core.policy import Level, Rule, Scope, Verb
from app.core.records.custom import custom_fields
from app.core.records.fields import SYSTEM_FIELDS, Field
from app.core.records.masking import can_be_hidden
from app.core.records.registry import TYPES
from app.core.uow import View

Choices = Mapping[Verb, Sequence[Scope]]

RECORDS: Choices = {
    "read": ("none", "own", "team", "all"),
    "create": ("none", "all"),
    "update": ("none", "own", "team", "all"),
    "delete": ("none", "own", "team", "all"),
}
# Everybody reads how the organisation is set up: without it there is no board and no form.
SETUP: Choices = {
    "read": ("all",),
    "create": ("none", "all"),
    "update": ("none", "all"),
    "delete": ("none", "all"),
}
# An import is its owner's, who may undo it.
IMPORTS: Choices = {
    "read": ("none", "own"),
    "create": ("none", "all"),
    "update": ("none", "own"),
    "delete": ("none", "own"),
}
# Nobody is deleted; they are deactivated.
MEMBERS: Choices = {**SETUP, "delete": ("none",)}

RESOURCES: Mapping[str, Choices] = {
    **dict.fromkeys(GRANTABLE, SETUP),
    **dict.fromkeys(SELLING, RECORDS),
    "imports": IMPORTS,
    "members": MEMBERS,
}


def wrong_rule(resource: str, rule: Rule) -> str | None:
    """Why a resource can't have this rule, as a sentence."""
    choices = RESOURCES[resource]
    for verb, allowed in choices.items():
        if rule.reach(verb) not in allowed:
            return f"{verb.capitalize()} may be {_listed(allowed)}."
    widest = max(RANK[rule.update], RANK[rule.delete])
    if widest > RANK[rule.read]:
        return "What may be changed must also be read."
    if rule.create != "none" and rule.read == "none":
        return "What may be created must also be read."
    return None


async def field_levels(view: View) -> dict[str, dict[str, tuple[Field, list[Level]]]]:
    """By record type and field name: the field, and the levels a role may give it."""
    found: dict[str, dict[str, tuple[Field, list[Level]]]] = {}
    for kind in TYPES.values():
        if kind.owned:
            own = await custom_fields(view, kind.name)
            fields = [f for f in kind.all_fields if f not in SYSTEM_FIELDS]
            by_name = {f.name: (f, _levels(f)) for f in (*fields, *own.values())}
            found[kind.name] = {name: each for name, each in by_name.items() if len(each[1]) > 1}
    return found


def _levels(field: Field) -> list[Level]:
    """The levels a field may be at, the widest first."""
    levels: list[Level] = ["write"]
    if field.writable:
        levels.append("read")
    if can_be_hidden(field):
        levels.append("none")
    return levels


def _listed(allowed: Sequence[str]) -> str:
    return allowed[0] if len(allowed) == 1 else f"{', '.join(allowed[:-1])} or {allowed[-1]}"
