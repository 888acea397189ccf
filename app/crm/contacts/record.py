"""What a contact is."""

from app.core.records.fields import Field
from app.core.records.guards import OwnerGuard
from app.core.records.record_type import RecordType

CONTACTS = RecordType(
    name="contacts",
    entity="contact",
    label="Contact",
    label_plural="Contacts",
    table="contacts",
    guard=OwnerGuard("contacts"),
    searchable=("name", "email", "phone", "job_title", "city", "country"),
    fields=(
        Field("name", "text", "Name", required=True, sort_column="name_sort"),
        Field("email", "email", "E-mail"),
        Field("phone", "phone", "Phone"),
        Field("job_title", "text", "Job title"),
        Field("company_id", "link", "Company", ref="companies"),
        Field("city", "text", "City"),
        Field("country", "text", "Country"),
        Field("description", "long_text", "Description"),
    ),
)
