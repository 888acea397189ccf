"""What a role allows, as plain values: rules for resources, and for the fields of records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scope = Literal["none", "own", "team", "all"]
Verb = Literal["read", "create", "update", "delete"]
Level = Literal["none", "read", "write"]  # of a field: hidden, read-only, or as the record allows

VERBS: tuple[Verb, ...] = ("read", "create", "update", "delete")

Fields = Mapping[str, frozenset[str]]  # names of fields by record type; custom ones `custom.<key>`


@dataclass(frozen=True, slots=True)
class Rule:
    """The scope of each verb on one resource. Create is `none` or `all`: new records are one's own."""

    read: Scope = "none"
    create: Scope = "none"
    update: Scope = "none"
    delete: Scope = "none"

    def reach(self, verb: Verb) -> Scope:
        """How far a verb reaches."""
        found: Scope = getattr(self, verb)
        return found


NOTHING = Rule()


@dataclass(frozen=True, slots=True)
class Policy:
    """What a role allows. Two of the same `key` are equal, so that listeners are grouped by it.

    `hidden` names the fields of each record type that may not be read, `locked` those that may be
    read and not written.
    """

    key: str
    rules: Mapping[str, Rule] = field(compare=False)
    hidden: Fields = field(default_factory=dict[str, frozenset[str]], compare=False)
    locked: Fields = field(default_factory=dict[str, frozenset[str]], compare=False)

    def rule(self, resource: str) -> Rule:
        """The rule of a resource; nothing is allowed on one that has none."""
        return self.rules.get(resource, NOTHING)
