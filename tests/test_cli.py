"""The `salespulse` command as a shell sees it: clear errors, right exit codes, safe migrations."""

import asyncio
import os
import sys
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.config import Settings

COMMANDS = (
    "serve",
    "realtime",
    "worker",
    "migrate",
    "seed",
    "demo",
    "import",
    "doctor",
    "create-superadmin",
)


def _environment(settings: Settings, **more: str) -> dict[str, str]:
    assert settings.s3 and settings.database_url and settings.redis_url
    assert settings.database_owner_url
    mine = {k: v for k, v in os.environ.items() if not k.startswith("SALESPULSE_")}
    return {
        **mine,
        "SALESPULSE_ENV": "test",
        "SALESPULSE_DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "REDIS_URL": settings.redis_url,
        "S3_ENDPOINT": settings.s3.endpoint,
        "S3_ACCESS_KEY": settings.s3.access_key,
        "S3_SECRET_KEY": settings.s3.secret_key,
        "S3_BUCKET": settings.s3.bucket,
        **more,
    }


async def _run(*arguments: str, env: dict[str, str]) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.cli",
        *arguments,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_explains_itself(settings, command):
    """Each command takes --help."""
    code, out, _ = await _run(command, "--help", env=_environment(settings))
    assert code == 0 and "Usage:" in out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"SALESPULSE_ENV": "staging"}, "SALESPULSE_ENV"),
        ({"SALESPULSE_COLOUR": "blue"}, "SALESPULSE_COLOUR is not a setting"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"S3_BUCKET": ""}, "S3_BUCKET"),
        ({"RATE_LIMITS": "maybe"}, "RATE_LIMITS"),
        ({"SALESPULSE_ENV": "production", "SECRET_KEY": ""}, "SECRET_KEY is required"),
        ({"SALESPULSE_ENV": "production", "SECRET_KEY": "short"}, "32 characters"),
        ({"SALESPULSE_ENV": "production", "RATE_LIMITS": "off"}, "refused in production"),
        (
            {"SALESPULSE_ENV": "production", "WEBHOOKS_ALLOW_PRIVATE": "1"},
            "refused in production",
        ),
    ],
)
async def test_wrong_settings_exit_2_with_a_sentence(settings, wrong, says):
    """A missing, unknown or invalid setting is one clear line on stderr and exit code 2."""
    code, _, err = await _run("serve", env=_environment(settings, **wrong))
    assert code == 2
    assert says in err and "Traceback" not in err


@pytest.mark.parametrize("command", ["serve", "realtime", "worker"])
async def test_a_role_that_owns_the_tables_is_refused(settings, command):
    """Row-level security does not bind an owner as it should: such a role exits 2."""
    env = _environment(settings, DATABASE_URL=settings.database_owner_url, PORT="8999")
    code, _, err = await _run(command, env=env)
    assert code == 2
    assert "owns the tables" in err


async def test_migrating_twice_at_once(settings):
    """Two machines that migrate at the same moment end with one complete schema."""
    owner = await asyncpg.connect(settings.database_owner_url)
    await owner.execute("CREATE DATABASE migrated_twice")
    try:
        urls = {
            "DATABASE_OWNER_URL": _database(settings.database_owner_url, "migrated_twice"),
            "DATABASE_URL": _database(settings.database_url, "migrated_twice"),
        }
        env = _environment(settings, **urls)
        results = await asyncio.gather(*(_run("migrate", env=env) for _ in range(2)))
        assert [code for code, _, _ in results] == [0, 0], results
        applied = sorted(out.split() for _, out, _ in results)
        assert ["nothing", "to", "do"] in applied
        code, out, _ = await _run("migrate", env=env)
        assert (code, out.strip()) == (0, "nothing to do")
    finally:
        await owner.execute("DROP DATABASE migrated_twice WITH (FORCE)")
        await owner.close()


def _database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
