"""A member in a process of its own: says its addresses in one line, then stays until stdin ends.

`python -m tests.local.member DATA_DIR [SERVICE…]`
"""

import json
import sys
from dataclasses import asdict

from app.local.services import ServicesError, join
from tests.local.house import settings_for


def main() -> None:
    try:
        with join(settings_for(sys.argv[1], only=sys.argv[2:])) as membership:
            settings = membership.settings
            said = {
                "database_url": settings.database_url,
                "redis_url": settings.redis_url,
                "s3": asdict(settings.s3) if settings.s3 else None,
            }
            print(json.dumps(said), flush=True)
            sys.stdin.read()
    except ServicesError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
