"""Who may ask what: a rule for every route of the running application, and each role tried on each of them."""

import asyncio
import json
import re
import uuid

import pytest

from tests.server.conftest import new_table
from tests.session.test_roles import CONTENT
from workbench.server import gate
from workbench.server.access import ANYBODY, Door
from workbench.server.app import Workplace
from workbench.session import KINDS

NOBODY, ALL = "nobody", frozenset({"partner", "participant", "researcher", "facilitator"})
TABLE, DESK, LEAD = ALL - {"partner"}, frozenset({"researcher", "facilitator"}), frozenset({"facilitator"})
PAGE = "11111111-1111-1111-1111-111111111111"
# Route -> for each method who gets further than the door. A route that is not here makes the first test fail.
RULES: dict[str, dict[str, frozenset]] = {
    "": {"GET": ANYBODY},
    "healthz": {"GET": ANYBODY, "HEAD": ANYBODY},
    "voila/render/klein.ipynb": {"GET": ALL},
    "omtrekken/2020/gemeente.json": {"GET": ANYBODY, "HEAD": ANYBODY},
    f"api/kernels/{PAGE}": {"GET": ALL},
    f"api/kernels/{PAGE}/channels": {"GET": ALL},
    f"voila/api/shutdown/{PAGE}": {"POST": ALL},
    "voila/static/1/voila.js": {"GET": ANYBODY, "HEAD": ANYBODY},
    "voila/labextensions/x.js": {"GET": ANYBODY, "HEAD": ANYBODY},
    "statisch/tokens.css": {"GET": ANYBODY, "HEAD": ANYBODY},
    "statisch/pagina.css": {"GET": ANYBODY, "HEAD": ANYBODY},
    "uitnodiging/x": {"GET": ANYBODY, "POST": ANYBODY},
    "afmelden": {"POST": ALL},
    "sessie/{id}": {"GET": ALL},
    "sessie/{id}/code/x.svg": {"GET": LEAD},
    "sessie/{id}/tafel/klein": {"GET": ALL},
    f"sessie/{{id}}/aftakking/{PAGE}": {"GET": ALL},
    "sessie/{id}/beeld/x": {"GET": ALL},
    "sessie/{id}/toen/x": {"GET": ALL},
    "sessie/{id}/naast/x": {"GET": ALL},
    "sessie/{id}/bureau/klein": {"GET": DESK},
    "api/sessie/{id}/stroom": {"GET": ALL},
    "api/sessie/{id}/regels": {"GET": ALL, "POST": TABLE},
    "api/sessie/{id}/stemming/x": {"GET": ALL},
    "api/sessie/{id}/keten/x": {"GET": ALL},
    "api/sessie/{id}/aftakken": {"POST": TABLE},
    "api/sessie/{id}/voorstel": {"POST": TABLE},
    "api/sessie/{id}/tafel": {"POST": LEAD},
    "api/sessie/{id}/bediening": {"POST": LEAD},
    "api/sessie/{id}/volgmij": {"POST": LEAD},
    "api/sessie/{id}/uitnodigingen": {"POST": LEAD, "DELETE": LEAD},
    "api/sessie/{id}/versie": {"POST": DESK, "DELETE": DESK},
    "sessie/{id}/agenda": {"GET": ALL},
    "sessie/{id}/agenda.ics": {"GET": ALL},
    "sessie/{id}/interventie/x": {"GET": ALL},
    "sessie/{id}/interventie/x/beeld": {"GET": ALL},
    "api/sessie/{id}/interventies": {"GET": ALL, "POST": DESK},
    "api/sessie/{id}/interventies/begin": {"GET": DESK},
    "api/sessie/{id}/interventies/zicht": {"GET": DESK},
    "api/sessie/{id}/interventies/x": {"GET": ALL, "POST": DESK},
    "api/sessie/{id}/agenda": {"GET": ALL},
    "api/sessie/{id}/afgerond": {"POST": TABLE},
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What JupyterLab, Jupyter Server and stock Voila serve; here it must not even exist.
JUPYTERS = ("api/contents", "api/terminals", "api/kernels", "api/sessions", "api/kernelspecs", "files/x", "tree", "lab")
VOILAS = ("voila/tree/", "voila/files/x", "voila/api/contents/", "voila/static/", "statisch/", "notebooks/klein.ipynb")


@pytest.fixture(scope="module")
def routes(tmp_path_factory) -> list:
    """(pattern, handler) of the application as it runs."""

    async def found() -> list:
        place = Workplace()
        app = place.setup()
        place.journal.close()
        return [(rule.matcher.regex.pattern, rule.target) for rule in app.wildcard_router.rules]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("home")))
        return asyncio.run(found())


def test_every_route_has_a_rule_here_and_the_same_in_the_code(routes):
    for pattern, handler in routes:
        mine = [path for path in RULES if first_match(routes, path.format(id="s")) == pattern]
        assert mine, f"no rule for {pattern}"
        assert issubclass(handler, Door)
        for path in mine:
            assert {
                method: ALL if who == frozenset({*ALL, "solo"}) else who for method, who in handler.rights.items()
            } == RULES[path]


def first_match(routes: list, path: str) -> str | None:
    return next((pattern for pattern, _ in routes if re.match(pattern, f"/{path}")), None)


