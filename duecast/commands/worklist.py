from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Option

from duecast.console import counted, money, print_json, say, table
from duecast.session import Session, parse_day, session

if TYPE_CHECKING:
    from ledger.scores import Reason, Score

REASONS = 2
COLUMNS = (
    "customer",
    "invoice",
    "open",
    "due",
    "risk",
    "expected (80 %)",
    "at risk",
    "why (compared with typical invoices)",
)


def worklist(
    as_of: Annotated[str | None, Option(help="Scores of this day; the latest if not said.")] = None,
    top: Annotated[int, Option(min=1, help="How many to show.")] = 20,
    language: Annotated[str, Option(help="en or zh.")] = "en",
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Whom to contact first, and why: the open items by what a contact is expected to bring."""
    with session() as opened:
        show_worklist(opened, as_of, top, language, as_json)


def show_worklist(opened: Session, as_of: str | None, top: int, language: str, as_json: bool) -> None:
    """Print the top of the worklist from the scores that stand in the ledger."""
    from ledger.connection import reading
    from ledger.names import customer_names
    from ledger.policy import policy_on
    from ledger.scores import latest_batch, read_scores
    from portfolio.priority import handed_over

    with reading(opened.engine) as connection:
        latest = latest_batch(connection)
        day = parse_day(as_of) if as_of else latest
        stored = read_scores(connection, as_of=day) if day else []
        policy = policy_on(connection, date.max)
        listed = [row.score for row in stored if not handed_over((row.score.as_of - row.score.due_on).days, policy)]
        ranked = sorted(listed, key=lambda score: -score.priority_minor)[:top]
        names = customer_names(connection, [score.customer_id for score in ranked])
    if as_json:
        print_json([_as_json(score, names) for score in ranked])
        return
    if not ranked:
        say(
            f"No scores as of {day}: run `duecast score --as-of {day}`."
            if latest
            else "No scores yet: run `duecast train`, then `duecast score`."
        )
        return
    rows = [_row(score, names, language) for score in ranked]
    table(f"Whom to contact first, as of {day}", COLUMNS, rows, right=["open", "at risk"])
    say("why: ▲ raises, ▼ lowers the risk by so many points; these compare, they are not causes")
    say("risk: P(late) while not due, P(still unpaid in 30 days) once overdue")
    if len(stored) > len(listed):
        left, days = len(stored) - len(listed), policy.handed_over_after_days
        say(f"{counted(left, 'item')} overdue for more than {counted(days, 'day')}: left to collection or write-off")


def _row(score: "Score", names: dict[str, str], language: str) -> list[str]:
    late = (score.as_of - score.due_on).days
    until = f"{counted(late, 'day')} overdue" if late > 0 else f"in {counted(-late, 'day')}"
    due = f"{score.due_on} ({until})"
    interval = f"{score.p10_on or '…'} – {score.p90_on or 'after a year'}"
    strongest = sorted(score.reasons, key=lambda reason: -abs(reason.points))[:REASONS]
    return [
        names.get(score.customer_id) or score.customer_id, score.invoice_id, money(score.open_minor, score.currency), due,
        f"{score.risk_target:.0%} {score.risk_band}", f"{score.expected_on or 'after a year'}\n{interval}",
        money(score.amount_at_risk_minor, score.currency),
        "\n".join(_said(reason, language) for reason in strongest if abs(reason.points) >= 0.005),
    ]  # fmt: skip


def _said(reason: "Reason", language: str) -> str:
    """▲ raises the risk, ▼ lowers it, by so many points compared with typical invoices."""
    from rendering.formats import spaced

    text = spaced(reason.text_zh) if language == "zh" else reason.text_en
    return f"{'▲' if reason.points > 0 else '▼'} {text} {reason.points * 100:+.0f}"


def _as_json(score: "Score", names: dict[str, str]) -> dict[str, object]:
    from dataclasses import asdict

    said: dict[str, object] = {key: value for key, value in asdict(score).items() if key != "curve"}
    return said | {"customer_name": names.get(score.customer_id, "")}
