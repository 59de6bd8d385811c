"""Who makes which report: each once, and a worker stays with its notebook."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.publish.jobs import Job
from workbench.publish.rota import Rota


def jobs(counts: list[int]) -> list[Job]:
    return [Job(f"n{at}", (("gebied", str(area)),)) for at, count in enumerate(counts) for area in range(count)]


@given(st.lists(st.integers(0, 6), max_size=6), st.integers(1, 4))
def test_every_job_is_handed_out_once_however_many_workers_there_are(counts, workers):
    todo = jobs(counts)
    rota, at, given_out = Rota(todo), dict.fromkeys(range(workers)), []
    while at:
        for worker in list(at):
            job = rota.next_for(at[worker])
            if job is None:
                del at[worker]
            else:
                at[worker] = job.notebook
                given_out.append(job)
    assert sorted(given_out, key=str) == sorted(todo, key=str)


def test_two_workers_begin_with_two_notebooks_and_then_help_each_other():
    rota = Rota(jobs([3, 4]))
    first, second = rota.next_for(None), rota.next_for(None)
    assert {first.notebook, second.notebook} == {"n0", "n1"}
    rest = [rota.next_for("n0") for _ in range(5)]
    assert [job.notebook for job in rest] == ["n0", "n0", "n1", "n1", "n1"]
    assert rota.next_for("n1") is None


def test_stopped_it_hands_out_nothing_more():
    rota = Rota(jobs([3]))
    rota.next_for(None)
    rota.stop()
    assert rota.next_for("n0") is None
