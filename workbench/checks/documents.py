"""Every command, setting and notebook is in the README."""

from collections.abc import Iterator

from workbench.checks.notebooks import notebook_names
from workbench.settings import CHECKOUT, SETTINGS


def undocumented() -> Iterator[str]:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    wanted = [*commands(), *(setting.name for setting in SETTINGS), *notebook_names()]
    yield from (f"README.md does not mention {name}" for name in wanted if f"`{name}" not in readme)


def commands() -> list[str]:
    """Every command as a person types it: `workbench data refresh`, ..."""
    import typer

    from workbench.cli import command_line

    return sorted(_leaves(typer.main.get_command(command_line()), ("workbench",)))


def _leaves(command, path: tuple[str, ...]) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
        return
    for name, child in below.items():
        if not child.hidden:
            yield from _leaves(child, (*path, name))
