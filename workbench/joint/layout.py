"""The table that is computed: the cells organisations fill in, the totals that follow, and which add up to which."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InvalidInput
from workbench.joint import field
from workbench.joint.field import Field
from workbench.joint.manifest import Manifest, Model

TOTAL = "totaal"
Cell = tuple[str, str]  # area, band


@dataclass(frozen=True)
class Layout:
    """`base` is what organisations deliver, in the order in which it is shared; `cells` adds every total.

    `members[i]` are the positions in `base` that make up cell i; an equation says that one cell is the sum of others.
    """

    base: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    members: tuple[NDArray[np.intp], ...]
    equations: tuple[tuple[int, tuple[int, ...]], ...]

    def add_up(self, values: Field) -> Field:
        """All cells from the base cells; the same for figures and for shares, since sums are linear."""
        lengths = [len(each) for each in self.members]
        return field.sums(values, np.concatenate(self.members), np.cumsum([0, *lengths[:-1]]))


def layout_of(manifest: Manifest) -> Layout:
    """Raises: InvalidInput when a parent is also a base area, or the parents run in a circle."""
    if manifest.bits:
        return _marks(manifest)
    if manifest.model:
        return _moments(manifest.model)
    below = _below(manifest)
    bands = {band: (band,) for band in manifest.bands}
    if len(manifest.bands) > 1:
        if TOTAL in bands:
            raise InvalidInput(
                "the band 'totaal' stands beside other bands",
                page="De groep 'totaal' wordt berekend en mag niet naast andere groepen worden geleverd.",
            )
        bands[TOTAL] = tuple(manifest.bands)
    base = tuple((area, band) for area in manifest.areas for band in manifest.bands)
    place = {cell: at for at, cell in enumerate(base)}
    cells = tuple((area, band) for area in below for band in bands)
    members = tuple(
        np.array([place[leaf, each] for leaf in below[area] for each in bands[band]], dtype=np.intp)
        for area, band in cells
    )
    return Layout(base, cells, members, tuple(_equations(manifest, list(below), cells)))


def _marks(manifest: Manifest) -> Layout:
    """For counting persons once: a row of marks per area, and no totals, since areas may share persons."""
    base = tuple((area, str(mark)) for area in manifest.areas for mark in range(manifest.bits))
    places = np.arange(len(base), dtype=np.intp).reshape(len(manifest.areas), manifest.bits)
    return Layout(base, tuple((area, manifest.bands[0]) for area in manifest.areas), tuple(places), ())


def _moments(model: Model) -> Layout:
    """For a regression: the sums that are opened, then the counts that are only looked at inside."""
    named = tuple((part, str(at)) for part, size in moment_sizes(model) for at in range(size))
    return Layout(named, named, tuple(np.array([at]) for at in range(len(named))), ())


def moment_sizes(model: Model) -> tuple[tuple[str, int], ...]:
    """The parts of what an organisation gives for a regression; the constant counts as a column."""
    width = len(model.columns) + 1
    return (("som", width**2 + width + (2 if model.kind == "linear" else 1)), ("telling", width**2 + width))


def _below(manifest: Manifest) -> dict[str, list[str]]:
    """Each area with the base areas it is made of, from fine to coarse."""
    below = {area: [area] for area in manifest.areas}
    base = set(manifest.areas)
    for leaf in manifest.areas:
        seen, at = {leaf}, manifest.parents.get(leaf)
        while at is not None:
            if at in seen or at in base:
                raise InvalidInput(
                    f"{at} is its own total or also a base area",
                    page=f"Gebied {at} is in het manifest tegelijk een deel en een totaal.",
                )
            below.setdefault(at, []).append(leaf)
            seen.add(at)
            at = manifest.parents.get(at)
    return below


def _equations(manifest: Manifest, areas: list[str], cells: tuple[Cell, ...]):
    place = {cell: at for at, cell in enumerate(cells)}
    children: dict[str, list[str]] = {}
    for area in areas:
        if area in manifest.parents:
            children.setdefault(manifest.parents[area], []).append(area)
    bands = list(dict.fromkeys(band for _, band in cells))
    for parent, parts in children.items():
        for band in bands:
            yield place[parent, band], tuple(place[part, band] for part in parts)
    if TOTAL in bands and len(bands) > 1:
        for area in areas:
            yield place[area, TOTAL], tuple(place[area, band] for band in bands if band != TOTAL)


def vector(table: Mapping[Cell, int], layout: Layout) -> NDArray[np.int64]:
    """The base cells of a table in the order in which they are shared; a cell that is absent counts as none."""
    return np.array([table.get(cell, 0) for cell in layout.base], dtype=np.int64)
