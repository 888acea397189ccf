"""Mail to those who are away: one letter, never about what was read, proven against a mail server."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.config import Settings
from app.core import runtime as running
from app.core.presence import roll_key
from app.core.runtime import Runtime
from app.core.uow import unit_of_work
from app.together.notifications import digest
from app.together.notifications.actions import News, notify
from jobs.digest import send_digest
from jobs.worker import work
from tests.api import Api
from tests.conftest import MakeOrg
from tests.jobs.mailbox import Mailbox, receiving_mail
from tests.jobs.waiting import until
from tests.orgs import Org
from tests.together.notifications.test_notifications import comment, company, read_log


@pytest.fixture
async def mailbox(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Mailbox]:
    """A mail server that SMTP_URL names."""
    async with receiving_mail() as found:
        settings = replace(runtime.settings, smtp_url=found.url, public_url="https://crm.acme.test")
        monkeypatch.setattr(running, "_runtime", replace(runtime, settings=settings))
        yield found


async def _impatient(org: Org, *people: Api) -> None:
    """Mail them at once, not after minutes of absence."""
    async with unit_of_work(org.system) as unit:
        for person in people:
            await unit.execute(
                "INSERT INTO notification_settings (tenant_id, user_id, mail_after)"
                " VALUES ($1, $2, 0) ON CONFLICT (tenant_id, user_id) DO UPDATE SET mail_after = 0",
                org.tenant_id,
                person.user_id,
            )


async def _mention(org: Org, *said: str) -> Any:
    """Ana mentions Ben, who is not patient."""
    await _impatient(org, org.ben)
    umbra = await company(org, org.ana)
    for body in said:
        await comment(umbra, org.ana, org.ben, body=body)
    await read_log(org)
    return umbra


async def _run(org: Org) -> datetime | None:
    return await send_digest(org.tenant_id, org.ben.user_id)


async def _mail(org: Org) -> Any:
    async with unit_of_work(org.system) as unit:
        return await unit.fetchrow("SELECT * FROM mails ORDER BY created_at DESC LIMIT 1")


async def test_one_letter_about_all_that_waits(make_org: MakeOrg, mailbox: Mailbox) -> None:
    """Plain and HTML, links through PUBLIC_URL, a way out of it; and never the same again."""
    org = await make_org()
    umbra = await _mention(org, "First <b>&", "Second")
    assert await _run(org) is None
    assert await _run(org) is None
    (letter,) = mailbox.taken
    assert letter["To"] == org.email_of("ben")
    assert letter["From"] == "SalesPulse <crm@acme.test>"
    assert letter["Subject"] == "2 notifications are waiting for you"
    for kind in ("plain", "html"):
        text = mailbox.text(kind=kind)
        assert f"https://crm.acme.test/companies/{umbra['id']}" in text
        assert "Ana mentioned you on Umbra" in text and "Second" in text
        assert "https://crm.acme.test/unsubscribe?token=" in text
    assert "First &lt;b&gt;&amp;" in mailbox.text(kind="html")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (await _mail(org))["status"] == "sent"
    await _mention(org, "Third")
    await _run(org)
    assert len(mailbox.taken) == 2 and "Second" not in mailbox.text()


async def test_nothing_that_was_read_is_mailed(make_org: MakeOrg, mailbox: Mailbox) -> None:
    """What was read meanwhile is left out; when all was, there is no letter."""
    org = await make_org()
    await _mention(org, "Kept", "Read")
    newest, *_ = (await org.ben.get("/notifications")).data
    await org.ben.post(f"/notifications/{newest['id']}/read")
    await _run(org)
    assert "Kept" in mailbox.text() and "Read" not in mailbox.text()
    await _mention(org, "Also read")
    await org.ben.post("/notifications/read-all")
    assert await _run(org) is None
    assert len(mailbox.taken) == 1


async def test_nobody_is_mailed_what_they_may_not_see_any_more(
    make_org: MakeOrg, mailbox: Mailbox
) -> None:
    """The record has gone to another team before the letter was written."""
    org = await make_org()
    umbra = await _mention(org, "Secret")
    await org.admin.patch(f"/companies/{umbra['id']}", {"owner_id": str(org.cara.user_id)})
    assert await _run(org) is None
    assert mailbox.taken == []


async def test_what_is_not_mailed_hides_nothing(
    make_org: MakeOrg, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much older news lies unread that is never mailed or out of sight, a mention is mailed."""
    monkeypatch.setattr(digest, "MOST", 1)
    org = await make_org()
    secret = await _mention(org, "Secret")
    await org.admin.patch(f"/companies/{secret['id']}", {"owner_id": str(org.cara.user_id)})
    async with unit_of_work(org.system) as unit:
        await unit.execute(
            """INSERT INTO notifications (tenant_id, id, owner_id, kind, entity, entity_id, title,
                   source_seq, happened_at)
               SELECT $1, gen_random_uuid(), $2, 'deal_lost', 'deal', gen_random_uuid(), 'Lost', n,
                      now() - interval '1 day' FROM generate_series(1, 500) n""",
            org.tenant_id,
            org.ben.user_id,
        )
    await _mention(org, "Look at this")
    await _run(org)
    (letter,) = mailbox.taken
    assert letter["Subject"] == "Ana mentioned you on Umbra"
    assert "Look at this" in mailbox.text() and "Secret" not in mailbox.text()


