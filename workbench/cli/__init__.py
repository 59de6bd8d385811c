"""`workbench`: one thin command per thing a person does.

Each module in this folder holds the commands of one room and offers `register(app)`. Rooms are imported inside the
commands, so that `workbench --help` starts at once. Exit 0: done; 1: you can fix it; 2: wrong usage.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from workbench.errors import WorkbenchError

app = typer.Typer(
    name="workbench",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _workbench() -> None:
    """Samen werken met cijfers over een regio: data, duiden, dialoog, doen."""


def command_line() -> typer.Typer:
    """The app with the commands of every module in this folder."""
    if not app.registered_commands:
        for module in sorted(iter_modules(__path__), key=lambda found: found.name):
            import_module(f"{__name__}.{module.name}").register(app)
    return app


def main() -> None:
    """Run one command; an error a person can act on is one Dutch sentence and exit code 1."""
    try:
        command_line()()
    except WorkbenchError as error:
        typer.echo(error.page, err=True)
        sys.exit(1)
