"""What a company is."""

from app.core.errors import Invalid
from app.core.records.fields import Field
from app.core.records.guards import OwnerGuard
from app.core.records.record_type import Change, RecordType
from app.core.uow import Work

DEPTH = 10  # of a hierarchy; more is surely a mistake


async def keep_hierarchy(work: Work, change: Change) -> None:
    """A company can't stand above itself, directly or through others."""
    above = change.values.get("parent_id")
    for _ in range(DEPTH):
        if above is None:
            return
        if above == change.record_id:
            raise Invalid(fields={"parent_id": "A company can't stand above itself."})
        above = await work.fetchval(
            "SELECT parent_id FROM companies WHERE tenant_id = $1 AND id = $2",
            work.actor.tenant_id,
            above,
        )
    raise Invalid(fields={"parent_id": f"A hierarchy may have at most {DEPTH} levels."})


COMPANIES = RecordType(
    name="companies",
    entity="company",
    label="Company",
    label_plural="Companies",
    table="companies",
    guard=OwnerGuard("companies"),
    searchable=("name", "domain", "website", "phone", "industry", "city", "country"),
    rule=keep_hierarchy,
    fields=(
        Field("name", "text", "Name", required=True, sort_column="name_sort"),
        Field("domain", "text", "Domain"),
        Field("website", "url", "Website"),
        Field("phone", "phone", "Phone"),
        Field("industry", "text", "Industry"),
        Field("employees", "integer", "Employees"),
        Field("city", "text", "City"),
        Field("country", "text", "Country"),
        Field("description", "long_text", "Description"),
        Field("parent_id", "link", "Parent company", ref="companies"),
    ),
)
