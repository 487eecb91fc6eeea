"""Web chat of Tanya Karier: ``python app.py`` serves it on http://127.0.0.1:7860.

Wiring only: :mod:`rag.conversation` keeps what was said, :mod:`rag.rendering` decides how it looks.
"""

import argparse
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from rag import health, rendering
from rag.browsing import read_asset, routes
from rag.conversation import Answering, Conversation, Phase, cut_off, judged, pose, respond
from rag.embedding import load_embeddings
from rag.errors import FeedbackError, IndexBusyError, RagError, SettingsError
from rag.export import as_html, as_markdown
from rag.feedback import Choice, FeedbackStore
from rag.library import Library
from rag.settings import Settings, load_settings
from rag.stores import open_store
from rag.sync import apply_plan, make_plan

if TYPE_CHECKING:
    import gradio as gr

EXAMPLES = 4
"""Example questions at the start: as many as fit a phone screen above the input."""
ANSWERS_AT_ONCE = 2
"""More answers at once only slow each other on the default model; the others wait in the queue."""
_LOOK_SECONDS = 2.0
"""How often to look whether another process has finished building the first index."""
QUEUE_SIZE = 32
"""Questions that may wait; at two seconds an answer nobody waits longer than half a minute."""


class Assistant(Answering, Protocol):
    """What the page needs of :class:`rag.chain.Assistant`."""

    def examples(self, limit: int) -> list[str]: ...


def create_app(assistant: Assistant, feedback: FeedbackStore | None = None) -> "gr.Blocks":
    """Return the page. Every session keeps its own conversation; the assistant is shared by all.

    Args:
        assistant: Answers.
        feedback: Where to keep what people think of answers; None to offer no buttons for it.

    Raises:
        RagError: the example questions cannot be read from the index.
    """
    # Gradio looks up two hosts at import unless told not to; nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    def show(turns: Conversation) -> list[Any]:
        busy = bool(turns) and turns[-1].pending
        buttons = gr.Textbox(submit_btn=not busy, stop_btn=busy)  # what is being typed stays
        return [turns, rendering.chat_messages(turns), rendering.sources_html(turns), buttons]

    def on_typed(question: str, turns: Conversation) -> list[Any]:
        posed = pose(question, turns)
        updates = show(posed)
        if posed != turns and posed[-1].pending:  # an over-long question stays in the box, to be shortened
            updates[-1] = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        return updates

    def on_example(turns: Conversation, chosen: gr.SelectData) -> list[Any]:
        return show(pose(chosen.value["text"], turns))

    def on_suggestion(turns: Conversation, chosen: gr.SelectData) -> list[Any]:
        return show(pose(chosen.value, turns))

    def on_asked(turns: Conversation) -> Iterator[Any]:
        yield gr.skip()  # where there is nothing to answer: after a run without a yield Gradio empties the outputs
        for state in respond(assistant, turns):
            yield show(state)

    def on_stop(turns: Conversation) -> list[Any]:
        return show(cut_off(turns, Phase.STOPPED))

    def on_failure(turns: Conversation) -> list[Any]:
        return show(cut_off(turns, Phase.FAILED))

    def on_restart() -> list[Any]:
        return show(())

    def on_export(turns: Conversation) -> dict[str, str]:
        return {"markdown": as_markdown(turns), "html": as_html(turns)}

    def on_judged(turns: Conversation, chosen: gr.LikeData) -> None:
        answer = judged(turns, chosen.index // 2 if isinstance(chosen.index, int) else -1)
        if feedback is None or answer is None:
            gr.Info(rendering.FEEDBACK_NOTHING)
            return
        # Gradio says True and False for the thumbs, the words of any other button, "" where a choice is taken back.
        choices: dict[bool | str, Choice] = {
            True: Choice.UP,
            False: Choice.DOWN,
            rendering.WRONG_CITATION: Choice.WRONG_CITATION,
        }
        choice = choices.get(chosen.liked)
        try:
            changed = feedback.record(answer, choice)
        except FeedbackError as error:
            logging.getLogger("rag").error("%s", error)
            gr.Warning(rendering.FEEDBACK_FAILED, title=rendering.FEEDBACK_FAILED_TITLE)
            return
        if changed:  # Gradio reports its third button twice
            gr.Info(rendering.FEEDBACK_KEPT if choice else rendering.FEEDBACK_TAKEN_BACK)

    questions = assistant.examples(EXAMPLES)
    page: gr.Blocks = gr.Blocks(title=rendering.PAGE_TITLE, fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        turns = gr.State(())
        with gr.Row(elem_id="masthead"):
            gr.HTML(rendering.header_html(), apply_default_css=False)
            restart = gr.Button(rendering.RESTART, elem_id="restart", size="sm")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="conversation"):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label=rendering.CHAT_LABEL,
                    show_label=False,
                    container=False,
                    height="100%",
                    buttons=[],
                    feedback_options=("Like", "Dislike", rendering.WRONG_CITATION) if feedback else None,
                    latex_delimiters=[],
                    group_consecutive_messages=False,
                    placeholder=rendering.greeting_html(bool(questions)),
                    examples=[{"text": question} for question in questions],
                )
                question = gr.Textbox(
                    elem_id="question",
                    label=rendering.INPUT_LABEL,
                    placeholder=rendering.INPUT_PLACEHOLDER,
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=5,
                    submit_btn=True,
                    autofocus=True,
                )
            with gr.Column(elem_id="sources"):
                gr.HTML(rendering.sources_header_html(), apply_default_css=False)
                sources = gr.HTML(rendering.sources_html(()), elem_id="sources-list", apply_default_css=False)

        # Out of sight: the buttons beside the sources press it, and what it returns is handed to the script.
        export = gr.Button(elem_id="export")
        exported = gr.JSON(visible=False)

        shown = [turns, chat, sources, question]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        posed = [
            question.submit(on_typed, [question, turns], shown, queue=False, **quiet),
            chat.example_select(on_example, [turns], shown, queue=False, **quiet),
            chat.option_select(on_suggestion, [turns], shown, queue=False, **quiet),
        ]
        answers = [event.then(on_asked, [turns], shown, **quiet) for event in posed]
        for answer in answers:
            answer.failure(on_failure, [turns], shown, queue=False, **quiet)
        question.stop(on_stop, [turns], shown, queue=False, cancels=answers, **quiet)
        if feedback:
            # Through the queue, the only way by which its notice reaches the page; it waits for no answer there.
            chat.like(on_judged, [turns], None, concurrency_limit=None, **quiet)
        export.click(on_export, [turns], [exported], queue=False, **quiet).then(
            None, [exported], None, js="(kept) => window.tanyaKarier.exported(kept)"
        )
        restart.click(on_restart, [], shown, queue=False, cancels=answers, **quiet)
    page.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUEUE_SIZE, api_open=False)
    return page


