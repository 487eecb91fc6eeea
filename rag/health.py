"""``/healthz``: whether this chat can answer, for whatever watches over it. Tells nothing that the pages do not."""

from typing import TYPE_CHECKING, Protocol

from rag.errors import RagError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute


class Library(Protocol):
    """What the answer needs of :class:`rag.library.Library`."""

    def size(self) -> int: ...


def route(library: Library) -> "BaseRoute":
    """200 with the number of documents while the index serves, 503 while it does not."""
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    def answer(request: "Request") -> "Response":
        try:
            documents = library.size()
        except RagError:  # the next question meets the same failure and logs its message
            return JSONResponse({"status": "unavailable"}, 503, {"Cache-Control": "no-store"})
        return JSONResponse({"status": "ok", "documents": documents}, headers={"Cache-Control": "no-store"})

    return Route("/healthz", answer)
