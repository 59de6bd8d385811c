"""What the door hides is nowhere below it: pages, widget states, errors, logs, journal, addresses, exports, reports."""

import asyncio
import json
import os
import re
import subprocess
import sys
import urllib.parse
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.disclosure.search import hidden_values_in
from tests.server.conftest import Server, new_table
from tests.server.seats import Line, Seated, page_id
from tests.server.secrets_everywhere import INDICATORS, MONTHS, Secrets, seeded
from workbench import areas, settings

NOTEBOOKS = sorted(path.stem for path in settings.notebook_folder().glob("*.ipynb"))
CHOSEN = (INDICATORS[0], "wijk")
WRONG = [
    "verkennen.ipynb?indicator=bestaatniet",
    "verkennen.ipynb?gebied=XX0001",
    "verkennen.ipynb?periode=1900",
    "verkennen.ipynb?groep=reuzen",
    "bestaatniet.ipynb",
]


class Watched(Server):
    """A server of which everything that it mutters is kept."""

    def log(self):
        return Path(self.env["LOG"]).open("wb")


class Recorded:
    """A websocket that keeps all that comes in."""

    def __init__(self, socket):
        self.socket, self.heard = socket, []
        self.send, self.close = socket.send, socket.close

    async def recv(self) -> str | bytes:
        told = await self.socket.recv()
        self.heard.append(told.encode() if isinstance(told, str) else bytes(told))
        return told


class Listening(Line):
    """A line that is heard in full."""

    async def __aenter__(self) -> Line:
        await super().__aenter__()
        self.socket = Recorded(self.socket)
        return self


@dataclass
class Evidence:
    """Everything that came out, as files in one folder."""

    folder: Path
    secrets: Secrets
    home: Path

    def keep(self, name: str, content: str | bytes) -> None:
        body = content.encode() if isinstance(content, str) else content
        (self.folder / re.sub(r"\W+", "_", name)).write_bytes(body)

    @property
    def area(self) -> str:
        """An area of which the figure is hidden."""
        rows = self.secrets.hidden
        return str(rows.loc[rows["indicator"] == INDICATORS[0], "area_code"].iloc[0])


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """One run of everything: each page in a session, moved to a hidden area; errors, outlines, exports and reports."""
    place = tmp_path_factory.mktemp("alles")
    (place / "evidence").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        found = Evidence(place / "evidence", seeded(place / "home", patch), place / "home")
        env = {"LOG": str(place / "evidence" / "server.log"), "WORKBENCH_NOTEBOOKS": str(settings.notebook_folder())}
        server = Watched(found.home, env=env)
        try:
            _use(server, found)
        finally:
            server.stop()
        _take_away(found)
        yield found


def _use(server: Server, found: Evidence) -> None:
    seat = new_table(server, notebook="verkennen").seat("facilitator")
    found.keep("lobby", seat.lobby.text)
    asyncio.run(_open_all(seat, found))
    for query in [*WRONG, f"verkennen.ipynb?indicator={INDICATORS[0]}&niveau=wijk&gebied={found.area}"]:
        answer = seat.get(f"voila/render/{query}")
        found.keep(f"pagina {query}", f"{answer.status} {answer.headers} {answer.text}")
    assert seat.say(f"Waarom is {found.area} verborgen?").status < 300
    found.keep("logboek", seat.api("GET", "regels").text)
    for edition in areas.EDITIONS:
        for level in ("gemeente", "wijk", "buurt"):
            found.keep(f"omtrekken {edition} {level}", seat.get(f"omtrekken/{edition}/{level}.json").text)


async def _open_all(seat: Seated, found: Evidence) -> None:
    at_once = asyncio.Semaphore(2)

    async def one(name: str) -> None:
        async with at_once:
            answer = await asyncio.to_thread(seat.get, f"sessie/{seat.session}/tafel/{name}")
            found.keep(f"tafel {name}", answer.text)
            assert answer.status == 200, name
            async with Listening(seat, page_id(answer)) as line:
                await line.ready()
                sent = [one async for one in _look_elsewhere(line, area=found.area)]
                await line.until(lambda: line.idle.issuperset(sent))
                if name == "verkennen":
                    await line.until(lambda: all(_says(line, word) for word in CHOSEN))
                await line.settle()
                found.keep(f"lijn {name}", b"\n".join(line.socket.heard))

    await asyncio.gather(*map(one, NOTEBOOKS))


