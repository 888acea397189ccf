"""Companies and contacts by name, found or made for a whole batch at once."""

from collections.abc import Callable, Iterable
from uuid import UUID

from app.core.errors import Invalid
from app.core.ids import new_id, parse_id
from app.core.records.guards import owner_condition
from app.core.records.masking import hidden_fields
from app.core.records.record_type import RecordType
from app.core.records.sql import Parameters
from app.core.uow import Work
from app.crm.companies.record import COMPANIES
from app.crm.contacts.record import CONTACTS
from app.crm.importing.inserting import insert_records

REMEMBERED = 100_000
NAME_LIMIT = 500


class Links:
    """The records of one type that cells name. Remembers what it found only once that has committed.

    A name in the file means a record the member may see; the same rule as for linking over REST.
    """

    def __init__(self, kind: RecordType) -> None:
        self.kind = kind
        self.made = 0
        self._known: dict[str, UUID] = {}
        self._fresh: dict[str, UUID] = {}

    async def resolve(
        self, work: Work, texts: Iterable[str], create: Callable[[str], bool] | None
    ) -> dict[str, UUID]:
        """The ids of those that are there, and of those made: where `create` allows it."""
        self._fresh, self.made = {}, 0
        wanted = list(dict.fromkeys(texts))
        found = {text: self._known[text] for text in wanted if text in self._known}
        unknown = [text for text in wanted if text not in found]
        if unknown:
            self._fresh = await self._look_up(work, unknown)
            missing = [t for t in unknown if t not in self._fresh]
            if create and missing:
                # Two imports that meet the same new company at once must not both make it.
                await work.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
                    f"{work.actor.tenant_id}/{self.kind.name}/names",
                )
                self._fresh |= await self._look_up(work, missing)
                missing = [t for t in missing if t not in self._fresh and create(t)]
                self._fresh |= await self._make(work, missing)
        return found | self._fresh

    def committed(self) -> None:
        """What was found and made last is there to stay."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= self._fresh
        self._fresh = {}

    async def _look_up(self, work: Work, texts: list[str]) -> dict[str, UUID]:
        found = await self._by_name(work, [text for text in texts if parse_id(text) is None])
        ids = {text: parsed for text in texts if (parsed := parse_id(text))}
        if ids:
            known = await self._visible(work, "t.id = k.id", ("id", "uuid", list(ids.values())))
            found |= {text: each for text, each in ids.items() if each in known.values()}
        emails = [t for t in texts if "@" in t and t not in found]
        readable = "email" not in hidden_fields(work.access, self.kind)
        if emails and "email" in self.kind.by_key and readable:
            lowered = ("email", "text", [text.lower() for text in emails])
            by_email = await self._visible(work, "t.email = k.email", lowered)
            found |= {text: by_email[text.lower()] for text in emails if text.lower() in by_email}
        return found

    async def _by_name(self, work: Work, texts: list[str]) -> dict[str, UUID]:
        if not texts:
            return {}
        # The oldest of several with one name, so that every run finds the same.
        return await self._visible(work, "t.name_key = name_key(k.name)", ("name", "text", texts))

    async def _visible(
        self,
        work: Work,
        condition: str,
        key: tuple[str, str, list[object] | list[str] | list[UUID]],
    ) -> dict[str, UUID]:
        name, sql_type, values = key
        p = Parameters()
        sight = owner_condition(work, self.kind.name, p, "t") if self.kind.owned else None
        rows = await work.fetch(
            f"SELECT DISTINCT ON (k.{name}) k.{name}::text AS key, t.id"
            f" FROM unnest({p(values)}::{sql_type}[]) AS k({name})"
            f" JOIN {self.kind.table} t ON t.tenant_id = {p(work.actor.tenant_id)} AND {condition}"
            f" AND t.deleted_at IS NULL{f' AND {sight}' if sight else ''}"
            f" ORDER BY k.{name}, t.created_at, t.id",
            *p.values,
        )
        return {row["key"]: row["id"] for row in rows}

    async def _make(self, work: Work, texts: list[str]) -> dict[str, UUID]:
        if not texts:
            return {}
        rows = await work.fetch(
            "SELECT k.name, name_key(k.name) AS key FROM unnest($1::text[]) AS k(name)", texts
        )
        names = {row["key"]: " ".join(row["name"].split()) for row in reversed(rows)}
        ids = {key: new_id() for key in reversed(names)}
        records = [
            {"id": ids[key], "name": names[key], "owner_id": work.actor.user_id} for key in ids
        ]
        await insert_records(work, self.kind, records, work.actor.job_id)
        self.made = len(records)
        return {row["name"]: ids[row["key"]] for row in rows}


def links_to(ref: str) -> Links:
    """The lookup for a type that cells may name; raises Invalid for one without names."""
    kinds = {kind.name: kind for kind in (COMPANIES, CONTACTS)}
    if ref not in kinds:
        raise Invalid(f"An import can't look up {ref}.")
    return Links(kinds[ref])


def nameable(text: str) -> bool:
    """Whether a record may be called so."""
    return len(text) <= NAME_LIMIT
