"""Texts that harm whoever takes them for more than text (RELIABILITY B6). A lone surrogate stands apart: no file holds one."""

HOSTILE = (
    "<script>alert(1)</script>", "<b onclick=x>", "{{7*7}}", "{% raw %}", "'; DROP TABLE items; --", "../../etc/passwd", "a\r\nb",
    "\u202egnp.exe", "x" * 65536, "=1+1", "@SUM(A1)", "%s %(x)s {0}", "\\N", "\\.", "\t", "\x1b[31mred", "[bold]rich[/bold]", "😀",
)  # fmt: skip
SURROGATE = "lone \ud800 surrogate"
