"""Reading imports: one, a list, and the rows that did not make it."""

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.job_rows import list_newest
from app.core.reply import Reply, record_reply
from app.core.uow import View, snapshot
from app.crm.importing.state import JSON, find_import, import_json

SORT = "imports:-created_at"
FAILURES = 1_000  # rows read at once
REASON = "import_error"
# What a spreadsheet would take for a formula, also behind spaces; numbers with a sign are none.
FORMULA = re.compile(r"^(?:[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
NUMBER = re.compile(r"\s*[+-]?\d[\d.,' ]*%?\s*")


async def get_import(actor: Actor, import_id: UUID) -> Reply:
    """One import; raises NotFound."""
    async with snapshot(actor) as view:
        await require_seen(view, import_id)
        return record_reply(await import_json(view, import_id), seq=view.seq)


async def list_imports(actor: Actor, query: Mapping[str, str]) -> Reply:
    """A page of imports, the newest first: one's own, or all for an admin."""
    return await list_newest(actor, query, "imports", JSON, sort=SORT)


async def failures_file(actor: Actor, import_id: UUID) -> Reply:
    """The failed rows as a CSV file with a column that says why; it can be mended and imported again."""
    async with snapshot(actor) as view:
        await require_seen(view, import_id)
        job = await find_import(view, import_id)
    names: list[str] = job.outcome.get("header", [])
    name = quote(f"{job.file_name.removesuffix('.csv')} errors.csv", safe="")
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Reply(headers=headers, stream=_failures(actor, import_id, names))


async def _failures(actor: Actor, import_id: UUID, header: Sequence[str]) -> AsyncIterator[bytes]:
    # The mark makes Excel read UTF-8.
    yield b"\xef\xbb\xbf" + csv_lines([[*header, "import_line", REASON]])
    line, last = -1, None
    while True:
        async with snapshot(actor) as view:
            rows = await view.fetch(
                "SELECT id, line, row::text AS row, message FROM import_failures"
                " WHERE tenant_id = $1 AND import_id = $2"
                " AND (line, id) > ($3, coalesce($4, '00000000-0000-0000-0000-000000000000'::uuid))"
                " ORDER BY line, id LIMIT $5",
                actor.tenant_id,
                import_id,
                line,
                last,
                FAILURES,
            )
        if not rows:
            return
        yield csv_lines([_line(row, len(header)) for row in rows])
        line, last = rows[-1]["line"], rows[-1]["id"]


def _line(row: asyncpg.Record, width: int) -> list[str]:
    cells: list[str] = orjson.loads(row["row"])
    if len(cells) > width:  # what is too much stays with the last column: reasons must line up
        cells = [*cells[: width - 1], ",".join(cells[width - 1 :])]
    padded = [*cells, *[""] * (width - len(cells))]
    return [*padded, str(row["line"]), str(row["message"])]


def csv_lines(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV that no spreadsheet will run: a cell that looks like a formula gets a quote before it."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    if FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


async def require_seen(view: View, import_id: UUID) -> None:
    """Raise NotFound unless the import may be read."""
    owner = await view.fetchrow(
        "SELECT owner_id FROM imports WHERE tenant_id = $1 AND id = $2",
        view.actor.tenant_id,
        import_id,
    )
    if owner is None:
        raise NotFound()
    view.require_row("imports", "read", owner["owner_id"])
