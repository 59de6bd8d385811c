"""A session: many seats opening one shared view, a control that moves for all, a branch; next to stock Voila.

Clients and server share this machine's cores, as they would not in a meeting.
"""

import asyncio
import tempfile
from collections.abc import Iterator

from tornado.httpclient import AsyncHTTPClient

from workbench.benchmarks.figure import Figure
from workbench.benchmarks.session.ours import NOTEBOOK, SEATS, WEBINAR, ours
from workbench.benchmarks.session.stock import stock


def figures() -> Iterator[Figure]:
    AsyncHTTPClient.configure(None, max_clients=WEBINAR + SEATS)
    with tempfile.TemporaryDirectory() as home:
        found = asyncio.run(ours(home))
        yield Figure(f"wijziging bij alle {SEATS}, mediaan", found.change, "ms", bar=200)
        yield Figure("wijziging, per plaats", found.kilobytes, "kB", bar=20)
        yield Figure("gedeelde kernel gedood, terug in de laatste stand", found.recovery, "s", bar=5)
        beside = asyncio.run(stock(home, notebook=NOTEBOOK))
        words = beside.words
        yield Figure(f"{SEATS} plaatsen open, traagste ({words})", found.few, "s", stock=beside.slowest, bar=2)
        yield Figure(f"{WEBINAR} plaatsen open, traagste ({words})", found.webinar, "s", stock=beside.slowest, bar=8)
        if beside.slowest:
            times = beside.slowest / found.few
            yield Figure(f"{SEATS} plaatsen, keer sneller", times, "keer", bar=25, higher_is_better=True)
        yield Figure("servergeheugen per extra plaats", found.per_seat, "MB", stock=beside.per_seat, bar=3)
        yield Figure("aftakking klaar (gangbaar: een nieuwe pagina)", found.branch, "s", stock=beside.alone, bar=1.5)
