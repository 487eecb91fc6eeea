"""The addresses below which people browse the documents, beside the chat: ``telusuri?dokumen=perawat&paragraf=3``.

Only reads. Nothing that an address says becomes anything but a look-up in the index and escaped text.
"""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Protocol

from rag import browse_rendering as pages
from rag.errors import RagError
from rag.library import Document, Listing
from rag.types import Aspect

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

logger = logging.getLogger(__name__)

_MOST_DIGITS: Final[int] = 6
"""Of a paragraph's number; a longer one names none, and Python takes long over very long ones."""
_HEADERS: Final[Mapping[str, str]] = {
    # Whatever slipped through the escaping could neither run nor load anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",  # an ingest may change any of it
}


class Library(Protocol):
    """What the pages need of :class:`rag.library.Library`."""

    def search(self, query: str) -> Listing: ...

    def document(self, document_id: str) -> Document | None: ...

    def questions(self, document_id: str) -> Mapping[Aspect, str]: ...


def routes(library: Library) -> "list[BaseRoute]":
    """The routes of the browsing pages, for the application that serves the chat."""
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route

    def answered(handler: "Callable[[Request], tuple[int, str]]") -> "Callable[[Request], Response]":
        @wraps(handler)
        def answer(request: "Request") -> Response:
            try:
                status, page = handler(request)
            except RagError as error:
                # Its message tells the maintainer what to mend; the reader cannot.
                logger.error("a page could not be shown: %s", error)
                status, page = 503, pages.failed_page()
            return HTMLResponse(page, status, dict(_HEADERS))

        return answer

    def browse(request: "Request") -> tuple[int, str]:
        wanted = request.query_params.get(pages.DOCUMENT, "")
        if not wanted:
            query = " ".join(request.query_params.get(pages.SEARCH, "").split())[: pages.LONGEST_QUERY]
            return 200, pages.list_page(library.search(query), query)
        beside = request.query_params.get(pages.BESIDE, "")
        found = [(one, library.document(one)) for one in (wanted, beside) if one]
        for one, document in found:
            if document is None:
                return 404, pages.unknown_page(one[: pages.LONGEST_QUERY])
        documents = [document for _, document in found if document]
        if len(documents) > 1:
            return 200, pages.side_by_side_page(*documents)
        number = request.query_params.get(pages.PARAGRAPH, "")
        chosen = int(number) if number.isdecimal() and len(number) <= _MOST_DIGITS else None
        others = library.search("").entries
        return 200, pages.document_page(documents[0], library.questions(wanted), others, chosen)

    def asset(text: str, kind: str) -> "Callable[[Request], Response]":
        def answer(request: "Request") -> Response:
            return Response(text, media_type=kind, headers=dict(_HEADERS))

        return answer

    style = asset(read_asset("theme.css") + read_asset("browse.css"), "text/css")
    return [
        Route(f"/{pages.BROWSE}", answered(browse)),
        Route(f"/{pages.BROWSE}/style.css", style),
        Route(f"/{pages.BROWSE}/browse.js", asset(read_asset("browse.js"), "text/javascript")),
    ]


def read_asset(name: str) -> str:
    """The text of a file in ``rag/assets``."""
    return (files("rag") / "assets" / name).read_text(encoding="utf-8")
