"""Real processes over TLS on this machine: the same result as in the open, and a clear end when a party goes."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from workbench.errors import InvalidInput, SourceUnavailable
from workbench.joint import rehearse
from workbench.joint.contribute import read_table, sealed_shares, send
from workbench.joint.identity import create
from workbench.joint.party import Record, agreed_record
from workbench.joint.plain import plain_sum


def tables_for(cast) -> list[dict]:
    return [rehearse.invented_table(cast.agreement.manifest, seed=number) for number in range(len(cast.organisations))]


def plain(cast, tables) -> dict[str, int]:
    layout, outcome = plain_sum(tables, cast.agreement.manifest)
    cells = zip(layout.cells, outcome.values, outcome.closed, strict=True)
    return {f"{area}|{band}": int(value) for (area, band), value, shut in cells if not shut}


def test_three_parties_find_what_the_plain_sum_finds(cast, tmp_path):
    tables = tables_for(cast)
    rehearse.drop_shares(cast, tables, tmp_path)
    record = rehearse.run_parties(cast, tmp_path, say=lambda _: None)
    assert record.opened == plain(cast, tables)
    assert len(record.closed) > 0


def test_five_parties_do_too(tmp_path):
    cast = rehearse.cast_for(tmp_path, organisations=2, parties=5, manifest={"bands": ["0-18"]})
    tables = tables_for(cast)
    rehearse.drop_shares(cast, tables, tmp_path)
    assert rehearse.run_parties(cast, tmp_path, say=lambda _: None).opened == plain(cast, tables)


@pytest.fixture
def running(cast, tmp_path):
    """The three parties, waiting for shares."""
    processes = [rehearse.start_party(tmp_path, party) for party in cast.compute]
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def sent(cast, table, organisation) -> None:
    for share, party in zip(sealed_shares(table, cast.agreement, organisation), cast.compute, strict=True):
        patiently(lambda share=share, party=party: send(share, party.public, identity=organisation))


def patiently(ask) -> None:
    """A party that is still starting does not answer yet."""
    for _ in range(100):
        try:
            return ask()
        except SourceUnavailable:
            time.sleep(0.3)
    raise AssertionError("the party never answered")


def outputs(processes) -> list[tuple[int, str]]:
    said = [process.communicate(timeout=90)[0] for process in processes]
    return [(process.returncode, text) for process, text in zip(processes, said, strict=True)]


def test_shares_can_be_handed_over_the_line_and_the_log_holds_no_count(cast, running, tmp_path):
    tables = [{("WK010600", "0-18"): 4711, ("WK011400", "18-23"): 5813}, {("WK010601", "0-18"): 6911}]
    for table, organisation in zip(tables, cast.organisations, strict=True):
        sent(cast, table, organisation)
    told = outputs(running)
    assert [code for code, _ in told] == [0, 0, 0]
    assert not any(secret in text for _, text in told for secret in ("4711", "5813", "6911"))


def test_a_second_share_of_one_organisation_is_refused_by_name(cast, running):
    sent(cast, {("WK010600", "0-18"): 12}, cast.organisations[0])
    with pytest.raises(InvalidInput) as refused:
        sent(cast, {("WK010600", "0-18"): 13}, cast.organisations[0])
    assert "Van organisatie-1 is al een deel ontvangen" in refused.value.page


def test_a_replayed_share_changes_nothing(cast, tmp_path):
    tables = tables_for(cast)
    rehearse.drop_shares(cast, tables, tmp_path)
    inbox = tmp_path / cast.compute[0].name / "ontvangen"
    copied = next(inbox.glob("*.share"))
    (inbox / "nogmaals.share").write_bytes(copied.read_bytes())
    assert rehearse.run_parties(cast, tmp_path, say=lambda _: None).opened == plain(cast, tables)


@pytest.mark.parametrize("step", ["verbinden", "vergelijken met de drempel", "kleine sommen nakijken", "cellen openen"])
def test_when_a_party_is_killed_the_others_end_and_the_run_can_be_done_again(cast, tmp_path, step):
    tables = tables_for(cast)
    rehearse.drop_shares(cast, tables, tmp_path)
    processes = [rehearse.start_party(tmp_path, party) for party in cast.compute]
    until(step, processes[2])
    processes[2].kill()
    begun = time.monotonic()
    told = outputs(processes[:2])
    processes[2].communicate()
    assert time.monotonic() - begun < 30
    for party, (code, text) in zip(cast.compute, told, strict=False):
        # A party that had all it needed before the other went has the right result; otherwise it keeps nothing.
        assert (code == 1 and "start alle partijen opnieuw" in text) == (not kept(tmp_path, party))
    assert rehearse.run_parties(cast, tmp_path, say=lambda _: None).opened == plain(cast, tables)


def kept(folder: Path, party) -> bool:
    return (folder / party.name / "uitkomst.json").exists()


def test_a_party_that_falls_silent_does_not_hold_the_others_for_ever(cast, tmp_path):
    rehearse.drop_shares(cast, tables_for(cast), tmp_path)
    processes = [rehearse.start_party(tmp_path, party) for party in cast.compute]
    until("verbinden", processes[0])
    processes[2].send_signal(signal.SIGSTOP)
    told = outputs(processes[:2])
    processes[2].send_signal(signal.SIGKILL)
    processes[2].communicate()
    for party, (code, text) in zip(cast.compute, told, strict=False):
        # It was stopped before it connected, or after it; only one that had all it needed may have a result.
        named = any(f"Rekenpartij rekenpartij-3 {why}" in text for why in ("zwijgt", "kwam niet op tijd"))
        assert (code == 1 and named) or kept(tmp_path, party)


def until(word: str, process: subprocess.Popen) -> None:
    while word not in process.stdout.readline():
        assert process.poll() is None


def test_a_party_with_another_certificate_is_not_let_in(cast, tmp_path):
    rehearse.drop_shares(cast, tables_for(cast), tmp_path)
    impostor = create("x", role="compute", folder=tmp_path / "nep", host="127.0.0.1", port=1)
    for name in ("certificate.pem", "certificate.key"):
        (cast.compute[2].folder / name).write_bytes((impostor.folder / name).read_bytes())
    told = outputs([rehearse.start_party(tmp_path, party) for party in cast.compute])
    assert all(code == 1 for code, _ in told)
    assert not list(tmp_path.glob("*/uitkomst.json"))


def test_records_that_differ_or_were_changed_are_refused_by_name(cast, tmp_path):
    rehearse.drop_shares(cast, tables_for(cast), tmp_path)
    rehearse.run_parties(cast, tmp_path, say=lambda _: None)
    records = [
        Record.model_validate_json((tmp_path / each.name / "uitkomst.json").read_bytes()) for each in cast.compute
    ]
    assert agreed_record(records, cast.agreement).opened
    bent = records[1].model_copy(update={"opened": {}})
    with pytest.raises(InvalidInput) as refused:
        agreed_record([records[0], bent, records[2]], cast.agreement)
    assert "rekenpartij-2" in refused.value.page
    with pytest.raises(InvalidInput) as missing:
        agreed_record(records[:2], cast.agreement)
    assert "rekenpartij-3 ontbreekt" in missing.value.page


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("WK010600,0-18,-1", "kleiner dan nul"),
        ("WK010600,0-18,99999999999", "te groot"),
        ("WK010600,0-18,drie", "geen heel getal"),
        ("WK999999,0-18,3", "staat niet in het manifest"),
        ("WK010600,65+,3", "staat niet in het manifest"),
        ("WK010601,0-18,3\nWK010601,0-18,4", "twee keer"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_its_line(cast, tmp_path, line, word):
    path: Path = tmp_path / "tabel.csv"
    path.write_text(f"gebied,groep,aantal\n{line}\n")
    with pytest.raises(InvalidInput) as refused:
        read_table(path, cast.agreement.manifest)
    assert refused.value.page.startswith("Regel ")
    assert word in refused.value.page
