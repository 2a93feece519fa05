"""An id as a part of an address: any characters at all, slashes and line feeds too (Starlette's own ``path`` ends at a line feed).

A route says ``f"/invoices/{{invoice_id:{ANY_ID}}}"``.
"""

from starlette.convertors import Convertor, register_url_convertor

ANY_ID = "any_id"


class IdConvertor(Convertor[str]):
    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor(ANY_ID, IdConvertor())
