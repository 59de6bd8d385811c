"""What goes with what, across areas: correlation and regression, with all that should temper a conclusion."""

from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.outliers_influence import variance_inflation_factor

from workbench.analysis.intervals import LEVEL
from workbench.errors import CannotAnswer
from workbench.text import number

FEWEST_AREAS = 10
AREAS_PER_COVARIATE = 5
SWAYED = 0.25  # a larger gap to the rank correlation is the work of a few outlying areas
ECOLOGICAL = (
    "Let op: dit gaat over gebieden, niet over mensen. Dat twee cijfers in dezelfde wijken hoog zijn, betekent niet "
    "dat het dezelfde mensen zijn, en ook niet dat het een het ander veroorzaakt."
)


@dataclass(frozen=True)
class Correlation:
    value: float
    lower: float
    upper: float
    areas: int
    rank: float  # Spearman's, not swayed by one outlying area


def correlation(first: np.ndarray, second: np.ndarray, *, level: float = LEVEL) -> Correlation:
    """Pearson's correlation with Fisher's interval over the areas that have both figures.

    Raises: CannotAnswer for fewer than ten areas or a figure that is the same everywhere.
    Source: Fisher (1921), Metron 1, 3-32.
    """
    both = np.isfinite(first) & np.isfinite(second)
    one, other = first[both], second[both]
    refuse_unfit(one, other[:, None])
    value = float(np.corrcoef(one, other)[0, 1])
    half = stats.norm.isf((1 - level) / 2) / np.sqrt(len(one) - 3)
    turned = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    low, high = float(np.tanh(turned - half)), float(np.tanh(turned + half))
    return Correlation(value, low, high, len(one), float(stats.spearmanr(one, other).statistic))


def correlation_sentence(found: Correlation) -> str:
    """One Dutch sentence: how strong, which way, and how sure."""
    if found.lower <= 0 <= found.upper:
        return (
            f"In deze {found.areas} gebieden is geen samenhang te zien die groter is dan toeval "
            f"(correlatie {number(found.value, decimals=2)}, {_between(found)})."
        )
    if abs(found.value - found.rank) > SWAYED:
        return (
            f"De correlatie is {number(found.value, decimals=2)} ({_between(found)}), maar enkele gebieden ver van de "
            f"rest bepalen dat. Zonder hun gewicht is de samenhang {number(found.rank, decimals=2)}."
        )
    size = abs(found.value)
    strength = "sterke" if size >= 0.6 else "matige" if size >= 0.3 else "zwakke"
    way = "hoog is, is het andere ook vaker hoog" if found.value > 0 else "hoog is, is het andere vaker laag"
    return (
        f"Er is een {strength} samenhang in deze {found.areas} gebieden: waar het ene cijfer {way} "
        f"(correlatie {number(found.value, decimals=2)}, {_between(found)})."
    )


@dataclass(frozen=True, eq=False)
class Regression:
    """Least squares over areas, with intervals that hold when the spread differs between areas (HC3)."""

    names: tuple[str, ...]
    coefficients: np.ndarray
    errors: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    explained: float  # R squared, adjusted
    residuals: np.ndarray
    inflation: np.ndarray  # variance inflation of each covariate
    uneven: float  # chance of so uneven a spread if it were even (Breusch-Pagan)
    influential: np.ndarray  # areas that by themselves move the result (Cook)

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before believing it, as Dutch sentences."""
        said = []
        if (self.inflation > 5).any():
            said.append("De kenmerken lijken sterk op elkaar; hun aandelen zijn dan niet goed uit elkaar te halen.")
        if self.uneven < 0.05:
            said.append("De spreiding verschilt tussen gebieden; de marges houden daar rekening mee.")
        if self.influential.any():
            many = int(self.influential.sum())
            said.append(
                f"{'Eén gebied bepaalt' if many == 1 else f'{many} gebieden bepalen'} het beeld meer dan de rest."
            )
        return said


def regression(outcome: np.ndarray, covariates: np.ndarray, *, names: list[str]) -> Regression:
    """How the outcome differs with each covariate while the others stay the same.

    Takes: figures without gaps, a row per area. Raises: CannotAnswer for too few areas, a covariate that is the same
    everywhere or follows from the others, or an outcome that the covariates explain without remainder.
    Source: MacKinnon & White (1985), J. Econometrics 29, 305-325 (HC3).
    """
    refuse_unfit(outcome, covariates)
    design = np.column_stack([np.ones(len(outcome)), covariates])
    plain = OLS(outcome, design).fit()
    if plain.rsquared > 1 - 1e-10:
        raise CannotAnswer(
            "the covariates explain the outcome without remainder",
            page="Het cijfer volgt precies uit de gekozen kenmerken. Er valt dan niets te schatten.",
        )
    robust = plain.get_robustcov_results("HC3", use_t=True)
    low, high = robust.conf_int(1 - LEVEL).T
    inflation = [variance_inflation_factor(design, place) for place in range(1, design.shape[1])]
    return Regression(
        ("constante", *names),
        plain.params,
        robust.bse,
        low,
        high,
        float(plain.rsquared_adj),
        plain.resid,
        np.array(inflation),
        float(het_breuschpagan(plain.resid, design)[1]),
        plain.get_influence().cooks_distance[0] > 4 / len(outcome) * 3,
    )


def _between(found: Correlation) -> str:
    return f"95%-interval {number(found.lower, decimals=2)} tot {number(found.upper, decimals=2)}"


def refuse_unfit(outcome: np.ndarray, covariates: np.ndarray) -> None:
    """Raises: CannotAnswer for too few areas, gaps, or a figure that is the same everywhere or follows from others."""
    needed = max(FEWEST_AREAS, AREAS_PER_COVARIATE * covariates.shape[1])
    if len(outcome) < needed:
        raise CannotAnswer(
            f"{len(outcome)} areas with all figures, {needed} needed",
            page=f"Er zijn maar {len(outcome)} gebieden met alle gekozen cijfers. Minstens {needed} zijn nodig.",
        )
    if not (np.isfinite(outcome).all() and np.isfinite(covariates).all()):
        raise CannotAnswer("gaps", page="Niet elk gebied heeft alle gekozen cijfers.")
    design = np.column_stack([np.ones(len(outcome)), covariates])
    if np.ptp(outcome) == 0 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise CannotAnswer(
            "a figure is the same everywhere, or follows from the others",
            page="Een van de cijfers is overal gelijk of volgt precies uit de andere. Kies een ander cijfer.",
        )