@pytest.fixture(scope="module")
def seats(server) -> dict:
    table = new_table(server)
    return {role: table.seat(role) for role in ALL}


@pytest.fixture(scope="module")
def outsider(server):
    return server.visitor()


@pytest.mark.parametrize("path", RULES)
def test_each_role_gets_exactly_as_far_as_its_rule_says(seats, outsider, path):
    for method in METHODS:
        allowed = RULES[path].get(method, frozenset())
        for role, seat in seats.items():
            status = tried(seat, method, path)
            assert (status not in (403, 405)) == (role in allowed) or excused(path, method, status), (role, method)
        if NOBODY not in allowed:
            assert (
                outsider.ask(method, path.format(id="s"), b"{}" if method != "GET" else None, FORWARDED).status >= 400
            )


FORWARDED = {"X-Forwarded-For": "192.0.2.1"}  # so that this machine does not count as one's own


def tried(seat, method: str, path: str) -> int:
    if path.endswith("/stroom") and method == "GET":
        return 200  # never ends by itself; tried in test_one_table and in the browser
    headers = {"Accept": "application/json", "X-Xsrftoken": seat.cookie("_xsrf")}
    body = json.dumps({"id": str(uuid.uuid4())}).encode() if method not in ("GET", "HEAD") else None
    keep = list(seat.jar)
    status = seat.ask(method, path.format(id=seat.session), body, headers).status
    for cookie in keep:
        seat.jar.set_cookie(cookie)
    return status


def excused(path: str, method: str, status: int) -> bool:
    """Past the door, and then refused for another reason: a forged invitation."""
    return path.startswith("uitnodiging") and method in ("GET", "POST") and status == 403


@pytest.mark.parametrize("path", [*JUPYTERS, *VOILAS])
def test_what_runs_code_or_reads_files_does_not_exist(seats, path):
    for method in METHODS:
        assert tried(seats["facilitator"], method, path) == 404


def test_no_seat_gets_into_another_session(server, seats):
    other = new_table(server)
    seat = seats["facilitator"]
    for path in [path for path in RULES if "{id}" in path]:
        for method in RULES[path]:
            headers = {"Accept": "application/json", "X-Xsrftoken": seat.cookie("_xsrf")}
            body = b"{}" if method != "GET" else None
            assert seat.ask(method, path.format(id=other.id), body, headers).status == 403, path


# Who may say what by the route of the panel. The rest comes about by an act with a route of its own, above.
SAID = {
    **dict.fromkeys(("interpretation", "question", "comment", "action", "vote_cast"), TABLE),
    "decision": DESK,
    **dict.fromkeys(("vote_opened", "vote_closed"), LEAD),
}
ACTS = {"looked", "branched", "proposal", "on_table", "controls", "called", "notebook_change", "registered", "done"}


def test_each_role_says_exactly_what_it_may_and_nothing_that_is_an_act(table):
    assert set(SAID) | ACTS == set(KINDS)  # a new kind of entry is decided here
    seats = {role: table.seat(role) for role in ALL}
    for role, seat in seats.items():
        vote = f"vote-{role}"
        opened = {"kind": "vote_opened", "content": CONTENT["vote_opened"], "page": ""}
        assert seats["facilitator"].api("POST", "regels", id=vote, **opened).status == 201
        for kind, content in CONTENT.items():
            told = content | ({"vote": vote} if "vote" in content else {})
            answer = seat.api("POST", "regels", id=f"{role}-{kind}", kind=kind, content=told, page="")
            assert (answer.status == 201) == (role in SAID.get(kind, ())), (role, kind)


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("decision", {"text": "Besluit."}),
        ("vote_opened", CONTENT["vote_opened"]),
    ],
)
def test_no_field_that_a_participant_adds_makes_it_another_role(table, kind, about):
    seat = table.seat("participant")
    forged = {"role": "facilitator", "seat": "x", "by": "facilitator", "visitor": {"role": "facilitator"}}
    told = {"id": "vals", "kind": kind, "content": about, "page": "", **forged}
    assert seat.api("POST", "regels", **told).status == 403
    assert seat.api("POST", "regels?role=facilitator", **told).status == 403
    assert seat.api("POST", "regels", **told | {"content": {**about, "role": "facilitator"}}).status in (400, 403)
    assert [entry for entry in seat.entries() if entry["id"] == "vals"] == []


async def test_what_everybody_may_ask_of_a_picture_moves_it_for_nobody(works):
    table = new_table(works, notebook="verkennen", indicator="eenzaamheid", groep="18plus", periode=2020)
    lead, seat = table.seat("facilitator"), table.seat("participant")
    page = lead.open("verkennen")
    assert lead.api("POST", "bediening", movers="facilitator").status == 200
    async with seat.line(page) as line, lead.line(page) as watcher:
        await asyncio.gather(line.ready(), watcher.ready())
        before = json.dumps(watcher.states, sort_keys=True)
        own = [name for name, state in line.states.items() if state.get("_model_name") == "AnyModel"]
        for name in own:
            for kind in sorted(gate.READING):
                asked = {"method": "custom", "content": {"kind": kind, "given": "Emmen", "to": "x"}}
                await line.done(await line.send("comm_msg", {"comm_id": name, "data": asked}))
        await watcher.settle()
        assert json.dumps(watcher.states, sort_keys=True) == before
    assert len(own) >= 3
