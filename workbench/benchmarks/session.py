"""A session: many seats opening one shared view, a control that moves for all, a branch; next to stock Voila.

Clients and server share this machine's cores, as they would not in a meeting. Stock Voila needs about 100 MB and more
than a second of processor for each seat, so it is measured with fewer seats at once, and the name says how many:
its time for forty is longer still.
"""

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from workbench import settings
from workbench.benchmarks.figure import Figure

NOTEBOOK, AREA = "verkennen", "GM0114"
SEATS, WEBINAR, STOCK_SEATS, CHANGES = 40, 200, int(os.environ.get("WORKBENCH_BENCH_STOCK", "5")), 12
PATIENCE = 300
WORKBENCH = ["-c", "from workbench.cli import main; main()"]


def figures() -> Iterator[Figure]:
    AsyncHTTPClient.configure(None, max_clients=WEBINAR + SEATS)
    with tempfile.TemporaryDirectory() as home:
        stock = asyncio.run(_stock_in_time(home))
        yield from asyncio.run(_ours(home, stock))


async def _ours(home: str, stock: "Stock") -> list[Figure]:
    with _server(home, [*WORKBENCH, "serve", "--no-lab", "--port", "0"], says=r"Pagina's:\s+(\S+)") as ours:
        tokens = _session(home)
        await _seat(ours.base, tokens["facilitator"]).open()  # the first one makes the page; it waits for nobody
        few = await _many(ours, tokens["participant"], SEATS)
        change = await _changes(few)
        branch = await _branch(few.seats[0])
        for seat in few.seats:
            seat.line.close()
        webinar = await _many(ours, tokens["participant"], WEBINAR)
    beside = f"gangbaar: {STOCK_SEATS} tegelijk"
    return [
        Figure(f"{SEATS} plaatsen open, traagste ({beside})", few.slowest, "s", stock=stock.slowest, bar=2),
        Figure(f"{WEBINAR} plaatsen open, traagste ({beside})", webinar.slowest, "s", stock=stock.slowest, bar=8),
        Figure("servergeheugen per extra plaats", few.per_seat, "MB", stock=stock.per_seat, bar=3),
        Figure(f"wijziging bij alle {SEATS}, mediaan", change.milliseconds, "ms", bar=200),
        Figure("wijziging, per plaats", change.kilobytes, "kB", bar=20),
        Figure("aftakking klaar (gangbaar: een nieuwe pagina)", branch, "s", stock=stock.alone, bar=1.5),
    ]


@dataclass
class Seat:
    """A browser without a screen: the page, then its line, then the state of all widgets."""

    base: str
    path: str
    cookies: str = ""
    session: str = ""
    page: str = ""
    states: dict = field(default_factory=dict)
    line: object = None

    async def open(self) -> float:
        """Seconds until the full state of all widgets is here."""
        start = time.perf_counter()
        answer = await _fetch(self.base + self.path, self.cookies)
        page = re.search(r'data-page="([^"]+)"', answer) or re.search(r'"kernelId": "([^"]+)"', answer)
        self.page = page[1]
        url = self.base.replace("http", "ws", 1) + f"api/kernels/{self.page}/channels?session_id={uuid.uuid4().hex}"
        request = HTTPRequest(url, headers={"Cookie": self.cookies, "Origin": self.base.rstrip("/")})
        self.line = await websocket_connect(request, max_message_size=1 << 28)
        control = uuid.uuid4().hex
        opened = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", opened, metadata={"version": "1.0.0"})
        await self.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        while not self.states:
            told = await self.hear()
            self.states = told["content"].get("data", {}).get("states", {})
        return time.perf_counter() - start

    async def send(self, kind: str, content: dict, **more: object) -> None:
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": "",
            "version": "5.3",
            "date": "",
        }
        told = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [], **more}
        await self.line.write_message(json.dumps(told | {"content": content}))

    async def hear(self) -> dict:
        self.frame = await asyncio.wait_for(self.line.read_message(), PATIENCE)
        if self.frame is None:
            raise ConnectionError("the line was closed")
        return _read(self.frame)

    def widget(self, **having: object) -> str:
        return next(name for name, one in self.states.items() if having.items() <= one["state"].items())


