"""E-mail addresses: what is one, and its one spelling."""

from email_validator import EmailNotValidError, validate_email


def spelling(email: str) -> str:
    """The address in the one spelling we keep (lower case); raises ValueError, saying what is wrong."""
    try:
        # `.test` names can be nobody's: the demo's people live there. Whether the domain takes
        # mail is found out by sending some, not by asking the DNS while a person waits.
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return found.normalized.lower()
