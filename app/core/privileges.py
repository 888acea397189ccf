"""The database role we run as must not be able to step around row-level security."""

import asyncpg

CHECK = """
SELECT r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                  AND pg_has_role(current_user, c.relowner, 'USAGE')) AS owns
  FROM pg_roles r WHERE r.rolname = current_user
"""


async def unsafe_role(database_url: str) -> str | None:
    """A sentence if the role of `database_url` is not safe to run with, else None."""
    connection = await asyncpg.connect(database_url)
    try:
        row = await connection.fetchrow(CHECK)
    finally:
        await connection.close()
    if row is None or row["rolsuper"]:
        return "DATABASE_URL's role is a superuser, which row-level security does not bind."
    if row["rolbypassrls"]:
        return "DATABASE_URL's role has BYPASSRLS: it would see every organisation's data."
    if row["owns"]:
        return (
            "DATABASE_URL's role owns the tables; use a role of its own (see `salespulse migrate`)."
        )
    return None
