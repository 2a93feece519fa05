"""What can be wrong with a row: stable codes, how bad it is, and a title in both languages.

A *rejected* row is left out of the ledger and waits in the findings; a *warning* is taken as it is, but look at it.
"""

from dataclasses import dataclass
from typing import Literal

from ledger.findings import Finding


@dataclass(frozen=True, slots=True)
class Dirt:
    """A kind of trouble; ``code`` never changes its meaning."""

    code: str
    severity: Literal["rejected", "warning"]
    title: str
    title_zh: str

    def found(self, file: str, line: int | None, column: str, value: str, reason: str, advice: str) -> Finding:
        return Finding(self.code, self.severity, file, line, column, value, reason, advice)


class BadCell(Exception):
    """A cell that cannot be taken; becomes a finding of its row."""

    def __init__(self, dirt: Dirt, column: str, value: str, reason: str, advice: str):
        super().__init__(reason)
        self.dirt, self.column, self.value, self.reason, self.advice = dirt, column, value, reason, advice

    def at(self, file: str, line: int) -> Finding:
        return self.dirt.found(file, line, self.column, self.value, self.reason, self.advice)


UNREADABLE_DATE = Dirt("DQ001", "rejected", "unreadable date", "日期无法识别")
UNREADABLE_AMOUNT = Dirt("DQ002", "rejected", "unreadable amount", "金额无法识别")
MISSING_VALUE = Dirt("DQ003", "rejected", "missing value", "缺少必填值")
MISSING_AMOUNT = Dirt("DQ004", "warning", "missing amount", "缺少金额")
NOT_POSITIVE = Dirt("DQ005", "rejected", "zero or negative amount", "金额为零或负数")
DUE_BEFORE_ISSUE = Dirt("DQ006", "warning", "due before issue", "到期日早于开票日")
PAID_BEFORE_ISSUE = Dirt("DQ007", "warning", "paid before issue", "付款日早于开票日")
PAID_IN_FUTURE = Dirt("DQ008", "rejected", "happened in the future", "发生日在未来")
ISSUED_IN_FUTURE = Dirt("DQ009", "warning", "issued in the future", "开票日在未来")
LONG_TERMS = Dirt("DQ010", "warning", "terms over a year", "账期超过一年")
ABSURD_DELAY = Dirt("DQ011", "warning", "paid more than a year before or after due", "付款与到期相差超过一年")
UNKNOWN_CURRENCY = Dirt("DQ012", "rejected", "unknown currency", "未知币种")
RAGGED_ROW = Dirt("DQ013", "rejected", "wrong number of cells", "列数不符")
NUL_BYTE = Dirt("DQ014", "rejected", "NUL in the row", "行内含 NUL 字符")
CONFLICT = Dirt("DQ015", "rejected", "same id, other content", "编号相同但内容不同")
UNKNOWN_INVOICE = Dirt("DQ016", "rejected", "unknown invoice", "未知发票")
UNKNOWN_PAYMENT = Dirt("DQ017", "rejected", "unknown payment or credit note", "未知付款或贷项通知单")
ITEM_EXCEEDED = Dirt("DQ018", "warning", "settled by more than the invoice", "核销金额超过发票金额")
MONEY_EXCEEDED = Dirt("DQ019", "warning", "more allocated than came in", "分配金额超过到账金额")
MISSING_RATE = Dirt("DQ020", "warning", "no amount in the base currency", "缺少本位币金额")
UNREADABLE_DETAIL = Dirt("DQ021", "warning", "unreadable detail, left empty", "附加信息无法识别，已留空")
CUSTOMER_VARIES = Dirt("DQ022", "warning", "customer described differently", "客户信息前后不一致")
UNKNOWN_WORD = Dirt("DQ023", "rejected", "unknown word", "未知取值")
DISPUTE_DAYS = Dirt("DQ024", "warning", "dispute left out", "争议记录已略过")
PAYMENT_TAKEN_BACK = Dirt("DQ025", "warning", "payment taken back", "付款已撤回")
CONTRADICTING_DAYS = Dirt("DQ026", "rejected", "days contradict each other", "日期前后矛盾")
ACROSS_CURRENCIES = Dirt("DQ027", "warning", "allocated across currencies", "跨币种核销")
ENDING_TAKEN_BACK = Dirt("DQ028", "warning", "end taken back", "终结记录已撤回")
INSTALMENT_TAKEN_BACK = Dirt("DQ029", "warning", "instalment taken back", "分期已撤回")
INSTALMENT_LEFT = Dirt("DQ030", "warning", "instalment told no more stays", "未再申报的分期仍保留")
DISPUTE_TAKEN_BACK = Dirt("DQ031", "warning", "dispute taken back", "争议已撤回")

CATALOG: dict[str, Dirt] = {dirt.code: dirt for dirt in list(globals().values()) if isinstance(dirt, Dirt)}
"""Code → what it means; docs/import.md explains each."""
