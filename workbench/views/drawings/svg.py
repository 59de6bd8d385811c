"""Markup that is escaped by construction: small SVG and HTML elements as strings.

Everything that is not `Markup` already is escaped, so an area's name can never become a tag.
"""

from markupsafe import Markup, escape

__all__ = ["Markup", "Percent", "escape", "figure", "join", "picture", "strip", "tag"]


class Percent(float):
    """A horizontal place as a share of the picture's width: it grows with the page and the letters do not."""


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    """`<name attribute="...">inside</name>`; `class_` becomes class, `data_area` data-area; None is left out."""
    opening = "".join(f" {_name(key)}='{_written(value)}'" for key, value in attributes.items() if value is not None)
    if not inside:
        return Markup(f"<{name}{opening}/>" if name in _VOID else f"<{name}{opening}></{name}>")  # noqa: S704
    return Markup(f"<{name}{opening}>{join(*inside)}</{name}>")  # noqa: S704  the only place that makes markup


def join(*parts: object) -> Markup:
    """The parts after each other, escaped where they are not markup; None is left out, lists are flattened."""
    return Markup("").join(_flat(parts))


def picture(*marks: object, width: float, height: float, label: str, extra: str = "") -> Markup:
    """An `<svg>` with its accessible name; it scales with the page and is at most as wide as it was drawn."""
    return tag(
        "svg",
        *marks,
        viewBox=f"0 0 {_written(width)} {_written(height)}",
        role="img",
        aria_label=label,
        class_=f"dw-svg {extra}".strip(),
        style=f"max-width:{_written(width)}px",
    )


def strip(*marks: object, height: float, label: str, extra: str = "") -> Markup:
    """An `<svg>` as wide as its place, for marks whose x is a Percent: on a phone the letters stay readable."""
    return tag(
        "svg", *marks, width="100%", height=height, role="img", aria_label=label, class_=f"dw-svg {extra}".strip()
    )


def figure(*parts: object, sentence: str, extra: str = "") -> Markup:
    """One picture as a whole: the sentence that says the same, and the parts (drawing, legend, table)."""
    return tag("figure", tag("figcaption", sentence), *parts, class_=f"dw-figure {extra}".strip())


_VOID = {"br", "circle", "col", "hr", "img", "input", "line", "path", "polygon", "polyline", "rect", "use"}
_CASED = {"viewBox", "patternUnits", "patternTransform", "preserveAspectRatio"}


def _name(key: str) -> str:
    return key if key in _CASED else key.rstrip("_").replace("_", "-")


def _written(value: object) -> Markup:
    # One decimal is a tenth of a pixel: more only makes the page heavier.
    if isinstance(value, Percent):
        return Markup(f"{value:.1f}%")  # noqa: S704  digits only
    if isinstance(value, float):
        return Markup(f"{value:.1f}".removesuffix(".0"))  # noqa: S704  digits only
    return escape(value)


def _flat(parts: object):
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        elif part is not None:
            yield escape(part)
