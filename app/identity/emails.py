"""E-mail addresses as identities: checked and in one spelling."""

from app.core.emails import spelling
from app.core.errors import Invalid


def normalised(email: str) -> str:
    """The address in the one spelling we keep (lower case); raises Invalid on `email`."""
    try:
        return spelling(email)
    except ValueError as error:
        raise Invalid(fields={"email": str(error)}) from error


def normalised_or_none(email: str) -> str | None:
    """As `normalised`, None if it is no address."""
    try:
        return normalised(email)
    except Invalid:
        return None
