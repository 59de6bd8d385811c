"""The folder a site stands in is never half, and never somebody else's."""

import threading

import pytest

from workbench.errors import InvalidInput, StoreError
from workbench.publish.folder import identity, switched


def fill(output, **files):
    with switched(output) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def test_files_of_somebody_else_are_left_alone(tmp_path):
    (tmp_path / "vakantie.jpg").write_text("strand")
    with pytest.raises(InvalidInput, match="1 files") as refusal, switched(tmp_path):
        pytest.fail("this folder must not be opened")
    assert "vakantie.jpg" in refusal.value.page
    assert (tmp_path / "vakantie.jpg").read_text() == "strand"


def test_a_file_added_to_a_site_is_somebody_elses_too(tmp_path):
    fill(tmp_path / "site", a="1")
    (tmp_path / "site" / "eigen.txt").write_text("van mij")
    with pytest.raises(InvalidInput):
        fill(tmp_path / "site", a="2")


def test_a_failure_half_way_leaves_the_old_site(tmp_path):
    fill(tmp_path / "site", a="1")
    with pytest.raises(TypeError):
        fill(tmp_path / "site", b="2", a=None)
    assert (tmp_path / "site" / "a").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_no_room_is_one_clear_sentence(tmp_path):
    with pytest.raises(StoreError) as refusal, switched(tmp_path / "site"):
        raise OSError(28, "No space left on device")
    assert "ruimte" in refusal.value.page
    assert not (tmp_path / "site").exists()


def test_a_reader_sees_the_old_site_or_the_new_one_and_never_a_mixture(tmp_path):
    fill(tmp_path / "site", a="0", b="0")
    seen, over = [], threading.Event()

    def read():
        while not over.is_set():
            descriptor = (tmp_path / "site").resolve(strict=True)
            seen.append({(descriptor / name).exists() for name in ("a", "b")})

    reader = threading.Thread(target=read)
    reader.start()
    turn = 0
    while turn < 30 or (len(seen) <= 30 and reader.is_alive()):
        fill(tmp_path / "site", a=str(turn), b=str(turn))
        turn += 1
    over.set()
    reader.join()
    assert (len(seen) > 30, {True} in seen, all(each == {True} for each in seen)) == (True, True, True)


def test_a_changed_file_shows(tmp_path):
    fill(tmp_path / "site", a="1")
    before = identity(tmp_path / "site")
    assert len(before) == 64
    (tmp_path / "site" / "a").write_text("2")
    with pytest.raises(InvalidInput):
        identity(tmp_path / "site")
