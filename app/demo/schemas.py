"""What comes in and goes out about the demo."""

from pydantic import BaseModel

from app.core.schemas import Strict


class Simulation(Strict):
    """Whether simulated teammates work on the board."""

    on: bool


class DemoAccount(BaseModel):
    """Somebody to sign in as; the password is the same for all."""

    email: str
    full_name: str
    role: str
    tenant: str


class Demo(BaseModel):
    """The demo's accounts, and whether teammates are simulated just now."""

    accounts: list[DemoAccount]
    password: str
    simulate: bool
