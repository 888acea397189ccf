"""Words to records: the search documents, asked so that a role finds by what it may read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.records.masking import hidden_fields
from app.core.records.record_type import RecordType
from app.core.uow import View


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that matches; whether it may be seen has not been asked yet. A higher rank is better."""

    kind: str
    id: UUID
    rank: float


async def search_hits(view: View, kinds: Sequence[RecordType], text: str, limit: int) -> list[Hit]:
    """Records of these types whose readable fields match, best first, at most `limit` a go."""
    narrowed = [kind for kind in kinds if _hides_words(view, kind)]
    names = [kind.name for kind in kinds if kind not in narrowed]
    hits: list[Hit] = []
    if names:
        rows = await view.fetch("SELECT * FROM search_ids($1, $2, $3)", names, text, limit)
        hits += [Hit(row["kind"], row["record_id"], row["rank"]) for row in rows]
    for kind in narrowed:
        hidden = hidden_fields(view.access, kind)
        rows = await view.fetch(
            "SELECT * FROM search_visible_ids($1, $2, $3, $4, $5)",
            kind.name,
            [column for column in kind.searchable if column not in hidden],
            [name.removeprefix("custom.") for name in hidden if name.startswith("custom.")],
            text,
            limit,
        )
        hits += [Hit(kind.name, row["record_id"], row["rank"]) for row in rows]
    return sorted(hits, key=lambda hit: -hit.rank)


def _hides_words(view: View, kind: RecordType) -> bool:
    hidden = hidden_fields(view.access, kind)
    return any(name in kind.searchable or name.startswith("custom.") for name in hidden)
