"""Style sheet, script, mark: our own files only, nothing from elsewhere."""

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from rendering.page import STATIC

router = APIRouter(include_in_schema=False)
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in TYPES}
"""All there is: a name from outside never becomes a path."""


@router.get("/static/{name}")
async def static_file(name: str, v: str = "") -> FileResponse:
    """Addresses carry the files' version, so that a browser may keep them."""
    path = FILES.get(name)
    if path is None:
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if v else "no-cache"
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"cache-control": kept})
