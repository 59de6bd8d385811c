"""JupyterLab beside the pages: its own folder with own copies of the notebooks, shared live by all who are in it."""

import asyncio
import hashlib
import json
import os
import secrets
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from workbench import settings
from workbench.errors import StoreError
from workbench.kernels import KERNEL
from workbench.server.line import STOCK

START_SECONDS = 180
BOOK = ".herkomst.json"  # which copies are still as they were handed out


def desk() -> Path:
    """The folder that JupyterLab shows; the curated notebooks themselves are never written to."""
    return settings.home() / "lab"


def hand_out() -> None:
    """Own copies of the curated notebooks; a copy that somebody worked on stays as it is. Raises: StoreError."""
    folder = desk() / "notebooks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        book = folder / BOOK
        known = json.loads(book.read_text(encoding="utf-8")) if book.is_file() else {}
        for source in settings.notebook_folder().glob("*.ipynb"):
            _hand_out(source, folder / source.name, known)
        book.write_text(json.dumps(known), encoding="utf-8")
    except OSError as error:
        page = "De map voor JupyterLab kan niet worden geschreven. Maak ruimte of herstel de rechten."
        raise StoreError(f"cannot write {folder}: {error}", page=page) from error


def offer_warm_kernels() -> None:
    """Give a notebook that names plain Python, as ours do to open everywhere, a warm one. Raises: StoreError."""
    place = _folder_of("PATH") / "kernels" / STOCK / "kernel.json"
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        return  # an ordinary kernel does the same, later
    _write(place, spec.to_json())


def _hand_out(source: Path, copy: Path, known: dict[str, str]) -> None:
    if copy.is_file() and _hash(copy) != known.get(copy.name):
        return
    copy.write_bytes(source.read_bytes())
    known[copy.name] = _hash(copy)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass
class Lab:
    """A running JupyterLab. Whoever has its token can run code: only researchers and the facilitator get the link."""

    process: asyncio.subprocess.Process
    base: str
    token: str

    def link(self, path: str = "notebooks") -> str:
        return f"{self.base}/lab/tree/{path}?token={self.token}"

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), 10)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


async def start(ip: str, port: int, *, base: str) -> Lab:
    """Start JupyterLab and wait until it answers. Raises: StoreError when it does not."""
    await asyncio.to_thread(hand_out)
    await asyncio.to_thread(offer_warm_kernels)
    await asyncio.to_thread(_calm_down)
    token = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", *_options(ip, port)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=desk(), env=_environment(token), stdout=asyncio.subprocess.DEVNULL, stderr=_log_file()
    )
    lab = Lab(process, base, token)
    local = "127.0.0.1" if ip in ("", "0.0.0.0", "::") else ip  # noqa: S104 read, not bound
    for _ in range(START_SECONDS * 4):
        if process.returncode is not None:
            break
        if await asyncio.to_thread(_answers, f"http://{local}:{port}/api?token={token}"):
            return lab
        await asyncio.sleep(0.25)
    await lab.stop()
    page = f"JupyterLab start niet. Zie {settings.home() / 'lab.log'}, of gebruik --no-lab."
    raise StoreError("JupyterLab did not answer in time", page=page)


def _calm_down() -> None:
    """JupyterLab asks nobody whether it may fetch news: it never does. Raises: StoreError."""
    never = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    _write(_folder_of("CONFIG") / "labconfig" / "default_setting_overrides.json", json.dumps(never))


def _write(place: Path, content: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    except OSError as error:
        page = "De map voor JupyterLab kan niet worden geschreven. Maak ruimte of herstel de rechten."
        raise StoreError(f"cannot write {place}: {error}", page=page) from error


def _options(ip: str, port: int) -> list[str]:
    store = settings.home() / "jupyter"
    return [
        f"--ServerApp.ip={ip}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={desk()}",
        "--ServerApp.allow_root=True",
        "--ServerApp.quit_button=False",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.news_url=",
        f"--SQLiteYStore.db_path={store / 'samen.db'}",
        "--ServerApp.jpserver_extensions={'workbench.kernels': True}",
        "--MultiKernelManager.default_kernel_name=datawerkplaats",
    ]


def _environment(token: str) -> dict[str, str]:
    """The token goes by the environment, where other users of the machine do not see it; all files go to our home."""
    places = {f"JUPYTER_{name}_DIR": str(_folder_of(name)) for name in ("CONFIG", "DATA", "RUNTIME")}
    (settings.home() / "jupyter").mkdir(parents=True, exist_ok=True)
    first = os.pathsep.join(filter(None, (str(_folder_of("PATH")), os.environ.get("JUPYTER_PATH"))))
    return {**os.environ, **places, "JUPYTER_PATH": first, "JUPYTER_TOKEN": token}


def _folder_of(name: str) -> Path:
    return settings.home() / "jupyter" / name.lower()


def _log_file():
    return (settings.home() / "lab.log").open("ab")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 our own address
            return answer.status == 200
    except OSError:
        return False
