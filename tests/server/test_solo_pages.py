"""Somebody alone on the own machine: pages, what may be asked of them, and what is said when it goes wrong."""

import http.client

import pytest

from tests.server.conftest import PATIENCE


def test_the_start_page_lists_each_notebook_with_its_question(visitor):
    page = visitor.get("").text
    assert "Hoe groot is het?" in page
    assert "Schuif en kijk mee." in page


def test_a_page_has_dutch_one_title_and_landmarks(visitor):
    page = visitor.get("voila/render/klein.ipynb?gebied=GM0114").text
    assert '<html lang="nl">' in page
    assert page.count("<h1") == 1
    assert all(f"<{mark}" in page for mark in ("header", "nav", "main", "footer"))


def test_nothing_on_a_page_comes_from_another_host(visitor):
    page = visitor.get("voila/render/klein.ipynb").text
    assert "//cdn" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("kleur=rood", 404, "kleur"),
        ("gebied=XX99", 404, "XX99"),
        ("periode=vroeger", 400, "periode"),
        ("periode=2020&periode=2024", 400, "periode"),
        ("periode=1%0Aimport%20os", 400, "periode"),
    ],
)
def test_what_a_notebook_does_not_declare_or_know_is_refused_in_dutch(visitor, query, status, sentence):
    answer = visitor.get(f"voila/render/klein.ipynb?{query}")
    assert answer.status == status
    assert sentence in answer.text
    assert '<html lang="nl">' in answer.text


def test_a_failed_cell_is_an_error_and_says_so(visitor):
    answer = visitor.get("voila/render/stuk.ipynb")
    assert answer.status == 500
    assert "kon niet worden gemaakt" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_our_own_errors_in_a_cell_give_their_own_sentence_and_status(visitor):
    answer = visitor.get("voila/render/onbekend.ipynb")
    assert answer.status == 404
    assert "Dit gebied is er niet" in answer.text


def test_health_is_answered(visitor):
    assert visitor.get("healthz").status == 200


def test_outlines_are_packed_and_kept_by_the_browser(visitor):
    answer = visitor.get("omtrekken/2020/gemeente.json")
    again = visitor.get("omtrekken/2020/gemeente.json", If_None_Match=answer.headers["Etag"])
    assert "GM0106" in answer.text
    assert again.status == 304


@pytest.mark.parametrize("path", ["omtrekken/1999/gemeente.json", "omtrekken/2020/straat.json", "statisch/../app.py"])
def test_what_is_not_there_is_a_dutch_404(visitor, path):
    assert visitor.get(path).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "werkplaats.example"},
        {"Host": "127.0.0.1.example.org"},
        {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"},
        {"Host": "localhost", "Forwarded": "for=127.0.0.1"},
    ],
)
def test_without_an_invitation_only_the_machine_itself_gets_in(server, headers):
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    line.request("GET", "/voila/render/klein.ipynb", headers=headers)
    answer = line.getresponse()
    assert answer.status == 403
    assert "uitnodiging" in answer.read().decode()
    line.close()


def test_another_visitors_page_cannot_be_seen(server):
    mine, other = server.visitor(), server.visitor()
    page = mine.get("voila/render/klein.ipynb").text.split('data-page="')[1].split('"')[0]
    other.get("")
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "eA==",
        "Sec-WebSocket-Version": "13",
    }
    assert other.ask("GET", f"api/kernels/{page}/channels", None, upgrade).status == 403


@pytest.mark.parametrize(
    "name", ["%00", "pagina.css%00", "a" * 5000, "../app.py", "..%2fapp.py", "%2e%2e/%2e%2e/errors.py", "/etc/passwd"]
)
def test_a_file_outside_or_that_cannot_be_does_not_exist(server, name):
    for folder in ("statisch", "voila/static/1", "voila/labextensions"):
        line = http.client.HTTPConnection("127.0.0.1", server.port)  # sends the address as it is
        line.request("GET", f"/{folder}/{name}")
        assert line.getresponse().status == 404, folder
        line.close()
