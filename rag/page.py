"""The page of the chat and its API: which components there are, and what each event does.

Wiring only: :mod:`rag.conversation` keeps what was said, :mod:`rag.rendering` decides how it looks.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from rag import rendering
from rag.conversation import (
    MAX_QUESTION_CHARS,
    Answering,
    Conversation,
    Phase,
    cut_off,
    judged,
    pose,
    pose_again,
    respond,
    turn_away,
)
from rag.errors import FeedbackError, RagError
from rag.export import as_html, as_markdown
from rag.feedback import Choice, FeedbackStore
from rag.question_input import read_history, read_question
from rag.rate_limit import RateLimit
from rag.tab_memory import TabMemory
from rag.types import Answer, Turn

if TYPE_CHECKING:
    import gradio as gr

EXAMPLES: Final[int] = 4
"""Example questions at the start: as many as fit a phone screen above the input."""
ANSWERS_AT_ONCE = 2
"""More answers at once only slow each other on the default model; the others wait in the queue."""
QUEUE_SIZE = 32
"""Questions that may wait; at two seconds an answer nobody waits longer than half a minute."""
_ANSWERS: Final[str] = "answers"
"""The page and the API share the places at which answers are written."""


class Assistant(Answering, Protocol):
    """What the page needs of :class:`rag.chain.Assistant`."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...

    def examples(self, limit: int) -> list[str]: ...

    def covered(self) -> int: ...


def create_page(
    assistant: Assistant, feedback: FeedbackStore | None = None, limit: RateLimit | None = None
) -> "gr.Blocks":
    """Return the page. Every session keeps its own conversation; the assistant is shared by all.

    Args:
        assistant: Answers.
        feedback: Where to keep what people think of answers; None to offer no buttons for it.
        limit: How often an address may ask; None for as often as it likes.
    """
    # Gradio looks up two hosts at import unless told not to; nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    from gradio.events import api

    memory = TabMemory()

    def show(turns: Conversation) -> list[Any]:
        busy = bool(turns) and turns[-1].pending
        buttons = gr.Textbox(submit_btn=not busy, stop_btn=busy)  # what is being typed stays
        # Nobody reloads between two sentences; a question that has just been asked is worth keeping.
        kept = gr.skip() if busy and turns[-1].sentences else rendering.kept_html(memory.seal(turns))
        return [turns, rendering.chat_messages(turns), rendering.sources_html(turns), kept, buttons]

    def admitted(posed: Conversation, turns: Conversation, request: gr.Request) -> Conversation:
        """The conversation with its new question, which is not taken where the address has asked too many."""
        if limit is None or posed is turns or not posed[-1].pending:
            return posed
        wait = limit.wait(request.client.host if request.client else "")
        return turn_away(posed, wait) if wait else posed

    def on_start() -> Any:
        # Not with the page: the first time it waits for the models, which load behind it.
        try:
            questions, covered = assistant.examples(EXAMPLES), assistant.covered()
        except RagError as error:
            logging.getLogger("rag").error("the page offers no examples: %s", error)
            return gr.skip()
        examples: list[Any] = [{"text": question} for question in questions]
        return gr.Chatbot(examples=examples, placeholder=rendering.greeting_html(covered, bool(questions)))

    def on_opened(kept: str, turns: Conversation) -> Any:
        return gr.skip() if turns or not kept else show(memory.open(kept))

    def on_typed(question: str, turns: Conversation, request: gr.Request) -> list[Any]:
        posed = admitted(pose(question, turns), turns, request)
        updates = show(posed)
        if posed != turns and posed[-1].pending:  # an over-long question stays in the box, to be shortened
            updates[-1] = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        return updates

    def on_example(turns: Conversation, chosen: gr.SelectData, request: gr.Request) -> list[Any]:
        return show(admitted(pose(chosen.value["text"], turns), turns, request))

    def on_suggestion(turns: Conversation, chosen: gr.SelectData, request: gr.Request) -> list[Any]:
        again = chosen.value == rendering.AGAIN
        return show(admitted(pose_again(turns) if again else pose(chosen.value, turns), turns, request))

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

    def ask(question: str, request: gr.Request, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question about professions, in Indonesian, from the indexed documents only.

        Every sentence cites the paragraph that it rests on and was checked against it; where nothing answers, status
        is not_found.

        Args:
            question: in Indonesian, formal or colloquial
            request: tells who asks; not part of the interface
            history: earlier turns of the conversation, oldest first, each with its question and answer
        """
        try:
            turns = read_history(history or [])
            if len(read_question(question)) > MAX_QUESTION_CHARS:
                raise ValueError(f'"question" has {len(question)} characters; {MAX_QUESTION_CHARS} are the most')
            if limit and (wait := limit.wait(request.client.host if request.client else "")):
                raise ValueError(f"too many questions; ask again in {wait} s")
            return assistant.ask(question, turns).as_json()
        except (ValueError, RagError) as error:
            raise gr.Error(str(error), print_exception=False) from error

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
                    placeholder=rendering.greeting_html(),
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
        # Out of sight too: what the script stores for a reload, and where it hands that back.
        kept = gr.HTML(elem_id="kept", apply_default_css=False)
        found = gr.Textbox(visible=False)

        shown = [turns, chat, sources, kept, question]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(on_start, [], [chat], queue=False, **quiet)
        page.load(on_opened, [found, turns], shown, queue=False, js="() => [window.tanyaKarier.kept(), null]", **quiet)
        posed = [
            question.submit(on_typed, [question, turns], shown, queue=False, **quiet),
            chat.example_select(on_example, [turns], shown, queue=False, **quiet),
            chat.option_select(on_suggestion, [turns], shown, queue=False, **quiet),
        ]
        answers = [event.then(on_asked, [turns], shown, concurrency_id=_ANSWERS, **quiet) for event in posed]
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
        api(ask, api_name="ask", concurrency_id=_ANSWERS)
    page.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUEUE_SIZE, api_open=False)
    return page
