"""A name and a password in front of every page, by HTTP Basic authentication (RFC 7617)."""

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

REFUSED: Final[str] = "Halaman ini memerlukan nama pengguna dan kata sandi."
# Gradio asks the second of these itself when it starts; neither tells anything.
_OPEN: Final[frozenset[str]] = frozenset({"/healthz", "/gradio_api/startup-events"})


class LoginMiddleware:
    """Lets requests through that carry the name and the password; the health address needs none."""

    def __init__(self, app: "ASGIApp", login: str) -> None:
        """Take what is behind it.

        Args:
            app: Answers those who are let through.
            login: ``name:password``.
        """
        self._app = app
        self._login = login.encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.responses import PlainTextResponse

        if scope["type"] == "lifespan" or scope.get("path") in _OPEN or self._knows(dict(scope["headers"])):
            await self._app(scope, receive, send)
            return
        challenge = {"WWW-Authenticate": 'Basic realm="Tanya Karier", charset="UTF-8"', "Cache-Control": "no-store"}
        await PlainTextResponse(REFUSED, 401, challenge)(scope, receive, send)

    def _knows(self, headers: dict[bytes, bytes]) -> bool:
        kind, _, credentials = headers.get(b"authorization", b"").partition(b" ")
        if kind.lower() != b"basic":
            return False
        try:
            given = base64.b64decode(credentials.strip(), validate=True)
        except binascii.Error:
            return False
        return hmac.compare_digest(given, self._login)