def _read(frame: str | bytes) -> dict:
    if isinstance(frame, str):
        return json.loads(frame)
    start, end = (int.from_bytes(frame[place : place + 4], "big") for place in (4, 8))
    several = int.from_bytes(frame[:4], "big") > 1
    return json.loads(frame[start:end] if several else frame[start:])


async def _fetch(url: str, cookies: str = "", **more: object) -> str:
    answer = await AsyncHTTPClient().fetch(url, headers={"Cookie": cookies, **more.pop("headers", {})}, **LONG, **more)
    return answer.body.decode()


LONG = {"request_timeout": PATIENCE, "connect_timeout": PATIENCE}


# --- ours


def _session(home: str) -> dict[str, str]:
    command = [sys.executable, *WORKBENCH, "session", "new", "Meting", "--notebook", NOTEBOOK, "--json"]
    told = json.loads(
        subprocess.run([*command, "-p", f"gebied={AREA}"], env=_env(home), capture_output=True, check=True).stdout
    )
    return {role: link.rsplit("/", 1)[1] for role, link in told["links"].items()}


def _seat(base: str, token: str) -> Seat:
    """Takes a seat as a browser does; not part of the time."""
    import http.cookiejar
    import urllib.request

    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = opener.open(f"{base}uitnodiging/{token}").read().decode()
    told = {"_xsrf": re.search(r'name="_xsrf" value="([^"]+)"', form)[1], "organisatie": "Meting", "woord": "anders"}
    lobby = opener.open(f"{base}uitnodiging/{token}", urllib.parse.urlencode(told).encode()).read().decode()
    session = re.search(r'data-session="([^"]+)"', lobby)[1]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return Seat(base, f"sessie/{session}/tafel/{NOTEBOOK}", cookies, session)


@dataclass(frozen=True)
class Opened:
    seats: list[Seat]
    slowest: float
    per_seat: float


async def _many(server: "Running", token: str, count: int) -> Opened:
    one = await asyncio.to_thread(_seat, server.base, token)
    seats = [Seat(one.base, one.path, one.cookies, one.session) for _ in range(count)]
    before = server.megabytes()
    times = await asyncio.gather(*(seat.open() for seat in seats))
    await asyncio.sleep(1)
    return Opened(seats, max(times), max(server.megabytes() - before, 0) / count)


@dataclass(frozen=True)
class Change:
    milliseconds: float
    kilobytes: float


async def _changes(opened: Opened) -> Change:
    """Change the indicator again and again; the time until the last seat has the new address of the view."""
    one, times, sizes = opened.seats[0], [], []
    choice = one.widget(name="indicator")
    values = [value for _, options in one.states[choice]["state"]["options"] for value, _ in options]
    for turn in range(CHANGES):
        wanted = values[(turn + 1) % min(len(values), 5)]
        start = time.perf_counter()
        data = {"method": "update", "state": {"value": wanted}, "buffer_paths": []}
        listening = [asyncio.create_task(_until_shown(seat, wanted)) for seat in opened.seats]
        await one.send("comm_msg", {"comm_id": choice, "data": data})
        ends = await asyncio.gather(*listening)
        times.append(max(end for end, _ in ends) - start)
        sizes += [size for _, size in ends]
        await asyncio.gather(*(_rest(seat) for seat in opened.seats))
    return Change(statistics.median(times) * 1000, statistics.median(sizes) / 1000)


async def _until_shown(seat: Seat, wanted: str) -> tuple[float, int]:
    size = 0
    while True:
        told = await seat.hear()
        size += len(seat.frame)
        if told["content"].get("data", {}).get("state", {}).get("view", {}).get("indicator") == wanted:
            return time.perf_counter(), size


