"""A change of indicator on the map: bytes to the browser and time until it is painted, in a real Chromium.

The page `verkennen` with 679 buurten, and maps of 679 and of 14,574 invented areas, next to a stock
`ipyleaflet.Choropleth` with the same outlines and figures under the same Voila in the same run. Time is from the
choice in the browser until the last change on the screen, with kernel and network in between.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import nbformat
import numpy as np

from workbench import settings
from workbench.benchmarks.figure import Figure
from workbench.errors import InvalidInput

CHROMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MANY, BUURTEN, TURNS = 14_574, 679, 7
QUIET = 600  # ms without any change on the screen: then the last one was the end
FIGURES = 2000  # bytes: a message from here on carries the figures of the areas
WEST, SOUTH, SIDE = 3.4, 50.8, 0.03
PAGES = {
    "ours-679": "from workbench.benchmarks import map\nmap.ours(679)",
    "stock-679": "from workbench.benchmarks import map\nmap.stock(679)",
    "ours-14574": "from workbench.benchmarks import map\nmap.ours(14574)",
    "stock-14574": "from workbench.benchmarks import map\nmap.stock(14574)",
}
WATCH = """
window.seen = window.heard = 0;
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if ((data.byteLength ?? data.size ?? data.length) > FIGURES) window.heard = performance.now();
    });
  }
};
const painted = () => { window.seen = performance.now(); };
for (const name of ["fill", "stroke"]) {
  const plain = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) { painted(); return plain.apply(this, given); };
}
const all = { subtree: true, childList: true, attributes: true };
const watch = () => new MutationObserver(painted).observe(document.body, all);
document.body ? watch() : document.addEventListener("DOMContentLoaded", watch);
window.turn = (list, value) => new Promise((done) => {
  const begun = performance.now();
  list.value = value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  let last = 0;
  const look = () => {
    const painted = window.heard > begun && window.seen > window.heard;
    if (painted && performance.now() - window.seen > QUIET) done(window.seen - begun);
    else if (performance.now() - begun > 60000) done(NaN);
    else setTimeout(look, 20);
  };
  setTimeout(look, 20);
});
""".replace("QUIET", str(QUIET)).replace("FIGURES", str(FIGURES))


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, _voila(Path(folder)) as base, _browser() as browser:
        whole = _change(browser, f"{base}verkennen.ipynb", values=("koopwoningen", "aandeel-65plus"))
        ours, stock = (_change(browser, f"{base}{name}-679.ipynb") for name in ("ours", "stock"))
        yield Figure("kaart: bytes per keuze, hele pagina, 679", whole[0] / 1000, "kB", stock=stock[0] / 1000, bar=20)
        yield Figure("kaart: bytes per keuze, alleen kaart, 679", ours[0] / 1000, "kB", stock=stock[0] / 1000)
        yield Figure("kaart: keuze tot beeld, 679 buurten", ours[1], "ms", stock=stock[1], bar=150)
        yield Figure("kaart: keuze tot beeld, hele pagina, 679", whole[1], "ms", stock=stock[1])
        ours, stock = (_change(browser, f"{base}{name}-14574.ipynb") for name in ("ours", "stock"))
        yield Figure("kaart: bytes per keuze, 14.574 gebieden", ours[0] / 1000, "kB", stock=stock[0] / 1000)
        yield Figure("kaart: keuze tot beeld, 14.574 gebieden", ours[1], "ms", stock=stock[1], bar=250)


def ours(number: int):
    """A list to choose a year from, and our map of so many areas; what a page of the benchmark shows."""
    import ipywidgets

    from workbench.views import geometry
    from workbench.views.livemap import Restyle, leaflet_map

    rings, page = _outlines(number), leaflet_map()
    names = [(code, code, "") for code in rings]
    packed = geometry.packed(names, rings, level="gemeente", edition=0, schematic=True)
    state = Restyle(map_id=page.model_id, level="gemeente", outlines=lambda *_: packed, picked=lambda _: None)
    list_ = ipywidgets.Dropdown(options=["1", "2", "3"], description="Jaar")

    def show(*_: object) -> None:
        values = _values(number, seed=int(list_.value))
        state.show(np.digitize(values, [20, 40, 60, 80]).astype(np.uint8).tobytes(), values.tolist())

    show()
    list_.observe(show, "value")
    return ipywidgets.VBox([list_, page, state])


def stock(number: int):
    """The same with ipyleaflet's own Choropleth."""
    import ipyleaflet
    import ipywidgets
    from branca.colormap import linear

    rings = _outlines(number)
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": {"type": "Polygon", "coordinates": each}}
        for code, each in rings.items()
    ]
    list_ = ipywidgets.Dropdown(options=["1", "2", "3"], description="Jaar")
    layer = ipyleaflet.Choropleth(
        geo_data={"type": "FeatureCollection", "features": features},
        choro_data=dict(zip(rings, _values(number, seed=1).tolist(), strict=True)),
        colormap=linear.YlOrBr_05,
        value_min=0,
        value_max=100,
        key_on="id",
    )

    def show(*_: object) -> None:
        layer.choro_data = dict(zip(rings, _values(number, seed=int(list_.value)).tolist(), strict=True))

    list_.observe(show, "value")
    page = ipyleaflet.Map(layers=(layer,), center=(52.2, 5.3), zoom=7)
    return ipywidgets.VBox([list_, page])


