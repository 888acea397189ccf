"""Starting an import, and asking for its undo."""

import io
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError

from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.jobs import schedule
from app.core.parsing import field_errors
from app.core.records.record_type import RecordType
from app.core.storage import object_key
from app.core.uow import View, Work, unit_of_work
from app.crm.importing.detecting import dialect_of, known_encoding, refuse_other_formats
from app.crm.importing.people import load_people, load_stages
from app.crm.importing.plan import importable, make_plan, plain, require_creations
from app.crm.importing.running import KIND
from app.crm.importing.schemas import Mapping, Options
from app.crm.importing.source import BadFile, Source
from app.crm.importing.state import import_json, lock_import, record_created, save_import
from app.crm.importing.undoing import count_undoable
from app.crm.importing.uploads import Upload

MAPPING: TypeAdapter[Mapping] = TypeAdapter(Mapping)


def parse_form(upload: Upload) -> tuple[RecordType, Mapping, Options]:
    """The parts beside the file; raises Invalid naming each wrong one."""
    kind = importable(upload.fields.get("type", b"").decode("utf-8", "replace").strip())
    if b"\\u0000" in b"".join(upload.fields.values()):
        raise Invalid("Text may not contain NUL characters.")
    wrong: dict[str, str] = {}
    mapping: Mapping = {}
    options = Options()
    for name, adapter in (("mapping", MAPPING), ("options", TypeAdapter(Options))):
        raw = upload.fields.get(name, b"").strip() or b"{}"
        try:
            content = orjson.loads(raw)
            parsed = adapter.validate_python(content, strict=False)
        except (orjson.JSONDecodeError, RecursionError):
            wrong[name] = "Not valid JSON."
        except ValidationError as error:
            wrong |= {f"{name}.{path}": sentence for path, sentence in field_errors(error).items()}
        else:
            if isinstance(parsed, Options):
                options = parsed
            else:
                mapping = parsed
    if wrong:
        raise Invalid(fields=wrong)
    return kind, mapping, options


async def create_import(
    actor: Actor,
    import_id: UUID,
    kind: RecordType,
    mapping: Mapping,
    options: Options,
    upload: Upload,
) -> str:
    """Start the import of a file that is stored under this id; returns its JSON text.

    Raises Invalid or Forbidden with `details.fields` for everything that can be known before the
    rows are read.
    """
    header, options = read_header(upload, options)
    async with unit_of_work(actor) as work:
        work.require("imports", "create")
        work.require(kind.name, "create")
        plan = await make_plan(work, kind, mapping, options, header)
        require_creations(work, plan)
        await _check_places(work, kind, options)
        await work.execute(
            """INSERT INTO imports (tenant_id, id, owner_id, type, file_name, object_key, mapping,
                                    options, outcome, created_by, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9::jsonb, $3, $3)""",
            actor.tenant_id,
            import_id,
            actor.user_id,
            kind.name,
            upload.file_name,
            object_key(actor.tenant_id, KIND, import_id),
            orjson.dumps(plain(mapping)).decode(),
            options.model_dump_json(exclude_defaults=True),
            orjson.dumps({"header": header}).decode(),
        )
        await schedule(work, "run_import", import_id)
        text = await import_json(work, import_id)
        record_created(work, text)
        return text


def read_header(upload: Upload, options: Options) -> tuple[list[str], Options]:
    """The column names, and the options with encoding and delimiter as found out. Raises Invalid."""
    try:
        refuse_other_formats(upload.head)
        encoding = (
            known_encoding(options.encoding) if options.encoding else upload.encodings.found()
        )
        delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter or "", options.delimiter)
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise Invalid(fields={"options.delimiter": "Use one character, or tab."})
        dialect = dialect_of(upload.head, encoding, delimiter=delimiter, whole=upload.whole)
        source = Source(io.BytesIO(upload.head), dialect)
        if upload.whole and not source.take(1):
            raise BadFile("The file has column names but no rows.")
    except BadFile as error:
        raise Invalid(fields={"file": str(error)}) from error
    found = {"encoding": encoding, "delimiter": dialect.delimiter}
    return source.header, options.model_copy(update=found)


async def _check_places(view: View, kind: RecordType, options: Options) -> None:
    """Pipeline, stage and owner that the options name must be there."""
    if kind.name == "deals":
        stages = await load_stages(view, options.pipeline_id)
        if options.stage_id:
            stages.by_id(options.stage_id)
    if options.owner_id:
        people = await load_people(view)
        if str(options.owner_id) not in people.by_key:
            raise Invalid(fields={"options.owner_id": "There is no such active member."})


async def undo(actor: Actor, import_id: UUID) -> str:
    """Have what an import made moved to the trash; a running one stops. Returns its JSON text.

    Raises NotFound, Forbidden, or Conflict `already_undone`.
    """
    async with unit_of_work(actor) as work:
        job = await lock_import(work, import_id)
        work.require_row("imports", "update", job.owner_id)
        if job.status == "undone":
            raise Conflict("This import has been undone already.", code="already_undone")
        if not job.undoing:
            await _begin_undo(work, import_id)
        return await import_json(work, import_id)


async def _begin_undo(work: Work, import_id: UUID) -> None:
    job = await lock_import(work, import_id)
    job.outcome["undo"] = {"total": await count_undoable(work, job), "done": 0}
    job.outcome["undone_by"] = str(work.actor.user_id) if work.actor.user_id else None
    job.status = "running"
    await save_import(work, job, finished_at=None)
    await schedule(work, "undo_import", import_id)
