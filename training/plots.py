"""Two small pictures of an evaluation, as SVG text: what was said against what came, and where outcomes fell in their curves."""

from html import escape
from math import isfinite

from training.evaluation import Floats, Reliability

SIDE, MARGIN = 320, 48


def reliability_svg(bins: Reliability, title: str) -> str:
    """Predicted risk against the share that happened; a calibrated model's points stand on the diagonal."""
    most = max(float(bins.rows.max(initial=0.0)), 1.0)
    points = []
    for rows, said, seen in zip(bins.rows, bins.predicted, bins.seen, strict=True):
        if rows and isfinite(said) and isfinite(seen):
            size = 2.5 + 6.0 * float((rows / most) ** 0.5)
            text = f"said {said:.3f}, happened {seen:.3f}, {rows:,.0f} rows"
            points.append(
                f'<circle cx="{_x(said):.1f}" cy="{_y(seen):.1f}" r="{size:.1f}" fill="#1f5f8b" fill-opacity="0.75">'
                f"<title>{text}</title></circle>"
            )
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
    return _framed(title, "predicted", "happened", 1.0, [diagonal, *points])


def pit_svg(shares: Floats, title: str) -> str:
    """Share of outcomes in each tenth of their predicted distribution; a true model's bars stand at 0.1."""
    top = max(0.2, float(shares.max(initial=0.0)) * 1.1)
    width = SIDE / len(shares)
    bars = []
    for place, share in enumerate(shares):
        height = SIDE * float(share) / top
        bars.append(
            f'<rect x="{MARGIN + place * width + 1:.1f}" y="{MARGIN + SIDE - height:.1f}" width="{width - 2:.1f}" '
            f'height="{height:.1f}" fill="#1f5f8b" fill-opacity="0.75"><title>{share:.3f}</title></rect>'
        )
    level = MARGIN + SIDE * (1 - 1 / len(shares) / top)
    line = f'<line x1="{_x(0)}" y1="{level:.1f}" x2="{_x(1)}" y2="{level:.1f}" stroke="#999" stroke-dasharray="4 4"/>'
    return _framed(title, "place of the outcome in its predicted distribution", "share", top, [*bars, line])


def _x(share: float) -> float:
    return MARGIN + SIDE * float(share)


def _y(share: float) -> float:
    return MARGIN + SIDE * (1 - float(share))


def _framed(title: str, across: str, up: str, top: float, drawn: list[str]) -> str:
    whole, middle = SIDE + 2 * MARGIN, MARGIN + SIDE / 2
    texts = [
        f'<text x="{middle}" y="24" font-weight="600">{escape(title)}</text>',
        f'<text x="{middle}" y="{whole - 10}">{escape(across)}</text>',
        f'<text x="14" y="{middle}" transform="rotate(-90 14 {middle})">{escape(up)}</text>',
    ]
    for step in range(5):
        share = step / 4
        texts.append(f'<text x="{_x(share)}" y="{MARGIN + SIDE + 16}">{share:g}</text>')
        texts.append(f'<text x="{MARGIN - 18}" y="{_y(share) + 4}">{share * top:.2g}</text>')
    frame = f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#444"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}" '
        f'role="img" font-family="sans-serif" font-size="11" text-anchor="middle"><title>{escape(title)}</title>'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>{"".join([*drawn, frame, *texts])}</svg>\n'
    )
