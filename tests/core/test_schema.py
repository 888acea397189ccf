"""The models and the migrations describe the same tables."""

import re
from pathlib import Path

from tortoise import Tortoise

from app.core.uow import snapshot

# Columns that PostgreSQL keeps by itself.
GENERATED = {"name_sort", "name_key", "role_id"}


async def test_models_and_tables_agree(make_org):
    """Every model's columns are its table's, so that aerich's next migration starts from the truth."""
    org = await make_org()
    async with snapshot(org.system) as view:
        rows = await view.fetch(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
    tables: dict[str, set[str]] = {}
    for row in rows:
        tables.setdefault(row["table_name"], set()).add(row["column_name"])
    for name, model in Tortoise.apps["app"].items():
        meta = model._meta
        if name == "Aerich":
            continue
        columns = set(meta.fields_db_projection.values())
        found = tables[meta.db_table] - GENERATED
        # Keys are composite in the database; a model may need one column of its own to have a key.
        assert columns - {"id"} == found - {"id"}, meta.db_table
    modelled = {m._meta.db_table for m in Tortoise.apps["app"].values()}
    unmodelled = set(tables) - modelled
    assert unmodelled <= {"search_docs", "field_index", "loading"}, unmodelled


async def test_every_table_says_what_bounds_it(make_org):
    """A table that nobody has thought about grows for ever: each is in docs/architecture.md."""
    text = (Path(__file__).parents[2] / "docs/architecture.md").read_text()
    thought_of = set(re.findall(r"`(\w+)`", text.partition("## What grows")[2]))
    org = await make_org()
    async with snapshot(org.system) as view:
        rows = await view.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row["tablename"] for row in rows} - thought_of == set()