def _outlines(number: int) -> dict[str, list[list[tuple[float, float]]]]:
    """Closed polygons of 18 points on a grid, in order of code."""
    wide, angles = int(np.ceil(np.sqrt(number))), np.linspace(0, 2 * np.pi, 19)
    circle = SIDE / 2 * np.column_stack([np.cos(angles), np.sin(angles)])
    middles = [(WEST + at % wide * SIDE, SOUTH + at // wide * SIDE) for at in range(number)]
    return {f"{at:05}": [[tuple(point) for point in circle + middle]] for at, middle in enumerate(middles)}


def _values(number: int, *, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 100, number).round(1)


def _change(browser, address: str, values: tuple[str, ...] = ()) -> tuple[float, float]:
    """Median bytes and milliseconds of a change of the first list on a page."""
    page, received = browser.new_page(), []
    page.add_init_script(WATCH)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(address, timeout=180_000)
    chooser = page.locator("select").first
    chooser.wait_for(timeout=180_000)
    page.locator("canvas, .leaflet-overlay-pane path").first.wait_for(state="attached", timeout=180_000)
    page.wait_for_timeout(3000)
    spent, sizes = [], []
    for turn in range(TURNS + 1):
        received.clear()
        wanted = values[turn % 2] if values else None
        spent.append(chooser.evaluate(_TURN, [wanted, turn]))
        sizes.append(sum(received))
    page.close()
    # The first turn reads figures that later ones have at hand; it is no part of the median.
    return statistics.median(sizes[1:]), statistics.median(spent[1:])


_TURN = "(list, [value, turn]) => window.turn(list, value ?? list.options[(turn + 1) % list.options.length].value)"


@contextmanager
def _voila(folder: Path) -> Iterator[str]:
    """Plain Voila over the pages of the benchmark and the page verkennen, with demonstration figures."""
    for name, code in PAGES.items():
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), folder / f"{name}.ipynb")
    source = (settings.notebook_folder() / "verkennen.ipynb").read_text(encoding="utf-8")
    chosen = {"angst-depressie-risico": "koopwoningen", 'niveau: str = \\"gemeente\\"': 'niveau: str = \\"buurt\\"'}
    for old, new in chosen.items():
        source = source.replace(old, new)
    (folder / "verkennen.ipynb").write_text(source, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("voila")), str(folder), "--no-browser", f"--port={port}"]
    environment = os.environ | {"WORKBENCH_HOME": str(folder / "home")}
    with (folder / "voila.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/voila/render/"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(address: str) -> None:
    for _ in range(240):
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("Voila did not start")


@contextmanager
def _browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, CHROMES)), None)
    if found is None:
        raise InvalidInput("no Chromium", page="Deze meting heeft Chromium of Chrome nodig. Installeer er een.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
