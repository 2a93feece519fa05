"""A chart is drawn wide and narrow, in the page's colours, without style of its own."""

from rendering.drawing import altair, both, data
from rendering.svg import INKS


def test_both_sizes() -> None:
    def draw(width: int) -> object:
        return (
            altair()
            .Chart(data([{"a": 1, "b": "x"}]))
            .mark_bar(color=INKS["soft"])
            .encode(x="a:Q", y="b:N")
            .properties(width=width)
        )

    picture = both(draw, "en", "one", "A <title>", "what & why")
    assert picture.count("<svg") == 2
    assert 'class="chart wide"' in picture and 'class="chart narrow"' in picture
    assert "f-soft" in picture and "style=" not in picture
    assert "A &lt;title&gt;" in picture and "what &amp; why" in picture
    assert 'id="one-wide-title"' in picture and 'id="one-narrow-title"' in picture
