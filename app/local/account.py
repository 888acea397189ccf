"""The account PostgreSQL runs as when we are root, and what that account can reach.

PostgreSQL refuses to run as root. We give it an account that exists already and a directory of its
own, and change nothing about the directories above.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from app.local.errors import ServicesError

CANDIDATES = ("postgres", "_postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine that is not root."""

    name: str
    uid: int
    gid: int


class Drop(TypedDict, total=False):
    """Arguments for subprocess that make the child another user, after it has changed directory."""

    user: int
    group: int
    extra_groups: list[int]


def drop_to(account: Account | None) -> Drop:
    """What makes a child run as the account; nothing for None."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def unprivileged(cluster: Path) -> Account | None:
    """Whom PostgreSQL must run as: None for ourselves, unless we are root.

    A cluster that exists keeps its owner, also when an ordinary user made it and root came later.
    """
    if os.geteuid() != 0:
        return None
    owner = cluster.stat().st_uid if cluster.exists() else 0
    for key in (owner,) if owner else CANDIDATES:
        try:
            entry = pwd.getpwuid(key) if isinstance(key, int) else pwd.getpwnam(key)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise ServicesError(
        "PostgreSQL refuses to run as root, and this machine has no account for it "
        f"(looked for {owner or ', '.join(CANDIDATES)}); run as an ordinary user or set DATABASE_URL."
    )


def reachable(path: Path, account: Account) -> bool:
    """Whether the account can enter every directory above `path`, by their mode bits."""
    return all(_may_enter(parent.stat(), account) for parent in path.parents)


def _may_enter(found: os.stat_result, account: Account) -> bool:
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
