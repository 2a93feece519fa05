from typing import TYPE_CHECKING, Annotated

from typer import Exit, Option

from duecast.console import print_json, table
from duecast.session import Session, session

if TYPE_CHECKING:
    from ledger.checkup import Check

TRACKING_SECONDS = 5


def doctor(
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
    mend: Annotated[
        bool, Option("--mend", help="First write anew what is derived from the facts and is not as they are.")
    ] = False,
) -> None:
    """Do the ledger's sums hold, is everything reachable? Exit 1 names what breaks and what to do."""
    from dataclasses import asdict

    from ledger.checkup import Check, checkup
    from ledger.connection import writing
    from ledger.customer_pages import mend_pages
    from ledger.errors import DuecastError

    checks: list[Check] = []
    try:
        with session() as opened:
            if mend:
                with writing(opened.engine) as connection:
                    mend_pages(connection)
            checks = [*checkup(opened.engine), _model(opened), _tracking(opened)]
    except DuecastError as error:
        checks = [Check("ledger", False, str(error), "nothing else could be looked at")]
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        table("doctor", ["", "check", "found", "what to do"], [
            ["ok" if check.holds else "FAILED", check.name, check.found, "" if check.holds else check.advice] for check in checks
        ])  # fmt: skip
    if not all(check.holds for check in checks):
        raise Exit(1)


def _model(opened: Session) -> "Check":
    """Whether the champion loads: checksums, shape and golden rows, as the service checks them."""
    from ledger.checkup import Check
    from ledger.errors import DuecastError, ModelUnavailable
    from training.artifact import champion, load

    try:
        return Check("model", True, f"{load(champion(opened.settings.models)).version} serves", "")
    except ModelUnavailable:
        return Check("model", True, "none yet: duecast train", "")
    except DuecastError as error:
        return Check("model", False, str(error), "train again, or restore models/ from a backup")


def _tracking(opened: Session) -> "Check":
    """Whether MLflow's store can be reached; scoring does not need it."""
    from urllib.request import urlopen

    from ledger.checkup import Check

    uri = opened.settings.mlflow_tracking_uri
    if not uri.startswith("http"):
        return Check("MLflow", True, f"embedded store {opened.settings.mlruns}", "")
    try:
        with urlopen(f"{uri.rstrip('/')}/health", timeout=TRACKING_SECONDS):  # noqa: S310 (http or https, checked above)
            return Check("MLflow", True, uri, "")
    except OSError as error:
        advice = "start the tracking server, or correct DUECAST_MLFLOW_TRACKING_URI; scoring goes on without it"
        return Check("MLflow", False, f"{uri} does not answer ({error})", advice)
