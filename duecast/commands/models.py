from typing import Annotated

from typer import Option

from duecast.console import print_json, say, table
from duecast.session import session


def models(as_json: Annotated[bool, Option("--json", help="For programs.")] = False) -> None:
    """List the training runs in MLflow, the newest first, and which model serves."""
    from dataclasses import asdict

    from ledger.errors import ModelUnavailable
    from training.artifact import champion
    from training.tracking import runs

    with session() as opened:
        found = runs(opened.settings)
        try:
            serving = champion(opened.settings.models).name
        except ModelUnavailable:
            serving = ""
    if as_json:
        print_json([asdict(run) | {"serves": run.model_version == serving} for run in found])
        return
    if not found:
        say("No run yet: duecast train")
        return
    rows = [
        [
            "serves" if run.model_version == serving else "", run.model_version, run.params.get("as_of", ""),
            f"{run.started_at:%Y-%m-%d %H:%M}", ", ".join(run.aliases), run.status.lower(), run.run_id,
        ]
        for run in found
    ]  # fmt: skip
    table("payment-risk", ["", "model", "trained as of", "at (UTC)", "alias", "status", "MLflow run"], rows)
