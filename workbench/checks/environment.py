"""environment.yml and requirements.lock follow pyproject.toml; the lock names no index and no host."""

import re
import tomllib
from collections.abc import Iterator

import yaml

from workbench.settings import CHECKOUT


def out_of_step() -> Iterator[str]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_name(line): line for line in project["dependencies"]}
    yield from _environment(wanted, python=project["requires-python"])
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    yield from _lock({*wanted, *map(_name, extras)})


def _environment(wanted: dict[str, str], *, python: str) -> Iterator[str]:
    listed = yaml.safe_load((CHECKOUT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    lines = [line for entry in listed for line in (entry["pip"] if isinstance(entry, dict) else [entry])]
    plain = {_name(line): _squeezed(line) for line in lines if not line.startswith("-")}
    if plain.pop("python", None) != f"python{python}":
        yield f"environment.yml should ask for python{python}"
    plain.pop("pip", None)
    for name in sorted(wanted.keys() | plain.keys()):
        if plain.get(name) != _squeezed(wanted.get(name, "")):
            yield f"environment.yml and pyproject.toml differ about {name}"


def _lock(wanted: set[str]) -> Iterator[str]:
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {_name(line) for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}
    yield from (f"requirements.lock lacks {name}; run make lock" for name in sorted(wanted - pinned))
    if re.search(r"https?://|^--(?!hash)", lock, flags=re.MULTILINE):
        yield "requirements.lock names an index or a host"


def _name(line: str) -> str:
    return re.split(r"[\s\[<>=!~;]", line.strip(), maxsplit=1)[0].lower().replace("_", "-")


def _squeezed(line: str) -> str:
    # Extras are a pip notion; conda packages have none.
    return re.sub(r"\[[^]]*\]|\s", "", line).lower()
