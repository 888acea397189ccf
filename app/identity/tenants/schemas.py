"""What comes in and goes out about an organisation."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from app.core.money import CURRENCIES
from app.core.schemas import Strict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _known_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("Use the ISO 4217 code of a currency, such as EUR.")
    return code


class TenantChanges(Strict):
    """The fields to change."""

    name: Name | None = None
    currency: Annotated[str, AfterValidator(_known_currency)] | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> "TenantChanges":
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("Name and currency can't be empty.")
        return self


class TenantOut(BaseModel):
    """An organisation."""

    id: UUID
    slug: str
    name: str
    currency: str
    plan: str
    created_at: str
