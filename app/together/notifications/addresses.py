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
    """The path for a notification (as JSON); the inbox for what has no page."""
    pattern = ADDRESSES.get(shown["entity"], "/inbox")
    return pattern.format(id=shown["entity_id"])
