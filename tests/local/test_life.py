"""From the first join to the last leave."""

import asyncio
import stat
import threading
import time
from pathlib import Path

import pytest

from app.local.services import Membership, ServicesError, join, local_services
from tests.local.house import (
    SERVICES,
    alive,
    get,
    hello,
    inhabitants,
    member,
    pids,
    put,
    redis_client,
    services,
    settings_for,
    sql,
    until,
)


def test_each_service_is_usable(joined: Membership, data_dir: Path) -> None:
    """The addresses handed out work with the clients the application uses."""
    settings = joined.settings
    sql(settings.database_owner_url, "create extension pg_trgm; create extension btree_gist")
    sql(settings.database_owner_url, "create table kept (word text)")
    assert sql(settings.database_url, "select current_user::text") == "salespulse_app"
    with redis_client(settings.redis_url) as client:
        assert client.set("greeting", "hello")
        assert client.get("greeting") == "hello"
    put(settings.s3, "tenant/file.txt", b"content")
    assert get(settings.s3, "tenant/file.txt") == b"content"
    on_disk = data_dir / "s3" / "buckets" / "salespulse" / "tenant" / "file.txt"
    assert on_disk.read_bytes() == b"content", "an acknowledged object must be in its folder"


def test_roles_are_as_in_production(joined: Membership) -> None:
    """Neither role is a superuser or passes row security, and the application's role owns nothing."""
    for url in (joined.settings.database_url, joined.settings.database_owner_url):
        risky = "select rolsuper or rolbypassrls or rolcreaterole from pg_roles"
        assert sql(url, f"{risky} where rolname = current_user") is False
    app = joined.settings.database_url
    assert sql(app, "select has_schema_privilege('public', 'create')") is False
    assert sql(
        app, "select pg_get_userbyid(datdba) from pg_database where datname = 'salespulse'"
    ) == ("salespulse_owner")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("server_encoding", "UTF8"),
    ],
)
def test_postgresql_is_set_up_for_truth(shared: Membership, setting: str, value: str) -> None:
    """What is committed is on disk, nobody reaches it over the network, and time is UTC."""
    assert sql(shared.settings.database_url, f"select current_setting('{setting}')") == value


def test_search_knows_letters_beyond_ascii(shared: Membership) -> None:
    """Full-text and trigram search take Müller and Łódź as words, on any machine's locale."""
    url = shared.settings.database_url
    found = sql(url, "select to_tsvector('simple', 'Müller, Łódź')::text")
    assert found == "'müller':1 'łódź':2"


def test_services_file_names_pids_and_addresses(shared: Membership, shared_dir: Path) -> None:
    """services.json tells each service's pid and address, to its owner only."""
    said = services(shared_dir)
    assert said["postgresql"]["address"] == shared.settings.database_url
    assert said["redis"]["address"] == shared.settings.redis_url
    assert shared.settings.s3
    assert said["s3"]["address"] == shared.settings.s3.endpoint
    assert all(alive(pid) for pid in pids(shared_dir).values())
    assert set(pids(shared_dir)) == {*SERVICES, "supervisor"}
    for name in ("services.json", "credentials.json"):
        assert stat.S_IMODE((shared_dir / name).stat().st_mode) == 0o600


@pytest.mark.slow
def test_everything_ends_after_the_last_member(data_dir: Path) -> None:
    """Services outlive the first of two members and end soon after the second."""
    first = join(settings_for(data_dir))
    second = join(settings_for(data_dir))
    running = pids(data_dir)
    assert second.settings.redis_url == first.settings.redis_url
    first.close()
    first.close()
    time.sleep(1.8)  # longer than the grace
    assert all(map(alive, running.values()))
    second.close()
    until(lambda: not any(map(alive, running.values())))
    until(lambda: not (data_dir / "services.json").exists())
    last_line = (data_dir / "logs" / "postgresql.log").read_text().splitlines()[-1]
    assert last_line.endswith("database system is shut down"), "PostgreSQL was not stopped properly"


