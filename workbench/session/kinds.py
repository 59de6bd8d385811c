"""What each kind of entry holds. Strict: an unknown key, a wrong type or a text that is too long is refused."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import InvalidInput, UnknownName
from workbench.session.plain_text import clean, one_line

LONGEST = {"text": 4000, "line": 200, "word": 80, "id": 80, "diff": 400_000}


def _cleaned(way):
    return BeforeValidator(lambda written: way(written) if isinstance(written, str) else written)


Text = Annotated[str, _cleaned(clean), Field(min_length=1, max_length=LONGEST["text"])]
Line = Annotated[str, _cleaned(one_line), Field(min_length=1, max_length=LONGEST["line"])]
Word = Annotated[str, _cleaned(one_line), Field(min_length=1, max_length=LONGEST["word"])]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]
Dots = Annotated[int, Field(ge=0, le=20)]
Parameters = Annotated[dict[Word, Annotated[str, Field(max_length=200)] | int], Field(max_length=30)]
Role = Literal["facilitator", "researcher", "participant", "partner"]


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Content):
    """The view says it all."""


class Said(Content):
    text: Text


class Interpretation(Said):
    level: Literal["landelijk", "regionaal", "lokaal"]


class Action(Said):
    who: Line
    when: Annotated[dt.date, Field(strict=False)]


class VoteOpened(Content):
    question: Line
    options: Annotated[list[Line], Field(min_length=2, max_length=20)]
    dots: Annotated[int, Field(ge=1, le=20)] = 1

    @model_validator(mode="after")
    def _options_differ(self) -> "VoteOpened":
        if len(set(self.options)) < len(self.options):
            raise ValueError("two options are the same")
        return self


class VoteCast(Content):
    """`dots` has a number for each option, in the order of the options; all zero takes a ballot back."""

    vote: Id
    dots: Annotated[list[Dots], Field(min_length=2, max_length=20)]


class VoteClosed(Content):
    vote: Id


class OnTable(Content):
    proposal: Id


class NotebookChange(Content):
    notebook: Word
    version: Word  # hash of the notebook as it is on the table from now on
    diff: Annotated[str, Field(max_length=LONGEST["diff"])]
    text: Annotated[str, _cleaned(clean), Field(max_length=LONGEST["text"])] = ""


class Controls(Content):
    movers: Literal["facilitator", "researchers", "everybody"]


class Called(Content):
    notebook: Word


class Registered(Content):
    intervention: Id
    title: Line


class Done(Content):
    action: Id


class Started(Content):
    title: Line
    notebook: Word
    parameters: Parameters


class Invited(Content):
    role: Role
    expires: str


class Revoked(Content):
    invitation: Id


class Seated(Content):
    invitation: Id
    role: Role
    organisation: Line
    word: Word


KINDS: dict[str, type[Content]] = {
    "looked": Nothing,
    "branched": Nothing,
    "interpretation": Interpretation,
    "question": Said,
    "comment": Said,
    "decision": Said,
    "action": Action,
    "vote_opened": VoteOpened,
    "vote_cast": VoteCast,
    "vote_closed": VoteClosed,
    "proposal": Said,
    "on_table": OnTable,
    "notebook_change": NotebookChange,
    "controls": Controls,
    "called": Called,
    "registered": Registered,
    "done": Done,
}
OWN_KINDS: dict[str, type[Content]] = {  # written by the journal itself, never by a seat
    "started": Started,
    "invited": Invited,
    "revoked": Revoked,
    "seated": Seated,
    "closed": Nothing,
}
LABELS = {
    "looked": "gekeken",
    "branched": "aftakking",
    "interpretation": "duiding",
    "question": "vraag",
    "comment": "opmerking",
    "decision": "besluit",
    "action": "actie",
    "vote_opened": "stemming geopend",
    "vote_cast": "stem",
    "vote_closed": "stemming gesloten",
    "proposal": "voorstel",
    "on_table": "op tafel gezet",
    "notebook_change": "notebook gewijzigd",
    "controls": "bediening",
    "called": "volg mij",
    "registered": "interventie aangemaakt",
    "done": "actie afgerond",
    "started": "sessie gestart",
    "invited": "uitnodiging",
    "revoked": "uitnodiging ingetrokken",
    "seated": "plaats genomen",
    "closed": "sessie gesloten",
}
FIELDS = {
    "text": "de tekst",
    "level": "het niveau (landelijk, regionaal of lokaal)",
    "who": "wie het doet",
    "when": "de datum",
    "question": "de vraag",
    "options": "de keuzes",
    "dots": "het aantal stippen",
    "title": "de titel",
    "organisation": "de organisatie",
    "word": "de rol",
    "role": "de rol",
    "notebook": "het notebook",
    "parameters": "de keuzes van het beeld",
    "what": "wat er gebeurt",
    "target": "voor wie het is",
    "areas": "de gebieden",
    "edition": "de indeling",
    "since": "de startdatum",
    "owner": "de eigenaar",
    "evidence": "het niveau van bewijs",
    "goal": "het doel",
    "indicator": "de indicator",
    "group": "de groep",
    "baseline": "de periode van de nulmeting",
    "expected_change": "de verwachte verandering in procenten",
    "review": "de datum van bespreken",
    "method": "de methode",
    "comparison": "de vergelijkingsgebieden",
    "start": "de startdatum",
    "horizon": "het aantal maanden",
    "reason": "de reden",
    "next_review": "de volgende datum van bespreken",
    "outcome": "de uitkomst (doorgaan, bijstellen of stoppen)",
}


def checked(kind: str, content: Mapping, *, own: bool = False) -> dict:
    """The content of an entry, cleaned. Raises: UnknownName for a kind a seat may not write, InvalidInput."""
    kinds = OWN_KINDS if own else KINDS
    if kind not in kinds:
        raise UnknownName.among(kinds, given=kind, kind="kind of entry", soort="Soort regel")
    return validated(kinds[kind], content, kind=kind)


def validated(model: type[Content], content: Mapping, *, kind: str) -> dict:
    """The content as the model wants it, ready for JSON. Raises: InvalidInput, naming the field in Dutch."""
    try:
        return model.model_validate(dict(content)).model_dump(mode="json")
    except ValidationError as error:
        raise _as_invalid(kind, error) from error


def checked_id(given: str) -> str:
    """An id made by a client. Raises: InvalidInput when it is not a short plain word, such as a UUID."""
    if not isinstance(given, str) or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,80}", given):
        page = "Deze regel heeft geen geldig kenmerk. Ververs de pagina en probeer het opnieuw."
        raise InvalidInput("an entry id is 1 to 80 letters, digits, _ . : or -", page=page)
    return given


def _as_invalid(kind: str, error: ValidationError) -> InvalidInput:
    # What was written stays out of the log: it may be personal.
    first = error.errors(include_input=False, include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "options"
    words, limit = FIELDS.get(field, f"'{field}'"), first.get("ctx", {}).get("max_length")
    many = first.get("ctx", {}).get("field_type") == "List"
    longer = f"Kies hooguit {limit} bij {words}." if many else f"Maak {words} korter: hooguit {limit} tekens."
    reasons = {
        "extra_forbidden": f"Het veld '{field[:40]}' hoort hier niet.",
        "missing": f"Vul {words} in.",
        **dict.fromkeys(("string_too_short", "too_short"), f"Vul {words} in."),
        **dict.fromkeys(("string_too_long", "too_long"), longer),
    }
    page = reasons.get(first["type"], f"Controleer {words}.")
    return InvalidInput(f"{kind}.{field}: {first['msg']}", page=page, kind=kind, field=field)
