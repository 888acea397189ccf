"""The CRM: rules, data, REST. Knows nothing of sockets or workers.

Importing this package costs nothing; `create_app` imports the features.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quart import Quart

    from app.config import Settings


def create_app(settings: "Settings") -> "Quart":
    """The ASGI application with every feature's routes; works inside an open `open_runtime(settings)`."""
    from app.web.application import build

    return build(settings)
