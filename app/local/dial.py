"""Reaching the supervisor of a data directory."""

import socket

from app.local import protocol
from app.local.errors import ServicesError
from app.local.layout import Layout


def dial(layout: Layout) -> socket.socket | None:
    """Connect to the supervisor; None if there is none. Raises ServicesError if we may not."""
    try:
        found = protocol.read_services(layout.services)
    except PermissionError as error:
        raise ServicesError(f"The data directory belongs to another user: {error}.") from error
    if found.get("data_dir") != str(layout.data_dir):
        return None  # copied or moved here while the services ran: it tells of another directory
    supervisor = found.get("supervisor")
    if not isinstance(supervisor, dict) or not supervisor.get("address"):
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(supervisor["address"])
    except (ConnectionError, FileNotFoundError):
        connection.close()
        return None
    except OSError as error:
        connection.close()
        raise ServicesError(f"The supervisor can't be reached: {error}.") from error
    if found.get("protocol") != protocol.PROTOCOL:
        connection.close()
        raise ServicesError(protocol.other_version(supervisor.get("pid")))
    return connection
