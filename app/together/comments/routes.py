"""REST for comments."""

from app.core.records.routes import record_routes
from app.together.comments.record import COMMENTS

record_routes(COMMENTS)
