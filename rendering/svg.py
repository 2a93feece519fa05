"""From Vega's SVG to one that may stand inside a page: speaks to screen readers, follows the page's colours, no style at all.

Charts are drawn in the colour names of ``INKS``; here each becomes a class (``f-…`` fill, ``s-…`` stroke) that the style sheet
gives its light and its dark value. A strict content security policy forbids style attributes: any is removed.
"""

from xml.etree import ElementTree

from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
INKS = {
    "text": "#000001",
    "quiet": "#000002",
    "line": "#000003",
    "accent": "#000004",
    "soft": "#000005",
    "good": "#000006",
    "bad": "#000007",
    "paper": "#000008",
}
"""Name of a colour → the stand-in that a chart is drawn with."""
_NAMES = {value: name for name, value in INKS.items()}
_DROPPED = ("style", "aria-label", "aria-roledescription", "aria-hidden", "role", "font-family", "pointer-events")

ElementTree.register_namespace("", SVG)


def embedded(drawn: str, name: str, title: str, description: str, extra_class: str = "") -> Markup:
    """Vega's SVG as markup for a page. ``name`` must be unique on the page: every id in the picture begins with it."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 (drawn by our own Vega, not received)
    for element in root.iter():
        _clean(element, name)
    for background in [child for child in root if child.tag == f"{{{SVG}}}rect"]:
        root.remove(background)
    width, height = root.get("width", "1"), root.get("height", "1")
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib |= {
        "viewBox": f"0 0 {width} {height}",
        "class": f"chart {extra_class}".strip(),
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
    }
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        said = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        said.text = _printable(text)
        root.insert(position, said)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 (serialised, hence escaped)


def _clean(element: ElementTree.Element, name: str) -> None:
    classes = []
    for attribute, prefix in (("fill", "f"), ("stroke", "s")):
        ink = _NAMES.get(element.get(attribute, ""))
        if ink:
            del element.attrib[attribute]
            classes.append(f"{prefix}-{ink}")
    for attribute in _DROPPED:
        element.attrib.pop(attribute, None)
    element.attrib.pop("class", None)
    if classes:
        element.set("class", " ".join(classes))
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    for attribute, value in element.attrib.items():
        if value.startswith("url(#"):
            element.set(attribute, value.replace("url(#", f"url(#{name}-", 1))


def _printable(text: str) -> str:
    """Without what XML cannot hold (control characters, lone surrogates)."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) < 0xFFFE))
