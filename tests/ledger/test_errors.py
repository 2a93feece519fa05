"""Every error has a stable code of its own."""

from ledger import errors


def test_codes_are_stable_words_and_differ() -> None:
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, errors.DuecastError)
    ]
    codes = [value.code for value in classes]
    assert len(codes) == len(set(codes)) > 10
    assert all(code == code.lower() and " " not in code for code in codes)
