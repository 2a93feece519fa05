from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import BadParameter, Option

from duecast.console import print_json, progress, say, table
from duecast.session import Session, parse_closing_day, session

if TYPE_CHECKING:
    from portfolio.quality import QualityReport

LANGUAGES = {"en": "en", "zh": "zh", "zh-CN": "zh"}


def quality(
    closing_on: Annotated[str | None, Option(help="As known by the end of this day; today if not said.")] = None,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
    html: Annotated[
        Path | None, Option(help="Write the report to this file: one page that needs nothing else.")
    ] = None,
    language: Annotated[str, Option(help="en or zh-CN.")] = "en",
    record: Annotated[
        bool, Option("--record", help="Keep in the ledger's findings what is not as it was recorded last.")
    ] = False,
) -> None:
    """How good is the data? Every check over the whole ledger, with examples and what to do."""
    from ledger.connection import reading
    from portfolio.quality import quality as look

    if language not in LANGUAGES:
        raise BadParameter(f"{language!r} is not a language of the report; write en or zh-CN", param_hint="--language")
    chosen = LANGUAGES[language]
    if record and closing_on:
        raise BadParameter("what is recorded is seen today; leave --closing-on out", param_hint="--record")
    with session() as opened:
        day = parse_closing_day(closing_on, opened.today)
        with progress("quality", quiet=as_json) as show, reading(opened.engine) as connection:
            report = look(connection, day, progress=show)
        if record:
            _record(report, opened)
    if html is not None:
        _write(html, report, chosen, opened.today)
    if as_json:
        print_json(report.as_dict(chosen))
    elif html is None:
        _show(report, chosen)


def _record(report: "QualityReport", opened: Session) -> None:
    from ledger.connection import transact
    from ledger.findings import write_changes

    transact(opened.engine, lambda connection: write_changes(connection, report.findings(), opened.now))


def _show(report: "QualityReport", language: str) -> None:
    if not report.invoices and not report.door:
        say(
            f"The ledger holds no invoices by the end of {report.closing_on}: nothing to judge. Begin with: duecast import FILE"
        )
        return
    rows = [
        [
            "ok" if seen.holds else check.severity, check.code, check.title.in_language(language),
            seen.said.in_language(language), "" if seen.holds else check.advice.in_language(language),
        ] for check, seen in report.results
    ]  # fmt: skip
    table(f"Data quality at the end of {report.closing_on}", ["", "code", "check", "seen", "what to do"], rows)
    say(f"errors: {report.count('error')}, warnings: {report.count('warning')}, notes: {report.count('note')}")
    say("Examples and figures: --json, or --html FILE for people.")


def _write(path: Path, report: "QualityReport", language: str, today: date) -> None:
    from ledger.whole_file import whole_file
    from portfolio.quality_page import quality_page

    with whole_file(path) as part:
        part.write_bytes(quality_page(report, language, today))
    say(f"{path} written; open it in a browser")
