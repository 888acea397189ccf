"""What registration takes."""

from typing import Annotated

from pydantic import StringConstraints

from app.core.schemas import Strict
from app.identity.sessions.schemas import Client, Password, Slot
from app.identity.tenants.schemas import Name


class RegisterBody(Strict):
    """A person and the organisation they found."""

    email: Annotated[str, StringConstraints(max_length=320)]
    password: Password
    full_name: Name
    organization: Name
    slot: Slot = "0"
    client: Client = "web"
