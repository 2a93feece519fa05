"""Embedded pictures: no style, no colour of their own, ids apart, a title and a description that say what is hostile as text."""

from xml.etree import ElementTree

from rendering.svg import INKS, SVG, embedded

DRAWN = f"""<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="50" viewBox="0 0 100 50"
><defs><clipPath id="clip0"><rect width="9" height="9"/></clipPath></defs>
<rect width="100" height="50" fill="{INKS["paper"]}"/>
<g role="graphics-object" aria-label="x" style="fill:red" clip-path="url(#clip0)">
<path fill="{INKS["soft"]}" stroke="{INKS["accent"]}"/>
<text font-family="serif">A &lt; B &amp; C</text></g></svg>"""
HOSTILE = "</desc><script>alert(1)</script>\x00\ud800"


def test_style_goes_colours_become_classes_and_ids_get_the_name() -> None:
    markup = embedded(DRAWN, "curve", "Title", "Description", "wide")
    assert "style" not in markup and "font-family" not in markup and "#0000" not in markup
    assert 'class="f-soft s-accent"' in markup
    assert 'id="curve-clip0"' in markup and 'clip-path="url(#curve-clip0)"' in markup
    root = ElementTree.fromstring(markup)
    assert root.get("viewBox") == "0 0 100 50" and root.get("width") is None
    assert root.get("class") == "chart wide"
    assert [child.tag for child in root][:2] == [f"{{{SVG}}}title", f"{{{SVG}}}desc"]
    assert not [child for child in root if child.tag == f"{{{SVG}}}rect"], "the page's own background shows"


def test_it_speaks_to_screen_readers() -> None:
    root = ElementTree.fromstring(embedded(DRAWN, "n", "What it is", "What it shows"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "n-title n-desc"
    assert root.find(f"{{{SVG}}}desc").text == "What it shows"  # type: ignore[union-attr]


def test_hostile_text_is_text() -> None:
    markup = embedded(DRAWN, "n", HOSTILE, HOSTILE)
    assert "<script" not in markup
    assert ElementTree.fromstring(markup).find(f"{{{SVG}}}desc").text == "</desc><script>alert(1)</script>"  # type: ignore[union-attr]
