"""data_catalog/ as one `Catalog`; every problem is found, not only the first."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from workbench import settings
from workbench.catalog.catalog import KINDS, Catalog
from workbench.catalog.documents import Document, Malformed, Place, Problem, read_document
from workbench.catalog.references import problems_between
from workbench.catalog.wording import in_english, nearest, sentences
from workbench.errors import CatalogError

OTHERS = {"areas"}  # folders that another room reads
Found = dict[str, dict[str, BaseModel]]
Where = dict[tuple[str, str], tuple[Document, Place]]


def load_catalog(folder: Path | str | None = None) -> Catalog:
    """Everything that exists, as `data_catalog/` says it; read again only when a file changed.

    Raises: CatalogError at the first problem, with its file and line; `facts["problems"]` has them all.
    """
    root = Path(folder or settings.catalog_folder())
    return _load(root, _state(root))


def problems_in(folder: Path | str | None = None) -> list[Problem]:
    """Every problem of the catalogue, in the order of files and lines."""
    return _read(Path(folder or settings.catalog_folder()))[1]


@lru_cache(maxsize=8)
def _load(root: Path, _state: tuple) -> Catalog:
    catalog, problems = _read(root)
    if not problems:
        return catalog
    more = f" (En nog {len(problems) - 1} andere.)" if len(problems) > 1 else ""
    raise CatalogError(
        f"{problems[0].file}:{problems[0].line}: {problems[0].log}",
        page=f"{problems[0].sentence}{more}",
        file=problems[0].file,
        line=problems[0].line,
        problems=problems,
    )


def _state(root: Path) -> tuple:
    """Changes when a file of the catalogue changes."""
    found = [(path, path.stat()) for path in sorted(root.rglob("*")) if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def _read(root: Path) -> tuple[Catalog, list[Problem]]:
    found: Found = {kind: {} for kind in KINDS}
    where: Where = {}
    problems = _strangers(root)
    for kind in KINDS:
        for path in sorted((root / kind).glob("*.yaml")):
            problems += _read_file(path, kind, file=path.relative_to(root).as_posix(), found=found, where=where)
    catalog = Catalog(root, found)
    if not problems:  # what refers to an unreadable entry is no second problem
        problems = problems_between(catalog, where)
    return catalog, sorted(problems, key=lambda problem: (problem.file, problem.line))


def _strangers(root: Path) -> list[Problem]:
    """Files and folders that nobody would read, so that a slip of the pen in a name loses nothing."""
    if not root.is_dir():
        return [Problem(".", 1, f"De map {root} met de catalogus bestaat niet.", "no catalogue folder")]
    known = [*KINDS, *OTHERS]
    problems = []
    for path in sorted(root.iterdir()):
        if path.name not in known and not path.name.startswith((".", "README")):
            page = f"'{path.name}' hoort niet in de catalogus.{nearest(path.name, known)}"
            problems.append(Problem(path.name, 1, page, "an unknown folder or file"))
    for path in sorted(below for kind in KINDS for below in (root / kind).glob("*")):
        if path.suffix != ".yaml" and not path.name.startswith((".", "README")):
            page = f"'{path.name}' wordt niet gelezen; een catalogusbestand eindigt op .yaml."
            problems.append(Problem(path.relative_to(root).as_posix(), 1, page, "not a .yaml file"))
    return problems


def _read_file(path: Path, kind: str, *, file: str, found: Found, where: Where) -> list[Problem]:
    try:
        document = read_document(path, file=file)
    except Malformed as error:
        return [Problem(file, error.line, f"{error.page}.", error.log)]
    if document.content == []:
        return [Problem(file, 1, "Deze lijst is leeg.", "an empty list")]
    problems = []
    for place, content in document.entries():
        problems += _read_entry(document, place, content, kind=kind, found=found[kind], where=where)
    return problems


def _read_entry(
    document: Document, place: Place, content: object, *, kind: str, found: dict[str, BaseModel], where: Where
) -> list[Problem]:
    model = KINDS[kind]
    try:
        entry = model.model_validate(content)
    except ValidationError as error:
        return [
            document.problem((*place, *each["loc"]), page=page, log=in_english(each))
            for each, page in sentences(error.errors(include_url=False), model)
        ]
    if entry.id in found:
        first = where[kind, entry.id][0].file
        page = f"'{entry.id}' bestaat al, in {first}."
        return [document.problem((*place, "id"), page=page, log=f"the id {entry.id!r} twice")]
    found[entry.id] = entry
    where[kind, entry.id] = (document, place)
    return []
