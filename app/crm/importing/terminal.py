"""`salespulse import` as people see it: a progress bar on a terminal, plain lines elsewhere."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.core.actor import Actor
from app.core.errors import Invalid
from app.crm.importing.command import Finished, actor_of, import_file
from app.crm.importing.detecting import Encodings
from app.crm.importing.plan import importable
from app.crm.importing.previewing import BEGINNING, preview_upload
from app.crm.importing.schemas import Options
from app.crm.importing.uploads import Upload, file_name

Show = Callable[[dict[str, Any]], None]

LINE_EVERY = 5_000  # rows, where there is no terminal


async def import_from_terminal(
    file: Path, kind: str, *, mapping: Path | None, tenant: str, user: str, options: str
) -> bool:
    """Import a file and say how it went; True if all of it is there. Needs an open runtime.

    `mapping` is a JSON file, `{column: {field, …}}` or `{"mapping": …, "options": …}`; without one
    the preview's proposal is taken, and shown. Raises AppError with a sentence.
    """
    actor = await actor_of(tenant, user)
    columns, chosen = await _described(mapping) if mapping else await _proposed(actor, file, kind)
    chosen |= _json(options.encode(), "--options")
    console = Console(highlight=False)
    if mapping is None:
        console.print("No --mapping given; taking what the columns look like:")
        for column, entry in columns.items():
            console.print(f"  {column} → {entry['field'] if entry else '(left out)'}", markup=False)
    with _progress(console, file.name) as show:
        done = await import_file(
            actor, file, type=kind, mapping=columns, options=chosen, on_progress=show
        )
    return await _conclude(console, file, done)


async def _conclude(console: Console, file: Path, done: Finished) -> bool:
    data = done.data
    console.print(f"{data['done']:,} of {data['total'] or 0:,} rows imported.")
    if data["status"] != "done":
        console.print(f"The import has ended as {data['status']}: {data['error']}", markup=False)
    if data["errors_url"]:
        path = Path(f"{file.stem}.errors.csv")
        await done.write_errors(path)
        console.print(f"{data['failed']:,} failed; why is in {path}", markup=False)
    return data["status"] == "done" and data["failed"] == 0


@contextmanager
def _progress(console: Console, name: str) -> Generator[Show]:
    if not console.is_terminal:
        yield _lines(console)
        return
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*parts, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task(name.replace("[", "\\["), total=None)

        def show(data: dict[str, Any]) -> None:
            bar.update(task, total=data["total"], completed=data["done"] + data["failed"])

        yield show


def _lines(console: Console) -> Show:
    said = 0

    def show(data: dict[str, Any]) -> None:
        nonlocal said
        rows = data["done"] + data["failed"]
        if rows >= said + LINE_EVERY and data["total"]:
            said = rows
            console.print(f"{rows:,} of {data['total']:,} rows")

    return show


async def _described(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    content = _json(await asyncio.to_thread(path.read_bytes), str(path))
    if set(content) <= {"mapping", "options"}:
        return content.get("mapping") or {}, content.get("options") or {}
    return content, {}


async def _proposed(actor: Actor, file: Path, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the preview makes of the file's beginning."""
    upload = Upload(file_name=file_name(file.name), encodings=Encodings())
    upload.size = file.stat().st_size
    with file.open("rb") as opened:
        upload.head = await asyncio.to_thread(opened.read, BEGINNING)
    upload.encodings.feed(upload.head)
    found = await preview_upload(actor, importable(kind), Options(), upload)
    return found.mapping, found.options


def _json(raw: bytes, where: str) -> dict[str, Any]:
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{where} is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise Invalid(f"{where} must be a JSON object.")
    return cast(dict[str, Any], content)