async def test_what_comes_while_a_letter_is_made_comes_with_the_next(
    make_org: MakeOrg, mailbox: Mailbox
) -> None:
    """A reply whose change began before the letter was made, and ended after, is not taken for mailed."""
    org = await make_org()
    await _impatient(org, org.ben)
    umbra = await company(org, org.ana)
    news = partial(
        News,
        "reply",
        "company",
        UUID(umbra["id"]),
        "Umbra",
        actor_id=org.ana.user_id,
        actor_name="Ana",
    )
    assert org.ben.user_id
    async with unit_of_work(org.system) as unit:
        await notify(unit, org.ben.user_id, news(body="First", source_seq=1))
    begun, made = asyncio.Event(), asyncio.Event()

    async def another() -> None:
        async with unit_of_work(org.system) as unit:
            await unit.fetchval("SELECT now()")
            begun.set()
            await made.wait()
            await notify(unit, org.ben.user_id, news(body="Second", source_seq=2))

    growing = asyncio.create_task(another())
    await begun.wait()
    sending = await digest.begin(org.tenant_id, org.ben.user_id)
    assert sending is not None
    made.set()
    await growing
    await digest.sent(org.tenant_id, sending.mail_id)
    await _run(org)
    (letter,) = mailbox.taken
    assert letter["Subject"] == "Ana left 2 replies on Umbra" and "Second" in mailbox.text()


async def test_what_is_only_mailed_is_not_counted_for_ever(
    make_org: MakeOrg, mailbox: Mailbox
) -> None:
    """Nobody ever reads it in the app: each letter says what is new, and later it is forgotten."""
    org = await make_org()
    await org.ben.patch("/notifications/settings", {"channels": {"reply": {"in_app": False}}})
    await _impatient(org, org.ben)
    umbra = await company(org, org.ana)
    first = await comment(umbra, org.ben)
    reply = {"entity": "company", "entity_id": umbra["id"], "parent_id": first["id"]}
    for body in ("First", "Second"):
        await org.ana.post("/comments", {**reply, "body": body})
        await read_log(org)
        await _run(org)
    assert [letter["Subject"] for letter in mailbox.taken] == ["Ana replied on Umbra"] * 2
    async with unit_of_work(org.system) as unit:
        await unit.execute("UPDATE notifications SET happened_at = now() - interval '91 days'")
        await digest.forget_old(unit)
        left = await unit.fetch(
            "SELECT kind FROM notifications WHERE owner_id = $1", org.ben.user_id
        )
        assert left == []


async def test_a_name_makes_no_headers(make_org: MakeOrg, mailbox: Mailbox) -> None:
    """Whatever a record is called, the subject is one line."""
    org = await make_org()
    await _impatient(org, org.ben)
    umbra = await company(org, org.ana, name="Umbra\r\nBcc: all@acme.test\n\n<i>")
    await comment(umbra, org.ana, org.ben)
    await read_log(org)
    await _run(org)
    (letter,) = mailbox.taken
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Ana mentioned you on Umbra Bcc: all@acme.test <i>"


async def test_whoever_is_here_is_not_mailed(
    make_org: MakeOrg, mailbox: Mailbox, runtime: Runtime
) -> None:
    """Connected anywhere: looked again in a minute; gone: from then on the absence counts."""
    org = await make_org()
    await _mention(org, "Are you there?")
    roll, member = (
        roll_key(org.tenant_id),
        {"user_id": str(org.ben.user_id), "state": {"away": True}},
    )
    lease = orjson.dumps({"revision": 1, "rooms": {"tenant": {"c1": member}}})
    await runtime.redis.zadd(roll, {"elsewhere": time.time()})
    await runtime.redis.set(f"{roll}:elsewhere", lease, ex=10)
    again = await _run(org)
    assert again is not None and again - datetime.now(UTC) > timedelta(seconds=50)
    assert mailbox.taken == []
    await runtime.redis.delete(f"{roll}:elsewhere")
    await org.ben.patch("/notifications/settings", {"mail_after": 5})
    again = await _run(org)
    assert again is not None and again - datetime.now(UTC) > timedelta(minutes=4)
    assert mailbox.taken == []
    await _impatient(org, org.ben)
    assert await _run(org) is None
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("refused_at", ["recipients", "letters"])
async def test_not_now_is_tried_again(make_org: MakeOrg, mailbox: Mailbox, refused_at: str) -> None:
    """4xx: after one minute, then two; it arrives once, and what came meanwhile with it."""
    org = await make_org()
    await _mention(org, "First")
    getattr(mailbox, refused_at).extend(["451 Busy", "421 Still busy"])
    for minutes in (1, 2):
        again = await _run(org)
        assert again is not None
        pause = again - datetime.now(UTC)
        assert timedelta(minutes=minutes - 0.2) < pause <= timedelta(minutes=minutes)
    assert (await _mail(org))["error"].startswith("421")
    await _mention(org, "Second")
    assert await _run(org) is None
    assert len(mailbox.taken) == 1
    assert "First" in mailbox.text() and "Second" in mailbox.text()
    row = await _mail(org)
    assert (row["status"], row["attempts"], row["repeats"]) == ("sent", 3, 0)


