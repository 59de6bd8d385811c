"""What the tests of the door share."""

import pytest

from tests.disclosure.releasers import Releasers, releasers_in


@pytest.fixture
def people(tmp_path, monkeypatch) -> Releasers:
    return releasers_in(tmp_path / "catalogus", monkeypatch)
