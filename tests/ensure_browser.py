"""Have a Chromium for the browser tests, or say what to do.

Run by `make test` before pytest. Looks for a Chromium; on Debian as root installs the package; elsewhere
tries Playwright's own. Where none of it works, it says so and exits 0: pytest then skips the browser
tests, and only those, in the same words. `find_browser` is what the tests ask.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
MISSING = (
    "No Chromium found, so the BROWSER TESTS ARE SKIPPED. To run them, do one of these and repeat:\n"
    "  Debian, Ubuntu   sudo apt-get install chromium\n"
    "  elsewhere        .venv/bin/playwright install chromium\n"
    "  your own         CHROMIUM=/path/to/chromium make test"
)


def find_browser() -> str | None:
    """The path of a Chromium that can be started: $CHROMIUM, the system's, or Playwright's own."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        if shutil.which(asked) is None:
            raise SystemExit(f"CHROMIUM is {asked!r}, which is no program that can be started.")
        return asked
    for name in (*NAMES, *PLACES):
        found = shutil.which(name)
        if found:
            return found
    return _playwrights_own()


def main() -> None:
    """Find a browser or install one; never fails the build."""
    if find_browser():
        return
    if _debian_root():
        _install_by_apt()
    if not find_browser():
        _install_by_playwright()
    if not find_browser():
        line = "=" * 78
        print(f"\n{line}\n{MISSING}\n{line}\n", flush=True)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            path = Path(playwright.chromium.executable_path)
    except Exception:  # its driver does not start here: as good as none
        return None
    return str(path) if path.exists() else None


def _debian_root() -> bool:
    return (
        Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
        and os.geteuid() == 0
    )


def _install_by_apt() -> None:
    print("browser tests: installing the package chromium with apt-get (once)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = "apt-get install -y -qq --no-install-recommends chromium fonts-liberation"
    for command in ("apt-get update -qq", install):
        _try(command.split(), quiet)


def _install_by_playwright() -> None:
    print("browser tests: trying `playwright install chromium` (once)", flush=True)
    _try([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _try(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, check=False, env=environment, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {' '.join(command)}: {error}", flush=True)
        return
    if done.returncode:
        why = (done.stderr.strip() or "no reason given").splitlines()
        said = next((line for line in why if "rror" in line), why[-1])
        print(f"  {' '.join(command)} failed: {said.strip()}", flush=True)


if __name__ == "__main__":
    main()
