"""Pictures in a terminal: a bar for a share, a profile for several sums beside each other."""

from collections.abc import Sequence

EIGHTHS = " ▏▎▍▌▋▊▉"
HEIGHTS = "▁▂▃▄▅▆▇█"
NOTHING = "·"


def bar(share: float, width: int = 40) -> str:
    """``share`` 0 … 1 of ``width`` characters, to an eighth of one; what is above nothing is seen."""
    eighths = min(max(round(share * width * 8), 1 if share > 0 else 0), width * 8)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def profile(amounts: Sequence[int]) -> str:
    """A column an amount, its height by the largest of them; a dot where there is none."""
    largest = max([*amounts, 1])
    return "".join(HEIGHTS[min(8 * amount // largest, 7)] if amount > 0 else NOTHING for amount in amounts)
