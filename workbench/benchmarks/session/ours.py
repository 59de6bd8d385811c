"""What a meeting does here: everybody comes in, somebody moves a control, branches off, and the kernel is killed."""

import asyncio
import http.cookiejar
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass

from workbench.benchmarks.session.processes import Running, environment, server
from workbench.benchmarks.session.seat import Seat, fetch

NOTEBOOK, AREA = "verkennen", "GM0114"
SEATS, WEBINAR, CHANGES, TIMES = 40, 200, 12, 5
WORKBENCH = ["-c", "from workbench.cli import main; main()"]
LEARNING_SECONDS = 20  # the parent of the kernels goes on importing after its first kernel; a meeting has that time


@dataclass(frozen=True)
class Measured:
    """Seconds until the slowest was in, megabytes, milliseconds and kilobytes of a change, seconds of the rest."""

    few: float
    webinar: float
    per_seat: float
    change: float
    kilobytes: float
    branch: float
    recovery: float


async def ours(home: str) -> Measured:
    with server(home, [*WORKBENCH, "serve", "--no-lab", "--port", "0"], says=r"Pagina's:\s+(\S+)") as running:
        tokens = session(home)
        await take_seat(running.base, tokens["facilitator"]).open()  # the first one makes the page
        await asyncio.sleep(LEARNING_SECONDS)
        seats, few, per_seat = await _come_in(running, tokens["participant"], SEATS)
        change, kilobytes, last = await _changes(seats)
        branch = statistics.median([await branch_off(seats[0]) for _ in range(TIMES)])
        recovery = await _recovery(running, seats, last=last)
        for seat in seats:
            seat.line.close()
        _, webinar, _ = await _come_in(running, tokens["participant"], WEBINAR)
    return Measured(few, webinar, per_seat, change, kilobytes, branch, recovery)


def session(home: str) -> dict[str, str]:
    """A new session; the tokens of its invitations."""
    command = [sys.executable, *WORKBENCH, "session", "new", "Meting", "--notebook", NOTEBOOK, "--json"]
    done = subprocess.run([*command, "-p", f"gebied={AREA}"], env=environment(home), capture_output=True, check=True)
    return {role: link.rsplit("/", 1)[1] for role, link in json.loads(done.stdout)["links"].items()}


def take_seat(base: str, token: str) -> Seat:
    """Takes a seat as a browser does; not part of the time."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = opener.open(f"{base}uitnodiging/{token}").read().decode()
    told = {"_xsrf": re.search(r'name="_xsrf" value="([^"]+)"', form)[1], "organisatie": "Meting", "woord": "anders"}
    lobby = opener.open(f"{base}uitnodiging/{token}", urllib.parse.urlencode(told).encode()).read().decode()
    name = re.search(r'data-session="([^"]+)"', lobby)[1]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return Seat(base, f"sessie/{name}/tafel/{NOTEBOOK}", cookies, name)


async def _come_in(running: Running, token: str, count: int) -> tuple[list[Seat], float, float]:
    """All at once: the seats, the seconds of the slowest, and the megabytes that each costs the server."""
    one = await asyncio.to_thread(take_seat, running.base, token)
    seats = [Seat(one.base, one.path, one.cookies, one.session) for _ in range(count)]
    before = running.megabytes()
    times = await asyncio.gather(*(seat.open() for seat in seats))
    await asyncio.sleep(1)
    return seats, max(times), max(running.megabytes() - before, 0) / count


async def _changes(seats: list[Seat]) -> tuple[float, float, str]:
    """Change the indicator again and again: ms until the last seat has all of the view, kB a seat, the last choice."""
    one, times, sizes = seats[0], [], []
    choice = one.widget(name="indicator")
    values = [value for _, options in one.states[choice]["state"]["options"] for value, _ in options]
    for turn in range(CHANGES):
        wanted = values[(turn + 1) % min(len(values), 5)]
        data = {"method": "update", "state": {"value": wanted}, "buffer_paths": []}
        listening = [asyncio.create_task(seat.shows(indicator=wanted)) for seat in seats]
        start = time.perf_counter()
        await one.send("comm_msg", {"comm_id": choice, "data": data})
        ends = [*await asyncio.gather(*listening), *await asyncio.gather(*(seat.rest() for seat in seats))]
        times.append(max(end for end, _ in ends) - start)
        sizes.append(sum(size for _, size in ends) / len(seats))
    return statistics.median(times) * 1000, statistics.median(sizes) / 1000, wanted


async def branch_off(seat: Seat) -> float:
    """Seconds from the press until the branch has its full state."""
    token = re.search(r"_xsrf=([^;]+)", seat.cookies)[1].strip('"')
    headers = {"X-Xsrftoken": token, "Content-Type": "application/json"}
    url, body = f"{seat.base}api/sessie/{seat.session}/aftakken", json.dumps({"page": seat.page})
    start = time.perf_counter()
    told = json.loads(await fetch(url, seat.cookies, headers=headers, method="POST", body=body))
    branch = Seat(seat.base, told["url"].lstrip("/"), seat.cookies)
    await branch.open()
    seconds = time.perf_counter() - start
    branch.line.close()
    return seconds


async def _recovery(running: Running, seats: list[Seat], *, last: str) -> float:
    """Seconds from a killed kernel until every seat has the last view again, on the line that it had."""
    listening = [asyncio.create_task(seat.shows(indicator=last, gebied=AREA)) for seat in seats]
    start = time.perf_counter()
    for kernel in running.kernels():
        os.kill(kernel, signal.SIGKILL)
    return max(end for end, _ in await asyncio.gather(*listening)) - start
