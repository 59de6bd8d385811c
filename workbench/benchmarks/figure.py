"""One measured figure: what was reached, what stock software reached in the same run, and the bar."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`bar` is the highest allowed value, or the lowest when `higher_is_better`; None when nothing is demanded."""

    name: str
    value: float
    unit: str
    stock: float | None = None  # the stock alternative, same unit, same run
    bar: float | None = None
    higher_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times better than stock."""
        if not self.stock or not self.value:
            return None
        return self.value / self.stock if self.higher_is_better else self.stock / self.value

    @property
    def ok(self) -> bool | None:
        if self.bar is None:
            return None
        met = self.value >= self.bar if self.higher_is_better else self.value <= self.bar
        return bool(met)  # measured with numpy, it may be a truth that JSON does not know

    def as_dict(self) -> dict[str, object]:
        """The flat object that `--json` prints."""
        kept = {key: value for key, value in asdict(self).items() if key != "higher_is_better"}
        return kept | {"ratio": self.ratio, "ok": self.ok}

    def as_line(self) -> str:
        verdict = {True: "gehaald", False: "niet gehaald", None: ""}[self.ok]
        times = "" if self.ratio is None else f"  ({self.ratio:.3g} x)"
        stock = "" if self.stock is None else f"  gangbaar {self.stock:.4g}{times}"
        bar = "" if self.bar is None else f"  lat {self.bar:.4g}"
        return f"{self.name:<44} {self.value:>10.4g} {self.unit:<8}{stock}{bar}  {verdict}".rstrip()
