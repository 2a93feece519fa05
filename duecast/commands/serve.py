import sys
from typing import Annotated

from typer import Option

LOCAL = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[
        str, Option(help="Address to listen on. Nobody is asked who they are yet: keep it local.")
    ] = "127.0.0.1",
    port: Annotated[int, Option(min=1, max=65535)] = 8000,
    workers: Annotated[int, Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve the pages and the scoring API."""
    from duecast.session import session
    from serving.server import run

    if host not in LOCAL:
        print(
            f"duecast: warning: listening on {host}: nobody is asked who they are, so whoever reaches this address reads and "
            "scores everything; keep it on 127.0.0.1 or behind a proxy that asks",
            file=sys.stderr,
        )
    with session() as opened:
        settings = opened.settings
    run(settings, host=host, port=port, workers=workers)
