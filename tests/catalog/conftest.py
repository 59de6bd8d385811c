"""A catalogue of four files, small enough to break on purpose."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

FILES = {
    "themes/slaap.yaml": """
        id: slaap
        label: Slaap
        description: Hoe slapen inwoners?
        reading: In een groep.
        groups:
          - id: indicatoren
            label: Slaap zelf
            description: Hoe goed en hoe lang.
            indicators: [slaapt-slecht]
        """,
    "indicators/slaap.yaml": """
        - id: slaapt-slecht
          label: Slaapt slecht
          definition: Aandeel inwoners dat slecht slaapt.
          unit: percent
          direction: higher_is_worse
          decimals: 1
          classes: [5, 10, 15, 20]
          series:
            - {dataset: 12345NED, topic: SlaaptSlecht}
        """,
    "datasets/12345NED.yaml": """
        id: 12345NED
        label: Slaap per wijk
        publisher: RIVM
        service: statline-v3
        host: dataderden.cbs.nl
        table: 12345NED
        page: https://statline.rivm.nl/12345NED
        licence: https://creativecommons.org/licenses/by/4.0/
        citation: "Bron: RIVM."
        frequency: elk jaar
        edition: 2024
        estimation: survey
        population: Alle inwoners
        periods: [2023, 2024]
        levels: [land, gemeente]
        area_dimension: RegioS
        country: NL01
        unknown: unreliable
        policy: zoals-de-bron
        """,
    "disclosure/zoals-de-bron.yaml": """
        id: zoals-de-bron
        label: Zoals de bron
        kind: published_by_source
        wording: De bron toont dit cijfer niet.
        decided: {by: Data-officier, on: 2026-01-01, reason: De bron beveiligt zelf.}
        """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue in order."""
    return write(tmp_path / "data_catalog")


def write(root: Path) -> Path:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory):
    """Makes another small catalogue in order, each time in a folder of its own."""
    return lambda: write(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the real catalogue, to break."""
    from workbench.settings import CHECKOUT

    return Path(shutil.copytree(CHECKOUT / "data_catalog", tmp_path / "shipped"))
