"""The arithmetic of the report: medians, percentiles, ratios, goals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values don't exceed (nearest rank)."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised: `value` must be at least (or at most) `target`."""

    name: str
    value: float
    sense: Literal[">=", "<="]
    target: float

    @property
    def met(self) -> bool:
        """Whether it holds."""
        return self.value >= self.target if self.sense == ">=" else self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        """For the machine-readable report."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "sense": self.sense,
            "target": self.target,
            "met": self.met,
        }


@dataclass(slots=True)
class Findings:
    """What a part found: rows of figures (the same columns in each), goals, and remarks."""

    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    goals: list[Goal] = field(default_factory=list[Goal])
    remarks: list[str] = field(default_factory=list[str])

    def goal(self, name: str, value: float, sense: Literal[">=", "<="], target: float) -> None:
        """Add a goal."""
        self.goals.append(Goal(name, value, sense, target))


@dataclass(slots=True)
class Runs:
    """Values of repeated runs, by who was measured and what."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, who: str, **found: float) -> None:
        """One more run."""
        for what, value in found.items():
            self.values.setdefault(who, {}).setdefault(what, []).append(value)

    def median(self, who: str, what: str) -> float:
        """The median over the runs."""
        return median(self.values[who][what])

    def has(self, who: str, what: str) -> bool:
        """Whether there is such a figure."""
        return what in self.values.get(who, {})
