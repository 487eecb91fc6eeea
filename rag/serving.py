"""The chat's server: on which address, behind which password, and what it serves beside the page."""

import errno
import ipaddress
import socket
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rag import health
from rag.browsing import read_asset, routes
from rag.errors import SettingsError
from rag.library import Library
from rag.login import LoginMiddleware

if TYPE_CHECKING:
    import gradio as gr


def serve(
    page: "gr.Blocks", host: str, port: int, library: Library | None = None, *, login: str = "", mcp: bool = False
) -> str:
    """Start serving ``page`` in the background and return its address.

    Args:
        page: From :func:`rag.page.create_page`.
        host: Address to listen on.
        port: To listen on.
        library: What can be browsed beside the chat; None for nothing.
        login: ``name:password`` that everything but the health address asks for; empty for nothing.
        mcp: Whether the API is offered as a tool of the Model Context Protocol, at ``/gradio_api/mcp/``.

    Raises:
        SettingsError: the port is taken, the host is not an address of this machine, or ``mcp`` is not installed or
            comes with a login.
    """
    import gradio as gr
    from starlette.middleware import Middleware

    check_port(host, port)
    if mcp and login:
        # The tool calls the API over HTTP, without a password.
        raise SettingsError("--mcp does not go together with RAG_LOGIN: unset it, and let a proxy ask for a password")
    if mcp and find_spec("mcp") is None:
        raise SettingsError("--mcp needs a library that is not installed: pip install -e '.[mcp]'")
    system_fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            run_history=False,
            footer_links=[],
            # A font given as a plain name is a local one; Gradio's own themes ask Google for theirs.
            theme=gr.themes.Base(font=system_fonts, font_mono=("ui-monospace", "Consolas", "monospace")),
            # Not css=…: Gradio rewrites its selectors to match below its own container only.
            head=f"<style>{read_asset('theme.css')}{read_asset('chat.css')}</style><script>{read_asset('chat.js')}</script>",
            app_kwargs={
                "routes": [*routes(library), health.route(library)] if library else [],
                "middleware": [Middleware(LoginMiddleware, login=login)] if login else [],
            },
            mcp_server=mcp,
        )
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from error
    return str(address)


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had, before Gradio reports it as a missing range of ports.

    Raises:
        SettingsError: the port is taken, or the host is not an address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        remedy = (
            "stop the other program, or choose another port with --port"
            if error.errno == errno.EADDRINUSE
            else "use an address of this machine for --host, and a port from 1024 up for --port"
        )
        raise SettingsError(f"cannot listen on {host}:{port} ({error.strerror}): {remedy}") from error


def is_public(host: str) -> bool:
    """Whether other machines may reach what listens on ``host``."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
