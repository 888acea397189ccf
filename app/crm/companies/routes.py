"""REST for companies."""

from app.core.records.routes import record_routes
from app.crm.companies.record import COMPANIES

record_routes(COMPANIES)
