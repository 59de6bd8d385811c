"""Compute parties on hosts of their own: network namespaces where this machine permits them, else own addresses."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from workbench.joint import rehearse
from workbench.joint.plain import plain_sum

SUBNET = "10.203.77"
LAYOUT = {"areas": ["WK010600", "WK010601", "WK011400"], "parents": {}, "bands": ["0-18"]}


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def hosts() -> Iterator[list[tuple[str, tuple[str, ...]]]]:
    """(address, words that start a process there) of three hosts that reach each other by network only."""
    try:
        ip("link", "add", "wbbridge", "type", "bridge")
    except (OSError, subprocess.CalledProcessError):
        yield [(f"127.0.0.{number}", ()) for number in (2, 3, 4)]
        return
    try:
        ip("link", "set", "wbbridge", "up")
        yield [linked(number) for number in (2, 3, 4)]
    finally:
        for number in (2, 3, 4):
            subprocess.run(["ip", "netns", "del", f"wbhost{number}"], check=False, capture_output=True)
        ip("link", "del", "wbbridge")


def linked(number: int) -> tuple[str, tuple[str, ...]]:
    host, outside, inside = f"wbhost{number}", f"wbout{number}", f"wbin{number}"
    ip("netns", "add", host)
    ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", host)
    ip("link", "set", outside, "master", "wbbridge", "up")
    ip("-n", host, "addr", "add", f"{SUBNET}.{number}/24", "dev", inside)
    ip("-n", host, "link", "set", inside, "up")
    return f"{SUBNET}.{number}", (shutil.which("ip") or "ip", "netns", "exec", host)


def test_parties_on_three_hosts_find_what_the_plain_sum_finds(hosts, tmp_path):
    cast = rehearse.cast_for(
        tmp_path, organisations=2, parties=3, manifest=LAYOUT, hosts=[address for address, _ in hosts]
    )
    tables = [rehearse.invented_table(cast.agreement.manifest, seed=number) for number in range(2)]
    rehearse.drop_shares(cast, tables, tmp_path)
    running = [
        rehearse.start_party(tmp_path, party, inside=inside)
        for party, (_, inside) in zip(cast.compute, hosts, strict=True)
    ]
    record = rehearse.finished(running, cast, tmp_path, say=lambda _: None)
    layout, plain = plain_sum(tables, cast.agreement.manifest)
    cells = zip(layout.cells, plain.values, plain.closed, strict=True)
    assert record.opened == {f"{area}|{band}": int(value) for (area, band), value, shut in cells if not shut}
