"""The only form in which figures exist below the door.

A `SafeTable` is made by `protect()` alone: the constructor asks for a key that no other module imports. It holds
released rows and nothing else: no raw rows, no path to them. It cannot be changed; a copy is itself; pickled it
carries a seal, so that rows somebody else made up do not pass for protected ones.
"""

import hashlib
import hmac
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench import settings
from workbench.catalog.policy import Policy
from workbench.errors import InvalidInput, NotAllowed, UnknownName
from workbench.store.folder import secret
from workbench.table import COLUMNS, DTYPES, as_table

THE_DOORS_KEY = object()  # imported by protecting.py only; a test holds that
LEVEL_OF_PREFIX = {"NL": "land", "GG": "regio", "PV": "regio", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_FILTERS = (*COLUMNS, "level")


class Refusal(NamedTuple):
    """One indicator in one period of which nothing can be shown; `page` says why, in Dutch."""

    indicator: str
    period: int
    page: str


class SafeTable:
    """Protected figures of one theme: `rows(indicator=..., level="wijk", period=2020)` gives a copy."""

    __slots__ = ("_demo", "_frames", "_policies", "_refused", "_released", "_theme", "_versions")

    def __init__(
        self,
        released: pd.DataFrame,
        *,
        key: object,
        theme: str,
        demo: bool,
        policies: Mapping[str, Policy],
        refused: Iterable[Refusal] = (),
    ):
        if key is not THE_DOORS_KEY:
            raise TypeError("a SafeTable is made by workbench.disclosure.protect() and by nothing else")
        _set(self, "_released", _as_arrow(as_table(released)))
        _set(self, "_theme", theme)
        _set(self, "_demo", demo)
        _set(self, "_policies", dict(policies))
        _set(self, "_refused", tuple(refused))
        _set(self, "_versions", _versions(self._released))

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("SafeTable has no subclasses")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a SafeTable does not change")

    __delattr__ = __setattr__

    @property
    def theme(self) -> str:
        return self._theme

    @property
    def demo(self) -> bool:
        """Whether the figures are invented."""
        return self._demo

    @property
    def versions(self) -> dict[str, str]:
        """The version of each dataset that has rows here."""
        return dict(self._versions)

    @property
    def policies(self) -> dict[str, Policy]:
        """The policy that each dataset was protected with."""
        return dict(self._policies)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What could not be shown in any safe form, and why."""
        return self._refused

    @property
    def indicators(self) -> list[str]:
        return sorted(self._released["indicator"].unique().to_pylist())

    def rows(self, **filters: object) -> pd.DataFrame:
        """A copy of the released rows in the columns of the one table.

        Takes: a value or a list of values per column; also `level` (land, regio, gemeente, wijk, buurt).
        Missing: a hidden row stays, without figures and with its status. Raises: UnknownName for another column.
        """
        chosen = self._released
        for name, wanted in filters.items():
            chosen = chosen.filter(_mask(chosen, name, wanted))
        return chosen.select(COLUMNS).to_pandas(types_mapper=_PANDAS_TYPE.get)

    def __len__(self) -> int:
        return self._released.num_rows

    def __copy__(self) -> "SafeTable":
        return self

    def __deepcopy__(self, _memo: dict) -> "SafeTable":
        return self

    def __repr__(self) -> str:
        return f"<SafeTable {self.theme or 'zonder thema'}: {len(self)} rijen, {len(self.indicators)} indicatoren>"

    def __reduce__(self) -> tuple:
        packed = _pack(self._released)
        known = {name: policy.model_dump_json() for name, policy in self._policies.items()}
        facts = (self._theme, self._demo, known, tuple(tuple(each) for each in self._refused))
        return _unseal, (packed, facts, _seal(packed, facts))


_PANDAS_TYPE = {
    pa.string(): pd.StringDtype(),
    pa.dictionary(pa.int32(), pa.string()): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
}
_ARROW_TYPE = {"string": pa.string(), "Int64": pa.int64(), "Float64": pa.float64()}
_SCHEMA = pa.schema([(name, _ARROW_TYPE[dtype]) for name, dtype in DTYPES.items()])


def _set(table: SafeTable, name: str, value: object) -> None:
    object.__setattr__(table, name, value)


def _as_arrow(rows: pd.DataFrame) -> pa.Table:
    table = pa.table([_column(rows[field.name], field.type) for field in _SCHEMA], schema=_SCHEMA)
    prefix = pc.utf8_slice_codeunits(table["area_code"], 0, 2).combine_chunks().dictionary_encode()
    levels = [LEVEL_OF_PREFIX.get(code) for code in prefix.dictionary.to_pylist()]
    return table.append_column("level", pa.array(levels, pa.string()).take(prefix.indices))


def _column(values: pd.Series, kind: pa.DataType) -> pa.Array:
    # pandas keeps the number under a gap and Arrow would take it along: here a gap is empty through and through.
    if kind == pa.string():
        return pa.array(values.to_numpy(dtype=object, na_value=None), kind)
    empty = values.isna().to_numpy()
    return pa.array(values.to_numpy(dtype=kind.to_pandas_dtype(), na_value=0), kind, mask=empty)


def _mask(table: pa.Table, name: str, wanted: object) -> pa.ChunkedArray:
    if name not in _FILTERS:
        raise UnknownName.among(_FILTERS, given=name, kind="column", soort="Kolom")
    values = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset, pd.Series, pd.Index)) else [wanted]
    try:
        return pc.is_in(table[name], value_set=pa.array(values, table[name].type, from_pandas=True))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InvalidInput(
            f"column {name} cannot be filtered by these values", page=f"Kies voor '{name}' een andere waarde."
        ) from error


def _versions(released: pa.Table) -> dict[str, str]:
    pairs = released.select(["dataset", "version"]).group_by(["dataset", "version"]).aggregate([]).to_pylist()
    return {pair["dataset"]: pair["version"] for pair in pairs if pair["dataset"]}


def _pack(released: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, released.schema) as stream:
        stream.write_table(released)
    return sink.getvalue()


def _unseal(packed: bytes, facts: tuple, seal: str) -> SafeTable:
    if not hmac.compare_digest(seal, _seal(packed, facts)):
        raise NotAllowed("the seal of a pickled SafeTable is broken", page="Deze cijfers kwamen niet door de deur.")
    theme, demo, policies, refused = facts
    released = pa.ipc.open_stream(packed).read_all().select(COLUMNS).to_pandas(types_mapper=_PANDAS_TYPE.get)
    known = {name: Policy.model_validate_json(text) for name, text in policies.items()}
    why = [Refusal(*each) for each in refused]
    return SafeTable(released, key=THE_DOORS_KEY, theme=theme, demo=demo, policies=known, refused=why)


def _seal(packed: bytes, facts: tuple) -> str:
    return hmac.new(_seal_key(), packed + repr(facts).encode(), hashlib.sha256).hexdigest()


def _seal_key() -> bytes:
    return secret(settings.home() / "disclosure" / "seal.key")
