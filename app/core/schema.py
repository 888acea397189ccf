"""SQL that migrations are made of, so that every tenant table is isolated in the same way.

A table made by `tenant_table` has: the composite key `(tenant_id, id)`, composite foreign keys, forced
row-level security bound to `app.tenant_id`, and indexes led by the tenant. `grants` gives the app role
what it needs and no more; it runs after every migration.
"""

from collections.abc import Mapping, Sequence

TENANT_POLICY = "tenant_id = (SELECT current_tenant())"

RECORD = """
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    deleted_at timestamptz"""

OWNED = f"""{RECORD},
    owner_id uuid,
    tags text[] NOT NULL DEFAULT '{{}}',
    custom jsonb NOT NULL DEFAULT '{{}}',
    import_id uuid"""

# Tables whose grants differ from select, insert, update, delete.
GRANTS: Mapping[str, str] = {
    "aerich": "SELECT",
    "search_docs": "",  # only through search_ids(), which knows the tenant
    "field_index": "SELECT",  # written by its trigger
    "events": "SELECT, INSERT",
    "tenant_heads": "SELECT, INSERT, UPDATE",
    "reader_cursors": "SELECT, INSERT, UPDATE",
    "users": "SELECT, INSERT, UPDATE",
    "tenants": "SELECT, INSERT, UPDATE",
}


def tenant_table(
    name: str,
    columns: str,
    *,
    key: Sequence[str] = ("tenant_id", "id"),
    references: Mapping[str, str] | None = None,
    people: Sequence[str] = (),
    indexes: Sequence[str] = (),
) -> str:
    """A tenant's table. `references` maps a column to the table whose `(tenant_id, id)` it names.

    A column ending in ` CASCADE` goes with what it refers to; the others are set to null.
    """
    lines = [f"CREATE TABLE {name} (", "    tenant_id uuid NOT NULL,"]
    if key == ("tenant_id", "id"):
        lines.append("    id uuid NOT NULL DEFAULT uuidv7(),")
    lines.append(f"    {columns.strip()},")
    lines.append(f"    PRIMARY KEY ({', '.join(key)})")
    lines.append(");")
    for column, table in (references or {}).items():
        lines.append(_foreign_key(name, column, f"{table} (tenant_id, id)"))
    lines += [_foreign_key(name, column, "members (tenant_id, user_id)") for column in people]
    lines += [_index(name, index, number) for number, index in enumerate(indexes, 1)]
    return "\n".join(lines) + "\n" + isolate(name)


def _foreign_key(table: str, column: str, target: str) -> str:
    column, _, cascade = column.partition(" ")
    action = "CASCADE" if cascade else f"SET NULL ({column})"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fk"
        f" FOREIGN KEY (tenant_id, {column}) REFERENCES {target} ON DELETE {action};"
    )


def _index(table: str, index: str, number: int) -> str:
    unique = "UNIQUE " if index.startswith("UNIQUE ") else ""
    body = index.removeprefix("UNIQUE ")
    return f"CREATE {unique}INDEX {table}_{number} ON {table} {body};"


def isolate(name: str) -> str:
    """Forced row-level security: rows of the current tenant, and nothing when none is set."""
    return f"""
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {name} USING ({TENANT_POLICY}) WITH CHECK ({TENANT_POLICY});
"""


def across_tenants(tables: Sequence[str], sql: str) -> str:
    """Run `sql` over the rows of all tenants: forced row-level security binds the owner too."""
    free = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n" for table in tables)
    return free + sql + free.replace("NO FORCE", "FORCE")


def searchable(table: str, kind: str, columns: Sequence[str]) -> str:
    """Keep `search_docs` in step with a table; the first column is the record's name."""
    arguments = ", ".join(f"'{text}'" for text in (kind, *columns))
    watched = ", ".join((*columns, "custom", "deleted_at"))
    return f"""
CREATE TRIGGER search_docs AFTER INSERT OR UPDATE OF {watched} ON {table}
    FOR EACH ROW EXECUTE FUNCTION search_docs_follow({arguments});
CREATE TRIGGER search_docs_delete AFTER DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION search_docs_forget('{kind}');
"""


def field_indexed(table: str, kind: str) -> str:
    """Keep `field_index` (tags and custom fields, typed for index use) in step with a table."""
    return f"""
CREATE TRIGGER field_index_insert AFTER INSERT ON {table} FOR EACH ROW
    WHEN (NEW.custom <> '{{}}' OR NEW.tags <> '{{}}')
    EXECUTE FUNCTION field_index_follow('{kind}');
CREATE TRIGGER field_index_update AFTER UPDATE OF custom, tags ON {table} FOR EACH ROW
    WHEN (NEW.custom IS DISTINCT FROM OLD.custom OR NEW.tags IS DISTINCT FROM OLD.tags)
    EXECUTE FUNCTION field_index_follow('{kind}');
CREATE TRIGGER field_index_delete AFTER DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION field_index_follow('{kind}');
"""


def grants(role: str, tables: Sequence[str]) -> str:
    """What the app role may do; everything not given is taken away."""
    quoted = '"' + role.replace('"', '""') + '"'
    lines = [f"GRANT USAGE ON SCHEMA public TO {quoted};"]
    for table in tables:
        rights = GRANTS.get(table, "SELECT, INSERT, UPDATE, DELETE")
        lines.append(f"REVOKE ALL ON {table} FROM {quoted};")
        if rights:
            lines.append(f"GRANT {rights} ON {table} TO {quoted};")
    lines.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted};")
    lines.append(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {quoted};")
    return "\n".join(lines)
