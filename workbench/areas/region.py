"""What region this workbench is about: content of data_catalog/areas, never of the code."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from workbench import settings
from workbench.catalog.documents import Malformed, Problem, read_document
from workbench.catalog.entry import Code, Edition, Entry, Mapped, Text
from workbench.catalog.wording import in_english, sentences
from workbench.errors import CatalogError

Kind = TypeVar("Kind", bound=Entry)


class Named(Entry):
    code: Code
    name: Text


class Region(Entry):
    """The region, its country, and the years of the divisions that its figures are in."""

    country: Named
    region: Named
    editions: Annotated[list[Edition], Field(min_length=1)]
    aliases: Mapped[Code, Code]  # what publishers call the same


def folder() -> Path:
    return settings.catalog_folder() / "areas"


def region() -> Region:
    return read(Region, name="region.yaml")


def read(model: type[Kind], *, name: str) -> Kind:
    """One YAML file of data_catalog/areas. Raises: CatalogError with file and line."""
    path = folder() / name
    return _read(model, path, path.stat().st_mtime_ns if path.exists() else 0)


def broken(name: str, *, line: int, page: str, log: str) -> CatalogError:
    problem = Problem(f"areas/{name}", line, page, log)
    return CatalogError(
        f"areas/{name}:{line}: {log}", page=problem.sentence, file=problem.file, line=line, problems=[problem]
    )


@lru_cache(maxsize=16)
def _read(model: type[Kind], path: Path, _changed: int) -> Kind:
    try:
        document = read_document(path, file=f"areas/{path.name}")
        return model.model_validate(document.content)
    except Malformed as error:
        raise broken(path.name, line=error.line, page=f"{error.page}.", log=error.log) from None
    except ValidationError as error:
        each, page = sentences(error.errors(include_url=False), model)[0]
        raise broken(path.name, line=document.line(each["loc"]), page=page, log=in_english(each)) from None