def serve(page: "gr.Blocks", host: str, port: int, library: Library | None = None) -> str:
    """Start serving ``page`` in the background and return its address.

    Args:
        page: From :func:`create_app`.
        host: Address to listen on.
        port: To listen on.
        library: What can be browsed beside the chat; None for nothing.

    Raises:
        SettingsError: the port is taken, or the host is not an address of this machine.
    """
    import gradio as gr

    _check_port(host, port)
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
            app_kwargs={"routes": [*routes(library), health.route(library)] if library else []},
        )
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from error
    return str(address)


def _check_port(host: str, port: int) -> None:
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; returns the exit code (0 done, 1 something failed, 2 wrong usage or settings)."""
    options = _parse(arguments)
    log = logging.StreamHandler()
    log.setFormatter(logging.Formatter("app.py: %(message)s"))
    logging.getLogger("rag").addHandler(log)  # not the root logger: libraries would print their debug lines
    # A plain `kill` ends the program as Ctrl+C does, so that the model's process is stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = load_settings()
        _check_port(options.host, options.port)
        _build_missing_index(settings)
        _serve_until_interrupted(settings, options.host, options.port)
    except RagError as error:
        print(f"app.py: error: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        print("app.py: stopped", file=sys.stderr)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Web chat of Tanya Karier. Builds the index first if there is none.",
        epilog="Settings come from RAG_ variables and .env. "
        "Exit codes: 0 stopped; 1 something failed; 2 wrong usage or settings.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)"
    )
    parser.add_argument("--port", default=7860, type=_port, help="port to listen on (default: %(default)s)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _build_missing_index(settings: Settings) -> None:
    """Build the index from the sources if there is none; an index that is there is taken as it is.

    Raises:
        RagError: it cannot be built.
    """
    store = open_store(settings)
    while store.current_name() is None:
        try:
            _build_index(settings)
            return
        except IndexBusyError:
            print("Another process is building the index; waiting for it …", file=sys.stderr)
            time.sleep(_LOOK_SECONDS)


def _build_index(settings: Settings) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    print(f"There is no index yet; building it from {settings.sources} …", file=sys.stderr)
    columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        report = apply_plan(
            make_plan(settings),
            settings,
            load_embeddings(settings),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    for one in report.failed:
        print(f"app.py: left out {one.file}: {one.reason}", file=sys.stderr)


def _serve_until_interrupted(settings: Settings, host: str, port: int) -> None:
    from rag.chain import open_assistant

    assistant = open_assistant(settings)
    try:
        assistant.warm_up()
        assistant.follow_index()
        page = create_app(assistant, FeedbackStore(settings.feedback) if settings.feedback else None)
        try:
            address = serve(page, host, port, assistant.library)
            print(f"Tanya Karier: {address} (stop with Ctrl+C)", flush=True)
            threading.Event().wait()
        finally:
            page.close(verbose=False)
    finally:
        assistant.close()


if __name__ == "__main__":
    sys.exit(main())
