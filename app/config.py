"""Settings: the environment, read once, checked, and frozen.

Every process (serve, worker, realtime, migrate, demo) starts with `Settings.from_env()`. An unknown
`SALESPULSE_*` name or an invalid value raises `SettingsError`, which the command line turns into one
clear line and exit code 2.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Environment = Literal["development", "production", "test"]

KNOWN_SALESPULSE_NAMES = {"SALESPULSE_DATA_DIR", "SALESPULSE_ENV"}


class SettingsError(Exception):
    """A setting is missing, unknown or invalid; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where files live. `endpoint` is a URL; any S3 that speaks SigV4 will do."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. A service whose address is None runs embedded in `data_dir`."""

    env: Environment
    host: str
    port: int
    data_dir: Path
    secret_key: str
    public_url: str
    database_url: str | None
    database_owner_url: str | None
    redis_url: str | None
    s3: S3Settings | None
    smtp_url: str | None
    rate_limits: bool
    webhooks_allow_private: bool
    # Proxies in front whose X-Forwarded-* headers count; 0: the headers are ignored.
    trusted_proxies: int = 0
    previous_secret_keys: tuple[str, ...] = ()

    @property
    def production(self) -> bool:
        """Whether the strict rules hold."""
        return self.env == "production"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check the environment; raises SettingsError."""
        given = os.environ if environ is None else environ
        _refuse_unknown(given)
        # Empty is not given: HOST="" would listen everywhere, an empty directory would be this one.
        env = {name: value for name, value in given.items() if value}
        environment = env.get("SALESPULSE_ENV", "development")
        if environment not in ("development", "production", "test"):
            raise SettingsError(
                f"SALESPULSE_ENV is {environment!r}; use development, production or test."
            )
        host = env.get("HOST", "127.0.0.1")
        port = _port(env.get("PORT", "8000"))
        data_dir = Path(env.get("SALESPULSE_DATA_DIR", ".data")).absolute()
        production = environment == "production"
        return cls(
            env=environment,
            host=host,
            port=port,
            data_dir=data_dir,
            secret_key=_secret_key(env.get("SECRET_KEY"), production, data_dir),
            public_url=_url(env, "PUBLIC_URL", ("http", "https"))
            or f"http://{_reachable(host)}:{port}",
            database_url=_url(env, "DATABASE_URL", ("postgres", "postgresql")),
            database_owner_url=_url(env, "DATABASE_OWNER_URL", ("postgres", "postgresql")),
            redis_url=_url(env, "REDIS_URL", ("redis", "rediss", "unix")),
            s3=_s3(env),
            smtp_url=_url(env, "SMTP_URL", ("smtp", "smtps")),
            rate_limits=_switch(env, "RATE_LIMITS", default=True, forbid_off=production),
            webhooks_allow_private=_switch(
                env, "WEBHOOKS_ALLOW_PRIVATE", default=False, forbid_on=production
            ),
            previous_secret_keys=tuple(filter(None, env.get("SECRET_KEY_PREVIOUS", "").split(","))),
            trusted_proxies=_proxies(env.get("TRUSTED_PROXIES", "0")),
        )

    def with_services(
        self, *, database_url: str, database_owner_url: str | None, redis_url: str, s3: S3Settings
    ) -> "Settings":
        """The same settings with every service's address known (given, or embedded)."""
        return replace(
            self,
            database_url=database_url,
            database_owner_url=database_owner_url,
            redis_url=redis_url,
            s3=s3,
        )


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in env:
        if name.startswith("SALESPULSE_") and name not in KNOWN_SALESPULSE_NAMES:
            raise SettingsError(
                f"{name} is not a setting. Known: {', '.join(sorted(KNOWN_SALESPULSE_NAMES))}."
            )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise SettingsError(f"PORT is {text!r}; use a number from 1 to 65535.")


def _proxies(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 10:
        return int(text)
    raise SettingsError(f"TRUSTED_PROXIES is {text!r}; use how many proxies are in front, 0 to 9.")


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    text = env.get(name)
    if not text:
        return None
    if urlsplit(text).scheme not in schemes:
        raise SettingsError(f"{name} must begin with {' or '.join(s + '://' for s in schemes)}.")
    return text.rstrip("/") if name == "PUBLIC_URL" else text


def _switch(
    env: Mapping[str, str],
    name: str,
    *,
    default: bool,
    forbid_off: bool = False,
    forbid_on: bool = False,
) -> bool:
    text = env.get(name, "").lower()
    if text not in ("", "on", "off", "1", "0", "true", "false"):
        raise SettingsError(f"{name} is {text!r}; use on or off.")
    value = default if not text else text in ("on", "1", "true")
    if (forbid_off and not value) or (forbid_on and value):
        raise SettingsError(f"{name}={text} is refused in production.")
    return value


def _s3(env: Mapping[str, str]) -> S3Settings | None:
    endpoint = _url(env, "S3_ENDPOINT", ("http", "https"))
    if endpoint is None:
        return None
    missing = [n for n in ("S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET") if not env.get(n)]
    if missing:
        raise SettingsError(f"S3_ENDPOINT is set, so set {', '.join(missing)} too.")
    return S3Settings(endpoint, env["S3_ACCESS_KEY"], env["S3_SECRET_KEY"], env["S3_BUCKET"])


def _secret_key(given: str | None, production: bool, data_dir: Path) -> str:
    if given:
        if production and len(given) < 32:
            raise SettingsError("SECRET_KEY needs at least 32 characters in production.")
        return given
    if production:
        raise SettingsError("SECRET_KEY is required in production (32 random characters or more).")
    return _local_secret(data_dir)


def _local_secret(data_dir: Path) -> str:
    """Outside production the key is made once per data directory, so that restarts keep sessions."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"SALESPULSE_DATA_DIR {data_dir} can't be written: {error}.") from error
    return path.read_text().strip()
