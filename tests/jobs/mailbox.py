"""A mail server: small and real, keeps what it takes, and refuses as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """`recipients` and `letters` are worked off answer by answer; after them everything is taken.

    An answer is an SMTP reply ("451 Busy"), or "drop": the letter is taken and the line cut.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: deque[str] = deque()
        self.letters: deque[str] = deque()
        self.port = 0

    @property
    def url(self) -> str:
        """As SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?from=crm@acme.test"

    def text(self, index: int = -1, kind: str = "plain") -> str:
        """A letter's text, plain or html."""
        body = self.taken[index].get_body((kind,))
        assert body is not None
        return cast(EmailMessage, body).get_content()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Who it is for."""
        answer = self.recipients.popleft() if self.recipients else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """What it says."""
        answer = self.letters.popleft() if self.letters else "250 OK"
        if answer.startswith("2") or answer == "drop":
            content = cast(bytes, envelope.content)
            self.taken.append(cast(EmailMessage, BytesParser(policy=default).parsebytes(content)))
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return answer


@asynccontextmanager
async def receiving_mail() -> AsyncGenerator[Mailbox]:
    """A running mail server."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
