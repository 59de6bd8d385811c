"""People who may release figures, for tests: a catalogue that knows their keys, and the keys."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from workbench import settings, signatures
from workbench.disclosure import gate

PASSWORD = "paardenbatterij"
REASON = "Nagerekend met de partner."


@dataclass
class Releasers:
    """`keys`: the file with the key of each person that was `enrolled`."""

    folder: Path
    keys: dict[str, Path] = field(default_factory=dict)

    def enrol(self, name: str, *, public: str | None = None) -> str:
        """Adds a person to the catalogue; gives the public half of the key."""
        path = self.folder.parent / f"{name}.sleutel"
        public = public or signatures.new_key(path, password=PASSWORD)
        self.keys[name] = path
        entry = f"id: {name}\nname: {name.title()}\norganisation: Een GGD\nkey: {public}\nsince: 2020-01-01\n"
        (self.folder / "releasers" / f"{name}.yaml").write_text(entry)
        return public

    def approve(self, dataset: str, version: str, *, who: str, reason: str = REASON) -> list[gate.Approval]:
        return gate.approve(dataset, version, key=self.keys[who], password=PASSWORD, reason=reason)

    def withdraw(self, dataset: str, version: str, *, who: str) -> None:
        gate.withdraw(dataset, version, key=self.keys[who], password=PASSWORD, reason="Er zit een fout in.")

    def release(self, dataset: str, version: str) -> None:
        """As two different people."""
        for who in ("data-officier", "privacy-officier"):
            if who not in self.keys:
                self.enrol(who)
            self.approve(dataset, version, who=who)


def releasers_in(folder: Path, patch: pytest.MonkeyPatch) -> Releasers:
    """A copy of the catalogue in which people can be enrolled; it is the catalogue from now on."""
    shutil.copytree(settings.catalog_folder(), folder)
    (folder / "releasers").mkdir(exist_ok=True)
    patch.setenv("WORKBENCH_CATALOG", str(folder))
    return Releasers(folder)
