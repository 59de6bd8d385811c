"""What a partner's figures were withdrawn from is gone: the page that showed them, and the pictures of then."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import websockets

from tests.server.conftest import HERE, Server, new_table
from tests.server.seats import page_id
from workbench.disclosure.chain import Chain

VERSION = {"levering": "0123456789abcdef"}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """A server whose page says that it shows this delivery."""
    place = tmp_path_factory.mktemp("ingetrokken")
    shutil.copytree(HERE / "notebooks", place / "notebooks")
    notebook = place / "notebooks" / "klein.ipynb"
    shown = notebook.read_text(encoding="utf-8").replace("adres = Adres(", f"adres = Adres(versions={VERSION!r}, ")
    notebook.write_text(shown, encoding="utf-8")
    assert str(VERSION) in shown
    server = Server(place / "home", idle=60, env={"WORKBENCH_NOTEBOOKS": str(place / "notebooks")})
    yield server
    server.stop()


async def test_withdrawn_figures_leave_every_page_and_every_picture_of_then(delivered):
    table = new_table(delivered)
    seat = table.seat("participant")
    page = seat.open()
    assert seat.say("Waarom hier?", id="toen", page=page).status == 201
    then = seat.get(f"sessie/{table.id}/toen/toen")
    assert then.status == 200
    async with seat.line(page) as line, seat.line(page_id(then)) as still:
        await line.ready()
        await still.ready()
        withdraw(delivered)
        for socket in (line.socket, still.socket):
            with pytest.raises(websockets.ConnectionClosedError) as ended:
                await all_of(socket)
            assert ended.value.rcvd.code == 4404
    answer = seat.get(f"sessie/{table.id}/toen/toen")
    assert (answer.status, "zijn ingetrokken" in answer.text) == (403, True)


async def all_of(socket) -> None:
    while True:
        await socket.recv()


def withdraw(server: Server) -> None:
    (name, version) = next(iter(VERSION.items()))
    with Chain(Path(server.env["WORKBENCH_HOME"]) / "disclosure" / "gate.sqlite").appending() as log:
        log.add(f"{name}/{version}", {"what": "withdrawn", "at": dt.datetime.now(dt.UTC).isoformat()})
