"""Who may do what: one table, enforced by the journal for what is written and by the server for the rest.

The action of writing an entry is called after its kind. `move_controls` also asks the session's own policy.
"""

from workbench import text
from workbench.errors import NotAllowed, UnknownName

ROLES = ("facilitator", "researcher", "participant", "partner")
MOVERS = ("facilitator", "researchers", "everybody")

ALL = frozenset(ROLES)
TABLE = frozenset({"facilitator", "researcher", "participant"})  # a partner reads
DESK = frozenset({"facilitator", "researcher"})
LEAD = frozenset({"facilitator"})

RIGHTS: dict[str, frozenset[str]] = {
    # seeing
    "look": ALL,
    "wander": ALL,
    "read_journal": ALL,
    "see_seats": TABLE,
    # the shared view
    "move_controls": TABLE,
    "looked": TABLE,
    "branch": TABLE,
    "branched": TABLE,
    "proposal": TABLE,
    "on_table": LEAD,
    "controls": LEAD,
    "called": LEAD,
    # what is said
    "interpretation": TABLE,
    "question": TABLE,
    "comment": TABLE,
    "action": TABLE,
    "done": TABLE,
    "vote_cast": TABLE,
    "decision": DESK,
    "vote_opened": LEAD,
    "vote_closed": LEAD,
    # the desk
    "tinker": DESK,
    "notebook_change": DESK,
    "registered": DESK,
    "report": DESK,
    "export": DESK,
    # the door of the session
    "invite": LEAD,
    "revoke": LEAD,
    "close": LEAD,
}


def may(role: str, action: str) -> bool:
    """Whether the table gives this role this action. Raises: UnknownName for a role or action it does not list."""
    if role not in ROLES:
        raise UnknownName.among(ROLES, given=role, kind="role", soort="Rol")
    if action not in RIGHTS:
        raise UnknownName.among(RIGHTS, given=action, kind="action", soort="Handeling")
    return role in RIGHTS[action]


def require(role: str, action: str) -> None:
    """Raises: NotAllowed when the table does not give this role this action."""
    if not may(role, action):
        allowed = [text.role_label(other) for other in ROLES if other in RIGHTS[action]]
        raise NotAllowed(
            f"role {role} may not {action}",
            page=f"Dit kan niet als {text.role_label(role)}. Het kan wel als: {', '.join(allowed)}.",
            role=role,
            action=action,
        )


def may_move(role: str, movers: str) -> bool:
    """Whether this role moves the controls of the shared view under the facilitator's choice `movers`."""
    if movers not in MOVERS:
        raise UnknownName.among(MOVERS, given=movers, kind="choice of movers", soort="Keuze")
    allowed = {"facilitator": LEAD, "researchers": DESK, "everybody": TABLE}[movers]
    return may(role, "move_controls") and role in allowed
