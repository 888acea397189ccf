"""kill -9 of any part."""

import time
from pathlib import Path

import psutil
import pytest

from app.local.services import Membership, join
from tests.local.house import (
    SERVICES,
    alive,
    get,
    hello,
    inhabitants,
    kill,
    member,
    pids,
    put,
    redis_client,
    services,
    settings_for,
    sql,
    until,
    until_works,
)


def use(membership: Membership, name: str) -> None:
    """One exchange with a service at the address handed out when we joined."""
    settings = membership.settings
    if name == "postgresql":
        sql(settings.database_owner_url, "create temporary table t as select 1")
    elif name == "redis":
        with redis_client(settings.redis_url) as client:
            client.incr("uses")
    else:
        put(settings.s3, "used", b"used")


@pytest.mark.parametrize("name", SERVICES)
def test_a_killed_service_comes_back(data_dir: Path, name: str) -> None:
    """A service that dies is back at the same address at once, the others don't notice."""
    with join(settings_for(data_dir, only=[name, "redis"])) as joined:
        killed_and_back(joined, data_dir, name)


def killed_and_back(joined: Membership, data_dir: Path, name: str) -> None:
    """Kill a service while it is being used."""
    use(joined, name)
    before, addresses = pids(data_dir), services(data_dir)[name]["address"]
    kill(before[name])
    until(lambda: not alive(before[name]))
    took = until_works(lambda: use(joined, name))
    until(lambda: pids(data_dir)[name] != before[name])
    after = pids(data_dir)
    assert services(data_dir)[name]["address"] == addresses
    assert {n: p for n, p in after.items() if n != name} == {
        n: p for n, p in before.items() if n != name
    }
    assert took < 10


def test_what_was_committed_survives_the_death_of_postgresql(
    joined: Membership, data_dir: Path
) -> None:
    """After kill -9 of PostgreSQL under open connections every committed row is there."""
    url = joined.settings.database_owner_url
    sql(url, "create table kept (n int)")
    for number in range(20):
        sql(url, f"insert into kept values ({number})")
    kill(pids(data_dir)["postgresql"])
    until_works(lambda: sql(url, "select 1"))
    assert sql(url, "select count(*) from kept") == 20


@pytest.mark.slow
def test_a_service_that_keeps_dying_is_not_given_up(data_dir: Path) -> None:
    """Killed again and again, Valkey still comes back at its address, with what it was told to keep."""
    with join(settings_for(data_dir, only=["redis"])) as membership:
        with redis_client(membership.settings.redis_url) as client:
            client.set("kept", "kept")
        time.sleep(1.1)  # Valkey writes to disk every second
        for _ in range(4):
            kill(pids(data_dir)["redis"])
            until_works(lambda: use(membership, "redis"))
        with redis_client(membership.settings.redis_url) as client:
            assert client.get("kept") == "kept"


def test_a_killed_member_has_left(data_dir: Path) -> None:
    """The services of a member that is killed end as if it had left."""
    process = member(data_dir)
    hello(process)
    running = pids(data_dir)
    assert all(map(alive, running.values()))
    process.kill()
    process.wait()
    until(lambda: not any(map(alive, running.values())))


def test_a_killed_supervisor_is_replaced(joined: Membership, data_dir: Path) -> None:
    """Its members start another, which takes the running services over without a break."""
    use(joined, "redis")
    sql(joined.settings.database_owner_url, "create table kept as select 42 as answer")
    before = pids(data_dir)
    kill(before["supervisor"])
    until(lambda: pids(data_dir).get("supervisor") != before["supervisor"])
    until(lambda: set(pids(data_dir)) == set(before))
    after = pids(data_dir)
    assert {name: after[name] for name in SERVICES} == {name: before[name] for name in SERVICES}
    assert sql(joined.settings.database_owner_url, "select answer from kept") == 42
    # The new one watches too.
    kill(after["redis"])
    until_works(lambda: use(joined, "redis"))


@pytest.mark.slow
def test_a_supervisor_asked_to_stop_stops_its_services(data_dir: Path) -> None:
    """SIGTERM ends everything in order; members that live on start it again at the same addresses."""
    with join(settings_for(data_dir, only=["postgresql", "redis"])) as membership:
        url = membership.settings.database_owner_url
        sql(url, "create table kept as select 42 as answer")
        before = pids(data_dir)
        psutil.Process(before["supervisor"]).terminate()
        until(lambda: not any(map(alive, before.values())))
        log = (data_dir / "logs" / "postgresql.log").read_text()
        assert "database system is shut down" in log
        until_works(lambda: use(membership, "redis"))
        until_works(lambda: sql(url, "select 1"))
        assert sql(url, "select answer from kept") == 42


@pytest.mark.slow
def test_services_left_by_the_dead_are_stopped(data_dir: Path) -> None:
    """When supervisor and members are all killed, the next member's leaving ends what they left."""
    process = member(data_dir)
    said = hello(process)
    running = pids(data_dir)
    process.kill()
    process.wait()
    kill(running["supervisor"])
    assert all(alive(running[name]) for name in SERVICES)
    # This one does not even ask for PostgreSQL or S3.
    with join(settings_for(data_dir, only=["redis"])) as membership:
        assert membership.settings.redis_url == said["redis_url"]
    until(lambda: not inhabitants(data_dir))


@pytest.mark.slow
def test_everything_killed_at_once(data_dir: Path) -> None:
    """As after a power cut, the next start finds the data."""
    process = member(data_dir)
    said = hello(process)
    sql(said["database_url"], "select 1")
    owner = services(data_dir)["postgresql"]["owner_address"]
    sql(owner, "create table kept as select 42 as answer")
    for victim in [*inhabitants(data_dir), psutil.Process(process.pid)]:
        victim.kill()
    process.wait()
    with join(settings_for(data_dir)) as membership:
        assert membership.settings.database_url == said["database_url"]
        assert sql(membership.settings.database_owner_url, "select answer from kept") == 42
        put(membership.settings.s3, "after", b"after")
        assert get(membership.settings.s3, "after") == b"after"


def test_a_pid_file_that_names_an_innocent_process(data_dir: Path) -> None:
    """After a reboot PostgreSQL's stale pid file may name any process; it starts all the same."""
    with join(settings_for(data_dir, only=["postgresql"])):
        pid = pids(data_dir)["postgresql"]
        text = (data_dir / "postgresql" / "postmaster.pid").read_text()
    until(lambda: not inhabitants(data_dir))
    innocent = str(psutil.Process().pid)
    (data_dir / "postgresql" / "postmaster.pid").write_text(text.replace(str(pid), innocent, 1))
    with join(settings_for(data_dir, only=["postgresql"])) as membership:
        assert sql(membership.settings.database_url, "select 1") == 1


@pytest.mark.parametrize("name", ["services.json", "credentials.json"])
def test_a_broken_file_is_made_anew(data_dir: Path, name: str) -> None:
    """A file cut short by a full disk or a crash costs nothing but, perhaps, the old addresses."""
    with join(settings_for(data_dir)) as membership:
        sql(membership.settings.database_owner_url, "create table kept as select 42 as answer")
    until(lambda: not inhabitants(data_dir))
    (data_dir / name).write_text('{"prot')
    with join(settings_for(data_dir)) as membership:
        assert sql(membership.settings.database_owner_url, "select answer from kept") == 42
        use(membership, "redis")
        use(membership, "s3")
