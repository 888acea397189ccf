"""Notes have a history by sittings, know who wrote what and who is mentioned, and can be found."""

from tortoise import BaseDBAsyncClient

from app.core.schema import across_tenants, tenant_table

RUN_IN_TRANSACTION = True

# A version is "all updates up to number n". `n` is in no index: while a sitting goes on it moves with
# every update, and the row must stay where it is.
HISTORY = tenant_table(
    "note_versions",
    """note_id uuid NOT NULL,
    n bigint NOT NULL,
    authors uuid[] NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz NOT NULL DEFAULT now(),
    restored_from timestamptz""",
    references={"note_id CASCADE": "notes"},
    indexes=["(tenant_id, note_id)"],
) + tenant_table(
    "note_writers",
    """note_id uuid NOT NULL,
    client bigint NOT NULL,
    clock bigint NOT NULL,
    until bigint NOT NULL,
    user_id uuid""",
    references={"note_id CASCADE": "notes"},
    indexes=["UNIQUE (tenant_id, note_id, client, clock)"],
)

# What was written before has one version, by whoever is still known to have written it.
READ = ("notes", "note_updates", "note_versions")
BACKFILL = """
INSERT INTO note_versions (tenant_id, note_id, n, authors, started_at, ended_at)
SELECT tenant_id, note_id, max(n),
       coalesce(array_agg(DISTINCT author_id) FILTER (WHERE author_id IS NOT NULL), '{}'),
       min(at), max(at)
  FROM note_updates GROUP BY tenant_id, note_id;
"""

# As before, and for tables without custom fields too; words far down a long text are found as well.
FOLLOW = """
CREATE OR REPLACE FUNCTION search_docs_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    record_row jsonb := to_jsonb(NEW);
    words text := '';
BEGIN
    IF NEW.deleted_at IS NOT NULL THEN
        DELETE FROM search_docs
         WHERE tenant_id = NEW.tenant_id AND kind = TG_ARGV[0] AND record_id = NEW.id;
        RETURN NULL;
    END IF;
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        words := words || ' ' || coalesce(record_row ->> TG_ARGV[i], '');
    END LOOP;
    IF record_row -> 'custom' <> '{}' THEN
        words := words || ' ' || coalesce(
            (SELECT string_agg(value #>> '{}', ' ') FROM jsonb_each(record_row -> 'custom')), '');
    END IF;
    words := left(btrim(fold(words)), 24000);
    INSERT INTO search_docs (tenant_id, kind, record_id, name, txt, doc)
    VALUES (NEW.tenant_id, TG_ARGV[0], NEW.id,
            fold(coalesce(record_row ->> TG_ARGV[1], '')), left(words, 8000),
            to_tsvector('simple', words))
    ON CONFLICT (tenant_id, kind, record_id)
        DO UPDATE SET name = excluded.name, txt = excluded.txt, doc = excluded.doc;
    RETURN NULL;
END $$;
"""

FOUND = """
CREATE TRIGGER search_docs AFTER INSERT OR UPDATE OF title, text, deleted_at ON notes
    FOR EACH ROW EXECUTE FUNCTION search_docs_follow('notes', 'title', 'text');
CREATE TRIGGER search_docs_delete AFTER DELETE ON notes
    FOR EACH ROW EXECUTE FUNCTION search_docs_forget('notes');
UPDATE notes SET title = title;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return (
        "ALTER TABLE notes ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}';"
        + HISTORY
        + across_tenants(READ, BACKFILL + FOLLOW + FOUND)
    )


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TRIGGER search_docs ON notes;
DROP TRIGGER search_docs_delete ON notes;
DELETE FROM search_docs WHERE kind = 'notes';
DROP TABLE note_writers;
DROP TABLE note_versions;
ALTER TABLE notes DROP COLUMN mentions;
"""
