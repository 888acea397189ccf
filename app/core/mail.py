"""Sending mail by SMTP: one letter to one address, and in clear terms what became of it."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from app.config import Settings

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as plain text and as HTML; `message_id` stays the same when it is sent again."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Bounced(Exception):
    """The other side will never take this letter (5xx): the address or the letter is refused."""


class NotNow(Exception):
    """It could not be handed over now (4xx, no connection, our own set-up): try again later.

    `unsure`: the connection broke while it was handed over, so it may have been taken.
    """

    def __init__(self, reason: str, *, unsure: bool = False) -> None:
        super().__init__(reason)
        self.unsure = unsure


def sender_of(settings: Settings) -> str:
    """The From address: `?from=` of SMTP_URL, or notifications@ the host of PUBLIC_URL."""
    given = _options(settings.smtp_url or "").get("from")
    return given or f"notifications@{urlsplit(settings.public_url).hostname or 'localhost'}"


def host_of(settings: Settings) -> str:
    """The domain that message ids are made in."""
    return sender_of(settings).rpartition("@")[2] or "localhost"


async def send_mail(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the server of SMTP_URL; raises Bounced or NotNow."""
    try:
        async with _server(settings) as server:
            await server.send_message(_message(letter, sender_of(settings)))
    except aiosmtplib.SMTPRecipientsRefused as error:
        refusal = error.recipients[0]
        raise _judged(refusal.code, refusal.message) from error
    except aiosmtplib.SMTPDataError as error:
        raise _judged(error.code, error.message) from error
    except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPResponseException) as error:
        # A refused sender or a wrong password is about us, not about who the letter is for.
        raise NotNow(str(error)) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise NotNow(str(error) or type(error).__name__, unsure=True) from error


async def greet(settings: Settings) -> None:
    """Connect to the server of SMTP_URL and sign in, without sending anything; raises NotNow."""
    try:
        async with _server(settings) as server:
            await server.noop()
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise NotNow(str(error) or type(error).__name__) from error


def _server(settings: Settings) -> aiosmtplib.SMTP:
    if settings.smtp_url is None:
        raise NotNow("SMTP_URL is not set.")
    address = urlsplit(settings.smtp_url)
    tls = address.scheme == "smtps"
    # Where the server offers STARTTLS, it is used.
    return aiosmtplib.SMTP(
        hostname=address.hostname or "localhost",
        port=address.port or (465 if tls else 25),
        username=unquote(address.username) if address.username else None,
        password=unquote(address.password) if address.password else None,
        use_tls=tls,
        timeout=TIMEOUT,
    )


def _judged(code: int, message: str) -> Exception:
    text = f"{code} {message}".strip()
    return Bounced(text) if code >= 500 else NotNow(text)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr(("SalesPulse", sender))
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = letter.message_id
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _options(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
