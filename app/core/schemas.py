"""Base of what comes in over REST."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A request body: fields it does not know are an error, not ignored."""

    model_config = ConfigDict(extra="forbid")
