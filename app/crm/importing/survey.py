"""The first pass over a file, before anything is written: how many rows, which formats, which names.

A file that can't be read to its end is refused here, with nothing half-done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.crm.importing.formats import DATE_FORMATS, date_reader, fits, number_reader
from app.crm.importing.plan import Plan, Target, number_formats
from app.crm.importing.source import BadFile, Row, Source
from app.crm.importing.values import key_of, split_several

LIMITS = {"stages": (60, "stages"), "user": (2_000, "members"), "select": (300, "options")}
SEEN = 20_000  # different values a format is tried on


@dataclass(slots=True)
class Survey:
    """What a file holds.

    total    rows
    formats  of the columns whose mapping names none
    names    per column that makes members, stages or options: what it names, in order of appearance
    """

    total: int = 0
    formats: dict[str, str] = field(default_factory=dict[str, str])
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def survey(source: Source, plan: Plan) -> Survey:
    """Read a file to its end. Raises BadFile. Blocks: for a thread."""
    found = Survey()
    formats = {t.column: _Formats(t, plan) for t in plan.targets if t.undecided}
    makers = [t for t in plan.targets if _limit(t)]
    names = {t.column: dict[str, str]() for t in makers}
    while rows := source.take(2_000):
        found.total += len(rows)
        for row in rows:
            if row.problem:
                continue
            for target in plan.targets:
                if target.column in formats:
                    formats[target.column].see(cell(plan, row, target.index))
            for target in makers:
                _collect(target, cell(plan, row, target.index), names[target.column])
    found.formats = {column: each.decide() for column, each in formats.items()}
    found.names = {column: list(each.values()) for column, each in names.items()}
    return found


def cell(plan: Plan, row: Row, index: int) -> str:
    """A cell without outer spaces, in the spelling the aliases want."""
    text = row.cells[index].strip()
    if index in plan.aliases:
        return plan.aliases[index].get(text, text)
    return text


def _limit(target: Target) -> tuple[int, str] | None:
    """How many things a column may make before it was surely mapped by mistake."""
    if not target.create:
        return None
    kind = target.field.ref if target.field.kind == "link" else target.field.kind
    return LIMITS.get("select" if kind == "multi_select" else kind or "")


def _collect(target: Target, text: str, names: dict[str, str]) -> None:
    several = target.field.kind == "multi_select"
    for part in split_several(text) if several else [text]:
        name = part.strip()
        if name:
            names.setdefault(key_of(name), name)
    most, what = _limit(target) or (0, "")
    if len(names) > most:
        raise BadFile(
            f"{target.column}: more than {most:,} different {what}. Is this the right column?"
        )


class _Formats:
    """The formats that fit all values seen so far."""

    def __init__(self, target: Target, plan: Plan) -> None:
        self._dates = target.field.kind in ("date", "datetime")
        self._column = target.column
        reader: Callable[[str], Callable[[str], object]] = number_reader
        self._all: Sequence[str] = number_formats(plan.options)
        if self._dates:
            reader, self._all = date_reader, DATE_FORMATS
        self._left = [(name, reader(name)) for name in self._all]
        self._seen: set[str] = set()

    def see(self, text: str) -> None:
        """One more value; a value that no format reads is a row's mistake, not the format's."""
        if not text or text in self._seen or len(self._seen) >= SEEN:
            return
        self._seen.add(text)
        left = [(name, read) for name, read in self._left if fits(read, text)]
        self._left = left or self._left

    def decide(self) -> str:
        """The one format; raises BadFile if day and month could be either way round."""
        names = [name for name, _ in self._left]
        alike = [name for name in names if _shape(name) == _shape(names[0])]
        if self._dates and self._seen and len(alike) > 1:
            raise BadFile(
                f"{self._column}: the dates may be {' or '.join(alike)}."
                " Say the format in the mapping."
            )
        return names[0]


def _shape(format: str) -> str:
    """A date format no matter which of day and month comes first."""
    return format if "MMM" in format else format.replace("D", "M")
