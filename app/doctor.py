"""`salespulse doctor`: look at everything we stand on, and say what is wrong and what to do."""

import asyncio

import asyncpg
from redis.exceptions import RedisError
from rich.console import Console

from app.config import Settings
from app.core.errors import Unavailable
from app.core.mail import NotNow, greet, sender_of
from app.core.migrate import pending
from app.core.privileges import unsafe_role
from app.core.runtime import connect_redis
from app.core.storage import require_storage
from app.local.doctor import Finding, diagnose
from app.local.services import ServicesError, local_services

TIMEOUT = 5.0  # seconds for each check


async def examine(settings: Settings) -> int:
    """Print a line for each check; returns the exit code: 0 if all is well, 1 if not."""
    console = Console(highlight=False)
    findings = await asyncio.to_thread(diagnose, settings)
    _print(console, findings)
    if all(finding.ok for finding in findings):
        try:
            async with local_services(settings) as ready:
                more = [await _database(ready), await _redis(ready), await _storage(ready)]
            if settings.smtp_url:
                more.append(await _mail(settings))
        except ServicesError as error:
            more = [Finding("services", False, str(error))]
        _print(console, more)
        findings = [*findings, *more]
    wrong = sum(not finding.ok for finding in findings)
    console.print("All is well." if not wrong else f"{wrong} of {len(findings)} need attention.")
    return 1 if wrong else 0


def _print(console: Console, findings: list[Finding]) -> None:
    for finding in findings:
        mark = "[green]ok[/]  " if finding.ok else "[red]FAIL[/]"
        console.print(f"{mark}  {finding.name:<20} {finding.message}")


async def _database(settings: Settings) -> Finding:
    url = settings.database_url or ""
    try:
        async with asyncio.timeout(TIMEOUT):
            problem = await unsafe_role(url)
            missing = await pending(url)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return Finding("database", False, f"can't be reached: {error or 'timeout'}")
    if problem:
        return Finding("database", False, problem)
    if missing:
        return Finding("database", False, f"{len(missing)} migrations: run `salespulse migrate`")
    return Finding("database", True, "reachable, migrated, with a role that is bound by its rows")


async def _redis(settings: Settings) -> Finding:
    client = connect_redis(settings.redis_url or "", timeout=TIMEOUT)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return Finding("redis", False, f"can't be reached: {error}")
    finally:
        await client.aclose()
    return Finding("redis", True, "answers")


async def _storage(settings: Settings) -> Finding:
    if settings.s3 is None:
        return Finding("storage", False, "set S3_ENDPOINT")
    try:
        await asyncio.to_thread(require_storage, settings.s3)
    except Unavailable as error:
        return Finding("storage", False, f"can't be used: {error.__cause__ or error}")
    return Finding("storage", True, f"bucket {settings.s3.bucket} can be asked for")


async def _mail(settings: Settings) -> Finding:
    try:
        await greet(settings)
    except NotNow as error:
        return Finding("mail", False, f"SMTP_URL can't be used: {error}")
    return Finding("mail", True, f"the server answers; mail comes from {sender_of(settings)}")
