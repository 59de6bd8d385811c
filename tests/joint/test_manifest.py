"""Nothing runs before everybody signed the same manifest."""

import json

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.joint import explain, manifest
from workbench.joint.identity import create, read
from workbench.joint.manifest import Agreement, Manifest


def altered(cast, **changes) -> Agreement:
    return cast.agreement.model_copy(update={"manifest": cast.agreement.manifest.model_copy(update=changes)})


def test_a_complete_agreement_is_accepted(cast):
    cast.agreement.refuse_unless_complete()


@pytest.mark.parametrize(
    "changes", [{"threshold": 2}, {"period": 2025}, {"purpose": "iets anders"}, {"areas": ["WK010600"]}]
)
def test_a_manifest_changed_after_signing_is_refused(cast, changes):
    with pytest.raises(InvalidInput) as refused:
        altered(cast, **changes).refuse_unless_complete()
    assert "hoort niet bij dit manifest" in refused.value.page


def test_the_party_that_did_not_sign_is_named(cast):
    missing = {name: text for name, text in cast.agreement.signatures.items() if name != "organisatie-2"}
    with pytest.raises(InvalidInput) as refused:
        cast.agreement.model_copy(update={"signatures": missing}).refuse_unless_complete()
    assert refused.value.page.startswith("organisatie-2 heeft het manifest nog niet ondertekend")


def test_a_stranger_who_signed_is_named(cast):
    signatures = cast.agreement.signatures | {"vreemde": "AAAA"}
    with pytest.raises(InvalidInput, match="vreemde"):
        cast.agreement.model_copy(update={"signatures": signatures}).refuse_unless_complete()


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda parts: parts | {"compute": parts["compute"][:2]}, "3 of 5"),
        (lambda parts: parts | {"organisations": parts["organisations"] * 2}, "twee keer"),
        (lambda parts: parts | {"areas": ["WK010600", "WK010600"]}, "twee keer"),
        (lambda parts: parts | {"threshold": 1}, "threshold"),
        (lambda parts: parts | {"drempel": 10}, "drempel"),
        (lambda parts: parts | {"compute": [party | {"port": None} for party in parts["compute"]]}, "poort"),
    ],
)
def test_an_unsound_manifest_is_refused_with_what_is_wrong(cast, tmp_path, spoil, word):
    parts = json.loads(cast.agreement.manifest.model_dump_json())
    path = tmp_path / "fout.json"
    path.write_text(json.dumps({"manifest": spoil(parts), "signatures": {}}))
    with pytest.raises(InvalidInput) as refused:
        manifest.read(path)
    assert word in refused.value.page


def test_another_key_under_a_known_name_cannot_sign(cast, tmp_path):
    impostor = create("organisatie-1", role="input", folder=tmp_path / "nep")
    with pytest.raises(InvalidInput, match="another key"):
        cast.agreement.signed_by(impostor)


def test_a_party_that_is_not_in_it_cannot_sign(cast, tmp_path):
    with pytest.raises(UnknownName):
        cast.agreement.signed_by(create("buitenstaander", role="input", folder=tmp_path / "nep"))


def test_the_hash_depends_on_every_part(cast):
    hashes = {
        altered(cast, **{name: value}).manifest.hash
        for name, value in [("threshold", 11), ("title", "x"), ("bands", ["a"])]
    }
    assert len(hashes | {cast.agreement.manifest.hash}) == 4


def test_keys_are_private_and_made_once(cast, tmp_path):
    folder = cast.organisations[0].folder
    assert {path.name: oct(path.stat().st_mode)[-3:] for path in folder.glob("*.key")} == {
        "signing.key": "600",
        "sealing.key": "600",
        "certificate.key": "600",
    }
    with pytest.raises(InvalidInput):
        create("nog-eens", role="input", folder=folder)
    assert read(folder).public == cast.organisations[0].public


def test_people_can_read_what_was_agreed_and_what_each_party_learns(cast):
    told = explain.manifest(cast.agreement)
    assert "Sommen onder 10 gaan nooit open" in told
    assert told.count(": ja") == 5
    assert "hoeft geen server" in explain.for_party(cast.organisations[0].public)
    assert "certificaat" in explain.for_party(cast.compute[0].public)


def test_a_manifest_survives_being_written_and_read(cast, tmp_path):
    manifest.write(cast.agreement, tmp_path / "m.json")
    assert manifest.read(tmp_path / "m.json") == cast.agreement
    assert isinstance(manifest.read(tmp_path / "m.json").manifest, Manifest)