@pytest.mark.parametrize("refused_at", ["recipients", "letters"])
async def test_a_bounce_stops_the_mail_and_says_so(
    make_org: MakeOrg, mailbox: Mailbox, refused_at: str
) -> None:
    """5xx: recorded, shown in the settings, and no more mail until its owner says so."""
    org = await make_org()
    await _mention(org, "First")
    getattr(mailbox, refused_at).append("550 No such person")
    assert await _run(org) is None
    mail = (await org.ben.get("/notifications/settings")).data["mail"]
    assert mail["problem"] == "550 No such person" and mail["problem_at"]
    assert (await _mail(org))["status"] == "bounced"
    await _mention(org, "Second")
    assert await _run(org) is None
    assert mailbox.taken == []
    resumed = await org.ben.post("/notifications/settings/resume-mail")
    assert resumed.data["mail"]["problem"] is None
    await _run(org)
    assert "Second" in mailbox.text() and "First" not in mailbox.text()


async def test_a_letter_that_may_have_arrived_is_sent_again_and_counted(
    make_org: MakeOrg, mailbox: Mailbox
) -> None:
    """At least once: the same Message-ID, nothing new in it, nothing that was read since."""
    org = await make_org()
    await _mention(org, "First", "Second")
    mailbox.letters.append("drop")
    assert await _run(org) is not None
    newest, *_ = (await org.ben.get("/notifications")).data
    await org.ben.post(f"/notifications/{newest['id']}/read")
    await _mention(org, "Third")
    again = await _run(org)
    first, second = mailbox.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert "First" in mailbox.text(1)
    assert "Second" not in mailbox.text(1) and "Third" not in mailbox.text(1)
    row = await _mail(org)
    assert (row["status"], row["attempts"], row["repeats"]) == ("sent", 2, 1)
    assert again is not None  # for what is new
    await _run(org)
    assert "Third" in mailbox.text(2) and mailbox.taken[2]["Message-ID"] != first["Message-ID"]


async def test_without_a_mail_server_to_reach_it_waits(
    make_org: MakeOrg, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No connection is no bounce."""
    org = await make_org()
    await _mention(org, "First")
    runtime = running.runtime()
    nowhere = replace(runtime.settings, smtp_url="smtp://127.0.0.1:9")
    monkeypatch.setattr(running, "_runtime", replace(runtime, settings=nowhere))
    assert await _run(org) is not None
    assert (await _mail(org))["status"] == "waiting"


async def test_unsubscribing_by_the_letter_s_own_link(
    make_org: MakeOrg, mailbox: Mailbox, client: Api
) -> None:
    """Without signing in, as mail programs do it; looking changes nothing, and no other link works."""
    org = await make_org()
    await _mention(org, "First")
    await _run(org)
    link = mailbox.taken[0]["List-Unsubscribe"].strip("<>")
    path = link.removeprefix("https://crm.acme.test/api/v1")
    about = await client.get(path)
    assert about.data == {
        "address": f"b•••@{org.slug}.test",
        "organization": "Acme",
        "state": "on",
    }
    token = re.search(r"token=(\S+)", path)[1]  # type: ignore[index]
    for wrong in (f"{token[:-2]}xx", token[5:], "", "ä", f"{token}AAAA"):
        assert (
            await client.post("/notifications/unsubscribe", params={"token": wrong})
        ).status == 404
    form = {"data": {"List-Unsubscribe": "One-Click"}}
    for _ in range(2):
        assert (await client.post(path, **form)).status == 204
    assert (await client.get(path)).data["state"] == "off"
    shown = (await org.ben.get("/notifications/settings")).data["channels"]
    assert not any(ways["mail"] for ways in shown.values())
    assert shown["mention"]["in_app"]
    await _mention(org, "Second")
    assert await _run(org) is None
    assert len(mailbox.taken) == 1


async def test_a_worker_mails_by_itself(
    make_org: MakeOrg, mailbox: Mailbox, settings: Settings
) -> None:
    """No test's hand in it: the log, the job, the letter."""
    org = await make_org()
    await _impatient(org, org.ben)
    stop = asyncio.Event()
    worker = asyncio.create_task(work(replace(settings, smtp_url=mailbox.url), stop))
    try:
        await comment(await company(org, org.ana), org.ana, org.ben)

        async def arrived() -> bool:
            return bool(mailbox.taken)

        await until(arrived, timeout=8)
    finally:
        stop.set()
        await worker
    assert mailbox.taken[0]["Subject"] == "Ana mentioned you on Umbra"