async def _rest(seat: Seat) -> None:
    """Hear what still comes, so that the next change starts in silence."""
    reading = asyncio.ensure_future(seat.line.read_message())
    while (await asyncio.wait([reading], timeout=0.4))[0]:
        reading = asyncio.ensure_future(seat.line.read_message())
    _pending(seat, reading)


def _pending(seat: Seat, reading: asyncio.Future) -> None:
    # A read that waits cannot be taken back: the next `hear` takes it over.
    read = seat.line.read_message

    def once():
        seat.line.read_message = read
        return reading

    seat.line.read_message = once


async def _branch(seat: Seat) -> float:
    """Seconds from the press until the branch has its full state."""
    token = re.search(r"_xsrf=([^;]+)", seat.cookies)[1].strip('"')
    headers = {"X-Xsrftoken": token, "Content-Type": "application/json"}
    url, body = f"{seat.base}api/sessie/{seat.session}/aftakken", json.dumps({"page": seat.page})
    start = time.perf_counter()
    told = json.loads(await _fetch(url, seat.cookies, headers=headers, method="POST", body=body))
    branch = Seat(seat.base, told["url"].lstrip("/"), seat.cookies)
    await branch.open()
    return time.perf_counter() - start


# --- stock Voila


@dataclass(frozen=True)
class Stock:
    alone: float | None
    slowest: float | None
    per_seat: float | None


async def _stock_in_time(home: str) -> "Stock":
    """Without a figure when stock Voila does not show the page in time, as happens on a busy machine."""
    try:
        return await asyncio.wait_for(_stock(home), PATIENCE) if STOCK_SEATS else Stock(None, None, None)
    except (TimeoutError, HTTPClientError, ConnectionError):
        return Stock(None, None, None)


async def _stock(home: str) -> Stock:
    """The same notebook, the same clients, and Voila as it comes."""
    notebook = _with_an_ordinary_kernel(home)
    _demo(home)
    port = _free_port()
    options = ["--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", "--template=lab"]
    with _server(home, ["-m", "voila", notebook, *options], says=r"(http://127\.0\.0\.1:\d+/)") as stock:
        alone = await Seat(stock.base, "").open()
        before = stock.megabytes()
        seats = [Seat(stock.base, "") for _ in range(STOCK_SEATS)]
        times = await asyncio.gather(*(seat.open() for seat in seats))
        return Stock(alone, max(times), (stock.megabytes() - before) / STOCK_SEATS)


def _with_an_ordinary_kernel(home: str) -> str:
    copy = Path(home) / "gangbaar" / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(settings.notebook_folder() / copy.name, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    copy.parent.mkdir()
    nbformat.write(notebook, copy)
    return str(copy)


def _demo(home: str) -> None:
    command = [sys.executable, "-c", "from workbench.store import ensure_demo; ensure_demo()"]
    subprocess.run(command, env=_env(home), check=True)


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# --- processes


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen
    base: str

    def megabytes(self) -> float:
        """Own memory of the server and everything below it."""
        return sum(map(_megabytes, [self.process.pid, *_below(self.process.pid)]))


def _below(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [each for child in children for each in (child, *_below(child))]


def _megabytes(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(size) for size in re.findall(r"Private_\w+:\s+(\d+)", told)) / 1024


@contextmanager
def _server(home: str, command: list[str], *, says: str) -> Iterator[Running]:
    """Start a server and wait until it says where it is."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([sys.executable, *command], env=_env(home), stdout=said, stderr=subprocess.STDOUT)
        try:
            yield Running(process, _address(process, said, says))
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(process: subprocess.Popen, said, says: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        said.seek(0)
        found = re.search(says, said.read())
        if found:
            return found[1]
        time.sleep(0.1)
    said.seek(0)
    raise RuntimeError(f"the server did not start: {said.read()[-2000:]}")


def _env(home: str) -> dict[str, str]:
    return {**os.environ, "WORKBENCH_HOME": home, "PYTHONUNBUFFERED": "1"}
