"""Web chat of Tanya Karier: ``python app.py`` serves it on http://127.0.0.1:7860.

Wiring only: how a turn looks is decided in :mod:`rag.rendering`, what it says in :mod:`rag.chain`.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from rag import rendering
from rag.errors import RagError, SettingsError
from rag.rendering import ChatTurn, Phase
from rag.types import Event, Turn

if TYPE_CHECKING:
    import gradio as gr

logger = logging.getLogger("tanya_karier")

Turns = tuple[ChatTurn, ...]

EXAMPLES = 4
"""Example questions at the start: as many as fit a phone screen above the input."""
ANSWERS_AT_ONCE = 2
"""More answers at once only slow each other on the default model; the others wait in the queue."""
QUEUE_SIZE = 32


class Assistant(Protocol):
    """What the page needs of :class:`rag.chain.Assistant`."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Yield Retrieved, Shown …, Finished."""

    def examples(self, limit: int) -> list[str]:
        """Return questions that the documents answer."""

    def close(self) -> None:
        """Release the models and the index."""


def pose(question: str, turns: Turns) -> Turns:
    """Return the conversation with ``question`` asked; unchanged if it is blank or an answer is under way."""
    question = question.strip()
    if not question or (turns and turns[-1].pending):
        return turns
    turn = ChatTurn(id=f"t{len(turns) + 1}", question=question)
    if len(question) > rendering.MAX_QUESTION_CHARS:
        note = rendering.NOTE_TOO_LONG.format(limit=rendering.MAX_QUESTION_CHARS, length=len(question))
        turn = rendering.cut_off(turn, note)
    return (*turns, turn)


def respond(assistant: Assistant, turns: Turns) -> Iterator[Turns]:
    """Answer the last turn if it still waits; yield the conversation as it stands after every event."""
    if not turns or turns[-1].phase is not Phase.WAITING:
        return
    *earlier, turn = turns
    turn = rendering.begin(turn)
    yield (*earlier, turn)
    try:
        # Closing the stream is what stops the model when the user presses stop or leaves.
        with closing(assistant.stream(turn.question, rendering.history(earlier))) as events:  # type: ignore[type-var]
            for event in events:
                turn = rendering.advance(turn, event)
                yield (*earlier, turn)
    except RagError as error:
        # Its message tells the maintainer what to mend; the user cannot, and gets a plain sentence.
        logger.error("A question could not be answered: %s", error)
        yield (*earlier, rendering.cut_off(turn, rendering.NOTE_FAILED))


def end(turns: Turns, note: str) -> Turns:
    """Return the conversation with ``note`` under its last turn, if the answer to it was still under way."""
    if not turns or not turns[-1].pending:
        return turns
    return (*turns[:-1], rendering.cut_off(turns[-1], note))


def create_app(assistant: Assistant) -> "gr.Blocks":
    """Return the page. Every session keeps its own conversation; the assistant is shared by all.

    Raises:
        RagError: the example questions cannot be read from the index.
    """
    # Gradio looks up two hosts at import unless told not to; nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    def show(turns: Turns) -> list[Any]:
        busy = bool(turns) and turns[-1].pending
        return [
            turns,
            rendering.chat_messages(turns),
            rendering.sources_html(turns),
            gr.Textbox(submit_btn=not busy, stop_btn=busy),
        ]

    def on_typed(question: str, turns: Turns) -> list[Any]:
        return show(pose(question, turns))

    def on_example(turns: Turns, chosen: gr.SelectData) -> list[Any]:
        return show(pose(chosen.value["text"], turns))

    def on_suggestion(turns: Turns, chosen: gr.SelectData) -> list[Any]:
        return show(pose(chosen.value, turns))

    def on_asked(turns: Turns) -> Iterator[list[Any]]:
        for conversation in respond(assistant, turns):
            yield show(conversation)

    def on_stop(turns: Turns) -> list[Any]:
        return show(end(turns, rendering.NOTE_STOPPED))

    def on_failure(turns: Turns) -> list[Any]:
        return show(end(turns, rendering.NOTE_FAILED))

    questions = assistant.examples(EXAMPLES)
    with gr.Blocks(title=rendering.PAGE_TITLE, fill_height=True, fill_width=True, analytics_enabled=False) as page:
        turns = gr.State(())
        gr.HTML(rendering.header_html(), elem_id="masthead")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="conversation"):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label=rendering.CHAT_LABEL,
                    show_label=False,
                    container=False,
                    height="100%",
                    buttons=[],
                    feedback_options=None,
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
                gr.HTML(rendering.sources_header_html())
                sources = gr.HTML(rendering.sources_html(()), elem_id="sources-list")

        shown = [turns, chat, sources, question]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asked = [
            question.submit(on_typed, [question, turns], shown, queue=False, **quiet),
            chat.example_select(on_example, [turns], shown, queue=False, **quiet),
            chat.option_select(on_suggestion, [turns], shown, queue=False, **quiet),
        ]
        answers = [event.then(on_asked, [turns], shown, **quiet) for event in asked]
        for answer in answers:
            answer.failure(on_failure, [turns], shown, queue=False, **quiet)
        question.stop(on_stop, [turns], shown, queue=False, cancels=answers, **quiet)
    page.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUEUE_SIZE, api_open=False)
    return page


def serve(page: "gr.Blocks", host: str, port: int) -> str:
    """Start serving ``page`` in the background and return its address.

    Raises:
        SettingsError: the port is taken, or the host is not an address of this machine.
    """
    import gradio as gr

    assets = files("rag") / "assets"
    system_font = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
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
            theme=gr.themes.Base(font=system_font, font_mono=("ui-monospace", "Consolas", "monospace")),
            css=(assets / "chat.css").read_text(encoding="utf-8"),
            head=f"<script>{(assets / 'chat.js').read_text(encoding='utf-8')}</script>",
        )
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from error
    return str(address)
