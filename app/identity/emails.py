"""E-mail addresses as identities: checked and in one spelling."""

from email_validator import EmailNotValidError, validate_email

from app.core.errors import Invalid


def normalised(email: str) -> str:
    """The address in the one spelling we keep (lower case); raises Invalid on `email`."""
    try:
        # `.test` names can be nobody's: the demo's accounts live there. Whether the domain takes
        # mail is found out by sending some, not by asking the DNS while a person waits.
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid(fields={"email": str(error)}) from error
    return found.normalized.lower()


def normalised_or_none(email: str) -> str | None:
    """As `normalised`, None if it is no address."""
    try:
        return normalised(email)
    except Invalid:
        return None