async def _look_elsewhere(line: Line, *, area: str) -> AsyncIterator[str]:
    """Whoever may choose an indicator, a level or an area chooses what is hidden; gives the messages."""
    for model, state in list(line.states.items()):
        known = json.dumps(state.get("options", ""))
        for value in [MONTHS, INDICATORS[0], "wijk", area]:
            if f'"{value}"' in known:
                yield await line.send("comm_msg", {"comm_id": model, "data": _chosen(value)})


def _says(line: Line, word: str) -> bool:
    """Whether the address of the page has followed."""
    return any(word in json.dumps(state.get("view", "")) for state in line.states.values())


def _chosen(value: str) -> dict:
    return {"method": "update", "state": {"value": value}, "buffer_paths": []}


def _take_away(found: Evidence) -> None:
    rows = found.secrets.shown.rows()
    rows.to_csv(found.folder / "uitvoer.csv")
    rows.to_parquet(found.folder / "uitvoer.parquet")
    about = ["-p", f"indicator={INDICATORS[0]}", "-p", "niveau=wijk", "-p", f"gebied={found.area}"]
    command = str(Path(sys.executable).with_name("workbench"))
    for words in (
        ["report", "verkennen", *about, "--output", str(found.folder / "verslag.html")],
        ["disclosure", "ledger", "--json"],
        ["disclosure", "verify"],
        ["data", "status"],
    ):
        done = subprocess.run(
            [command, *words], capture_output=True, text=True, env=os.environ, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        found.keep(f"commando {words[0]} {words[1]}", done.stdout + done.stderr)


def test_no_hidden_number_is_in_anything_that_came_out(evidence):
    assert len(evidence.secrets.numbers) > 50
    assert hidden_values_in(evidence.folder, [*evidence.secrets.numbers, *evidence.secrets.values]) == []


def test_no_hidden_number_is_in_what_the_workbench_wrote_besides_its_store(evidence):
    for proof in (evidence.home / "disclosure" / "certificates").glob("*.json"):
        # The other tables are worked out from what is published: by chance one may be true.
        kept = {name: part for name, part in json.loads(proof.read_text()).items() if name != "alternatives"}
        proof.write_text(json.dumps(kept))
    written = [path for path in evidence.home.iterdir() if path.name != "store"]
    assert {"disclosure", "sessions"} <= {path.name for path in written}
    leaks = [each for path in written for each in hidden_values_in(path, evidence.secrets.numbers)]
    assert leaks == []


def test_no_hidden_number_is_in_an_address(evidence):
    pages = "".join(path.read_text(encoding="utf-8") for path in evidence.folder.glob("*tafel*"))
    addresses = re.findall(r"""(?:href|src|data-[a-z]+)=["']([^"']+)""", pages)
    assert len(addresses) > 50
    told = "\n".join(urllib.parse.unquote(address) for address in addresses).encode()
    assert hidden_values_in(told, [*evidence.secrets.numbers, *evidence.secrets.values]) == []


def test_every_notebook_came_out_and_shows_that_something_is_hidden(evidence):
    for name in NOTEBOOKS:
        assert (evidence.folder / f"lijn_{name}").stat().st_size > 1_000, name
    report = (evidence.folder / "verslag.html").read_text(encoding="utf-8")
    assert "verborgen" in report
    assert evidence.area in report


def test_the_search_finds_what_is_shown_and_what_lies_behind_the_door(evidence):
    # Were the search blind, the tests above could not fail.
    shown = evidence.secrets.shown.rows(indicator=INDICATORS[0], status="published", level="wijk")
    assert len(hidden_values_in(evidence.folder / "uitvoer.csv", shown["numerator"].astype(int).tolist()[:5])) >= 5
    assert hidden_values_in(evidence.home / "store", evidence.secrets.numbers[:3]) != []
    value = f"{shown['value'].iloc[0]:.9f}"[:8]
    assert hidden_values_in(evidence.folder, [value]) != []
