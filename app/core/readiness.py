"""Data sets that have to be there before this installation may call itself ready.

The rows are in PostgreSQL, so that every instance says the same, and so that a load that was killed
keeps saying no until it has been finished.
"""

from app.core.db import pool


async def begin_loading(name: str) -> None:
    """From now on `/ready` answers 503 on every instance, until `end_loading(name)`."""
    await pool().execute("INSERT INTO loading (name) VALUES ($1) ON CONFLICT DO NOTHING", name)


async def end_loading(name: str) -> None:
    """This data set is complete."""
    await pool().execute("DELETE FROM loading WHERE name = $1", name)


async def still_loading() -> list[str]:
    """The data sets that are not complete yet."""
    return [row["name"] for row in await pool().fetch("SELECT name FROM loading ORDER BY name")]
