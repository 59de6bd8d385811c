"""The register of interventions: what was decided, for whom, where, by whom, and the plan that was fixed beforehand.

    register = Register(journal)
    made = register.make(seat, {...Description...}, id=made_by_client, decision="d1")    # linked back to the decision
    register.freeze(seat, made.id, {...Plan...}, id=...)          # before the start; hashed; suited figures only
    register.change_plan(seat, made.id, {...}, reason="...", id=...)    # afterwards: a change that stays visible
    register.describe(...), register.review(...), register.stop(...)
    register.intervention(id), register.interventions() -> Intervention: .as_dict() has all a panel needs
    register.of_decision(session, entry_id), register.about_figure(key)     forwards: decision or figure -> it
    register.origin(id) -> Chain | None        backwards: the decision with what led to it
    register.remarks(id) -> list[str]          what makes the outcome less certain, in Dutch sentences
    first_draft(decision, view, today=...)     a form filled in from a decision and a view, with what can be chosen
    prospect(indicator, areas=..., ...)        "can we see it?", before the start, in one sentence
    outcome(intervention, today=...)           what can be said now, by its plan
    account(register, id) -> Account           all of the above in words, for a page or a report

An intervention is a stream of its own in the journal's ledger: append-only and hash-chained like a session. Whoever
may write `registered` (roles.py) may write here; the stamps are those of the verified seat.
"""

from workbench.session.interventions.account import Account, account
from workbench.session.interventions.description import EVIDENCE, METHODS, Description, Plan
from workbench.session.interventions.first_draft import first_draft
from workbench.session.interventions.intervention import Intervention, PlanChange
from workbench.session.interventions.outcome import Outcome, outcome
from workbench.session.interventions.overlap import Overlap
from workbench.session.interventions.prospect import Prospect, prospect
from workbench.session.interventions.register import Register

__all__ = [
    "EVIDENCE",
    "METHODS",
    "Account",
    "Description",
    "Intervention",
    "Outcome",
    "Overlap",
    "Plan",
    "PlanChange",
    "Prospect",
    "Register",
    "account",
    "first_draft",
    "outcome",
    "prospect",
]
