"""An assistant for tests of the page: it plays a script instead of searching and writing."""

import time
from collections.abc import Iterator, Sequence

from rag.types import Answer, Citation, Event, Finished, Retrieved, Sentence, Shown, Turn


def citation(number: int, text: str, quote: str | None = None, title: str = "Kepala Humas") -> Citation:
    """A citation of paragraph ``number`` of one document."""
    return Citation(number, f"kepala-humas#p{number}", "kepala-humas", title, number, quote or text, text)


def answered(question: str, *pairs: tuple[Sentence, Citation], suggestions: tuple[str, ...] = ()) -> list[Event]:
    """The events of an answer made of these sentences, each with one new citation."""
    answer = Answer(
        question=question,
        status="answered",
        text=" ".join(f"{sentence.text} [{cited.number}]" for sentence, cited in pairs),
        sentences=tuple(sentence for sentence, _ in pairs),
        citations=tuple(cited for _, cited in pairs),
        suggestions=suggestions,
    )
    return [Retrieved(()), *(Shown(sentence, (cited,)) for sentence, cited in pairs), Finished(answer)]


class ScriptedAssistant:
    """Gives every question the same events; an exception among them is raised where it stands."""

    def __init__(self, *script: Event | Exception, examples: Sequence[str] = (), delay: float = 0.0) -> None:
        self.script = script
        self.example_questions = list(examples)
        self.delay = delay
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.closed_early = False

    def covered(self) -> int:
        return 7

    def examples(self, limit: int) -> list[str]:
        return self.example_questions[:limit]

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        (answer,) = (event.answer for event in self.stream(question, history) if isinstance(event, Finished))
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        try:
            for step in self.script:
                time.sleep(self.delay)
                if isinstance(step, Exception):
                    raise step
                yield step
        except GeneratorExit:
            self.closed_early = True
            raise
