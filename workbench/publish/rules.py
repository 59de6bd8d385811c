"""The rules of a style sheet that draw, with their values filled in: for what knows no tokens and no page around it."""

import re

_VARIABLE = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_USE = re.compile(r"var\((--[\w-]+)\)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS, _CLASSES = re.compile(r"\.([A-Za-z][\w-]*)"), re.compile(r"class=['\"]([^'\"]*)")
_APART = re.compile(r"/\*.*?\*/|@media[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)


def values(css: str) -> dict[str, str]:
    """The tokens of a style sheet: `--dw-color-ink` and what it stands for."""
    return {name: value.strip() for name, value in _VARIABLE.findall(css)}


def filled(css: str, *, tokens: dict[str, str]) -> str:
    """With every `var(--token)` as its value."""
    return _USE.sub(lambda use: tokens.get(use[1], "inherit"), css)


def drawing(css: str, *, tokens: dict[str, str]) -> str:
    """Only the rules with a fill, a stroke or a font, and none that depends on a medium or a state."""
    rules = _RULE.findall(filled(_APART.sub("", css), tokens=tokens))
    return "".join(f"{heads.strip()}{{{body.strip()}}}" for heads, body in rules if _draws(heads, body))


def needed(css: str, *, by: str) -> str:
    """Only the rules for the classes that occur in some markup: every drawing on a page would compile all of them."""
    used = {name for names in _CLASSES.findall(by) for name in names.split()}
    return "".join(f"{heads}{{{body}}}" for heads, body in _RULE.findall(css) if _meets(heads, used))


def _meets(heads: str, used: set[str]) -> bool:
    return any(set(_CLASS.findall(head)) <= used for head in heads.split(","))


def _draws(heads: str, rules: str) -> bool:
    return ":" not in heads and any(word in rules for word in ("fill", "stroke", "font"))
