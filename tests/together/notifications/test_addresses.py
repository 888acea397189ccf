"""Where a letter and a push lead."""

from app.together.notifications.addresses import address_of


def test_what_was_said_is_pointed_at() -> None:
    """A notification about a comment leads to that comment; another to the top of its record."""
    told = {"entity": "deal", "entity_id": "d"}
    assert address_of({**told, "comment_id": "c"}) == "/deals/d#comment-c"
    assert address_of({**told, "comment_id": None}) == "/deals/d"
