"""A digest as a letter: plain text and HTML, links through PUBLIC_URL, and a way out of it."""

from collections.abc import Sequence
from html import escape
from typing import Any
from uuid import UUID

from app.core.mail import Letter
from app.core.runtime import runtime
from app.together.notifications.addresses import address_of
from app.together.notifications.unsubscribing import unsubscribe_token

ROW = """<tr><td style="padding:12px 0;border-top:1px solid #e6e6ea">
<a href="{link}" style="color:#1c1c1f;text-decoration:none"><b>{title}</b>{body}</a></td></tr>"""
BODY = '<br><span style="color:#6b6b76">{text}</span>'
PAGE = """<!doctype html><html lang="en"><body style="margin:0;background:#f7f7f8">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center"
 style="padding:24px 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:560px;background:#ffffff;border:1px solid #e6e6ea;border-radius:8px;padding:20px 24px;
 font:14px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif;color:#1c1c1f">
<tr><td style="padding-bottom:12px"><b style="font-size:16px">{heading}</b><br>
<span style="color:#6b6b76">{organization}</span></td></tr>{rows}
<tr><td style="padding-top:20px"><a href="{inbox}" style="display:inline-block;background:#00666c;
color:#ffffff;text-decoration:none;border-radius:6px;padding:8px 14px">Open your inbox</a></td></tr>
</table><p style="font:12px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif;color:#6b6b76">
You were away, and this was waiting. <a href="{settings}" style="color:#6b6b76">Choose what is mailed</a>
or <a href="{stop}" style="color:#6b6b76">stop these mails</a>.</p></td></tr></table></body></html>"""


def letter(
    tenant_id: UUID,
    user_id: UUID,
    *,
    to: str,
    organization: str,
    message_id: str,
    notifications: Sequence[dict[str, Any]],
) -> Letter:
    """The letter about these notifications, as their reader may read them."""
    home = runtime().settings.public_url
    token = unsubscribe_token(tenant_id, user_id)
    stop = f"{home}/unsubscribe?token={token}"
    one_click = f"{home}/api/v1/notifications/unsubscribe?token={token}"
    heading = _heading(notifications)
    links = [home + address_of(item) for item in notifications]
    pairs = list(zip(notifications, links, strict=True))
    text = "\n\n".join(
        (
            f"{heading} ({organization})",
            *(_plain(item, link) for item, link in pairs),
            f"Your inbox: {home}/inbox",
            f"Choose what is mailed: {home}/settings/notifications\nStop these mails: {stop}",
        )
    )
    html = PAGE.format(
        heading=escape(heading),
        organization=escape(organization),
        rows="".join(_row(item, link) for item, link in pairs),
        inbox=escape(f"{home}/inbox"),
        settings=escape(f"{home}/settings/notifications"),
        stop=escape(stop),
    )
    headers = {
        "List-Unsubscribe": f"<{one_click}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    return Letter(to, heading, text, html, message_id, headers)


def _heading(notifications: Sequence[dict[str, Any]]) -> str:
    # A subject is one line: names may hold anything.
    if len(notifications) == 1:
        return " ".join(notifications[0]["title"].split())[:200]
    return f"{len(notifications)} notifications are waiting for you"


def _plain(item: dict[str, Any], link: str) -> str:
    body = "\n".join(f"> {line}" for line in item["body"].splitlines())
    return "\n".join(filter(None, (item["title"], body, link)))


def _row(item: dict[str, Any], link: str) -> str:
    body = BODY.format(text=escape(item["body"]).replace("\n", "<br>")) if item["body"] else ""
    return ROW.format(link=escape(link), title=escape(item["title"]), body=body)
