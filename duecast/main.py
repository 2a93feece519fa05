"""The command line: walks ``duecast/commands`` and turns each file into a command, or a group of them (a ``Typer``).

Exit 0: done, 1: failed with a text, 2: wrong usage. Commands import heavy libraries inside their function, so that ``--help``
answers at once.
"""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from duecast import commands
from ledger.errors import DuecastError
from ledger.whole_file import FULL

ENVIRONMENT = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "OMP_WAIT_POLICY": "passive"}
"""Set where the environment does not say otherwise. Threads of a fit that wait by spinning made it 15 times slower beside one
other busy process (228 s against 14 s for 4,000 invoices on two cores): they sleep instead."""
app = typer.Typer(
    name="duecast",
    help="Which invoices will be paid late, when each turns into cash, why, and what to do about it today.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for module in iter_modules(commands.__path__):
    name = module.name.rstrip("_")
    command = getattr(import_module(f"duecast.commands.{module.name}"), module.name)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def main() -> None:
    """Run a command; an error a person can act on is one text on standard error, without a trace."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        app()
    except DuecastError as error:
        print(f"duecast: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if error.filename is None and error.errno not in FULL:
            raise
        where = f"{error.filename}: " if error.filename is not None else ""
        print(f"duecast: {where}{error.strerror}; check the path, its rights and the room on its disk", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("duecast: stopped; nothing half written was kept", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
