"""`python -m salespulse_client URL EMAIL`: follow an organisation's records, live."""

import argparse
import asyncio
import getpass
import os

from salespulse_client import Session, Store, Stream
from salespulse_client.stream import Event


def show(event: Event) -> None:
    """One line for each change."""
    who = (event.get("actor") or {}).get("name", "somebody")
    name = (event.get("data") or {}).get("name", event.get("entity_id", ""))
    print(f"{event.get('seq', event.get('to'))}  {event['type']:18} {name}  ({who})", flush=True)


async def follow(url: str, email: str, password: str, path: str) -> None:
    """Sign in, then follow until Ctrl-C."""
    session, store = Session(url), Store(path)
    await session.sign_in(email, password)
    print(f"signed in; the copy in {path} is at {store.position or 'the start'}")
    await Stream(session, store, on_event=show).run()


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser("salespulse_client", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("email")
    parser.add_argument("--store", default="salespulse.db", help="the local copy (SQLite)")
    given = parser.parse_args()
    password = os.environ.get("SALESPULSE_PASSWORD") or getpass.getpass()
    try:
        asyncio.run(follow(given.url, given.email, password, given.store))
    except KeyboardInterrupt:
        print("Left; the next start goes on from here.")


if __name__ == "__main__":
    main()
