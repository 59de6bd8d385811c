"""Every room of tests in a process of its own, as many at a time as there are cores, the long ones first.

A browser's event loop and forked kernels do not mix with other tests in one process; rooms side by side use the cores
that a room leaves idle while it waits for a kernel, a server or a browser.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).parent
LONG = ("server", "joint", "sources", "publish", "session", "kernels", "pages", "catalog", "notebooks_duiden")


def rooms() -> list[str]:
    """The long ones first, so that no core is left alone with one at the end."""
    found = {folder.name for folder in TESTS.iterdir() if any(folder.glob("test_*.py"))}
    return [*(name for name in LONG if name in found), *sorted(found - set(LONG))]


def run(room: str) -> tuple[str, int]:
    """Its name and exit code; what it had to say is printed whole when it is done."""
    begun = time.monotonic()
    # A cache of its own: two at once would overwrite each other's.
    command = [sys.executable, "-m", "pytest", "-q", f"tests/{room}", "-o", f"cache_dir=.pytest_cache/{room}"]
    done = subprocess.run(command, cwd=TESTS.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"tests/{room} ({time.monotonic() - begun:.0f} s)\n{done.stdout}", flush=True)
    return room, done.returncode


def main() -> int:
    """0 when every room passed."""
    begun = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [room for room, code in pool.map(run, rooms()) if code]
    print(f"{time.monotonic() - begun:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else "; all passed"))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
