"""Where what a notification is about is shown, below the screens' base path."""

from collections.abc import Mapping
from typing import Any

ADDRESSES = {
    "deal": "/deals/{id}",
    "company": "/companies/{id}",
    "contact": "/contacts/{id}",
    "import": "/import?id={id}",
    "webhook": "/settings/webhooks?id={id}",
}


def address_of(shown: Mapping[str, Any]) -> str:
    """The path for a notification (as JSON), at its comment if any; the inbox if it has no page."""
    pattern = ADDRESSES.get(shown["entity"], "/inbox")
    path = pattern.format(id=shown["entity_id"])
    comment = shown.get("comment_id")
    return f"{path}#comment-{comment}" if comment else path
