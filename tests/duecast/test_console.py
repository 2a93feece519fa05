"""What commands print: tables a pipe can hold, money with its decimals, progress apart from the result."""

import json
from datetime import date
from time import sleep

import pytest

from duecast.console import counted, money, print_json, progress, say, table


def test_money_has_its_currency_and_decimals() -> None:
    assert money(123456, "EUR") == "1,234.56 EUR"
    assert money(123456, "JPY") == "123,456 JPY"
    assert money(-5, "EUR") == "-0.05 EUR"


def test_progress_goes_to_standard_error_a_line_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("train") as show:
        for share in (0.1, 0.2, 0.3):
            show("fitting", share)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("train: fitting") == 1


def test_quiet_progress_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("train", quiet=True) as show:
        show("fitting", 0.5)
    assert capsys.readouterr() == ("", "")


def test_hostile_text_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    table("t", ["name"], [["[red]{{7*7}}[/red] :smile:"]])
    assert "[red]{{7*7}}[/red] :smile:" in capsys.readouterr().out


@pytest.mark.parametrize("terminal", [False, True])
def test_names_of_files_are_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    with progress("import") as show:
        show("reading [/bold][red]a.csv :smile:", 0.5)
        sleep(0.3 if terminal else 0)  # the bar is drawn ten times a second
    assert "[/bold][red]a.csv :smile:" in capsys.readouterr().err


def test_json_is_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"on": date(2026, 1, 2), "name": "中文"})
    assert json.loads(capsys.readouterr().out) == {"on": "2026-01-02", "name": "中文"}


def test_a_terminal_is_given_no_orders(capsys: pytest.CaptureFixture[str]) -> None:
    """Colours and moves of the cursor that stand in a file are shown, not obeyed; line breaks stay."""
    table("t\x1b[1m", ["name"], [["\x1b[31mred\x9b2J\r\x00"]])
    say("a\nb\x07")
    told = capsys.readouterr().out
    assert "\\x1b[31mred\\x9b2J\\r\\x00" in told and told.endswith("a\nb\\x07\n") and "\x1b" not in told


def test_one_row_two_rows() -> None:
    assert [counted(number, "row") for number in (0, 1, 1200)] == ["0 rows", "1 row", "1,200 rows"]
