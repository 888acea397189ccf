"""REST for tags."""

from app.core.records.routes import record_routes
from app.crm.tags.record import TAGS

record_routes(TAGS)
