"""REST for contacts."""

from app.core.records.routes import record_routes
from app.crm.contacts.record import CONTACTS

record_routes(CONTACTS)
