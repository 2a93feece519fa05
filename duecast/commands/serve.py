from typing import Annotated

from typer import Option


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

    with session() as opened:
        settings = opened.settings
    run(settings, host=host, port=port, workers=workers)