@pytest.mark.slow
def test_addresses_and_content_outlive_a_stop(data_dir: Path) -> None:
    """The next start has the same addresses, and everything is still there."""
    with join(settings_for(data_dir)) as membership:
        before = membership.settings
        sql(before.database_owner_url, "create table kept as select 42 as answer")
        put(before.s3, "kept", b"kept")
        with redis_client(before.redis_url) as client:
            client.set("kept", "kept")
    until(lambda: not inhabitants(data_dir))
    with join(settings_for(data_dir)) as membership:
        after = membership.settings
        assert after == before
        assert sql(after.database_owner_url, "select answer from kept") == 42
        assert get(after.s3, "kept") == b"kept"
        with redis_client(after.redis_url) as client:
            assert client.get("kept") == "kept"


def test_two_that_start_at_once_are_one_system(data_dir: Path) -> None:
    """Three processes that start together in an empty directory share one supervisor."""
    processes = [member(data_dir) for _ in range(3)]
    try:
        said = [hello(process) for process in processes]
        assert said[0]["database_url"]
        assert said[0] == said[1] == said[2]
        supervisors = [p for p in inhabitants(data_dir) if "app.local.supervisor" in p.cmdline()]
        assert len(supervisors) == 1
    finally:
        for process in processes:
            process.communicate()


@pytest.mark.slow
def test_joining_while_the_last_one_leaves(data_dir: Path) -> None:
    """Whatever moment of the stop one joins at, the services it gets stay."""
    for wait in (1.0, 1.05, 1.15):
        join(settings_for(data_dir, only=["redis"])).close()
        time.sleep(wait)
        with join(settings_for(data_dir, only=["redis"])) as again:
            time.sleep(0.3)
            with redis_client(again.settings.redis_url) as client:
                assert client.ping()


def test_only_services_without_an_address_run(data_dir: Path) -> None:
    """A service whose address is given is left alone, until a member without it joins."""
    with join(settings_for(data_dir, only=["redis"])) as membership:
        assert set(pids(data_dir)) == {"supervisor", "redis"}
        assert membership.settings.database_url == "postgresql://nobody@192.0.2.1/none"
        assert membership.settings.database_owner_url is None
        with join(settings_for(data_dir, only=["s3"])):
            assert set(pids(data_dir)) == {"supervisor", "redis", "s3"}


def test_nothing_runs_when_every_address_is_given(data_dir: Path) -> None:
    """With all addresses set there is nothing to join and the data directory stays untouched."""
    given = settings_for(data_dir, only=["redis"])
    complete = given.with_services(
        database_url=given.database_url or "",
        database_owner_url=None,
        redis_url="redis://192.0.2.1/0",
        s3=given.s3,  # type: ignore[arg-type]
    )
    with join(complete) as membership:
        assert membership.settings == complete
    assert not data_dir.exists()


async def test_in_an_event_loop(data_dir: Path) -> None:
    """`local_services` keeps the services for the length of its block."""
    async with local_services(settings_for(data_dir, only=["redis"])) as settings:
        running = pids(data_dir)
        assert settings.redis_url
    await asyncio.to_thread(until, lambda: not any(map(alive, running.values())))


async def test_cancelled_while_joining(data_dir: Path) -> None:
    """Ctrl-C during the first start leaves nothing running."""

    async def stay() -> None:
        async with local_services(settings_for(data_dir)):
            raise AssertionError("never reached")

    task = asyncio.create_task(stay())
    await asyncio.sleep(0.4)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_waiting_can_be_abandoned(data_dir: Path) -> None:
    """Another thread can end the wait for the services."""
    abandoned = threading.Event()
    abandoned.set()
    with pytest.raises(ServicesError, match="given up"):
        join(settings_for(data_dir), abandoned=abandoned)
