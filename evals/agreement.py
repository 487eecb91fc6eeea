"""How far the evals' support checker agrees with people, and with the gate it is to judge.

A gate that is graded by itself proves nothing: the checker decides by other features, people have labelled sentences
for both, and every sentence that was shown and that the checker does not find supported is put on the table.
"""

from collections.abc import Iterator, Mapping, Sequence

from evals.answers import GivenAnswer
from evals.documents import eval_documents
from evals.findings import Disagreement
from evals.metrics import cohen_kappa
from evals.pairs import Pair, load_pairs
from evals.scores import CaseScore
from evals.support import check_support
from rag.types import Hit
from rag.verification import verify


def agreement() -> dict[str, float]:
    """Cohen's κ between checker, gate and hand labels, by the split of the labelled pairs; undefined ones left out."""
    found: dict[str, float] = {}
    pairs = load_pairs()
    for split in sorted({pair.split for pair in pairs}):
        some = [pair for pair in pairs if pair.split == split]
        people = [pair.supported for pair in some]
        checker, gate = [checker_says(pair) for pair in some], [gate_says(pair) for pair in some]
        for name, one, other in (
            ("checker and people", checker, people),
            ("gate and people", gate, people),
            ("checker and gate", checker, gate),
        ):
            kappa = cohen_kappa(zip(one, other, strict=True))
            if kappa is not None:
                found[f"{name}, {split}"] = kappa
    return found


def checker_says(pair: Pair) -> bool:
    """Whether the evals' checker finds a labelled sentence supported."""
    return check_support(pair.sentence, [pair.paragraph], pair.titles).supported


def gate_says(pair: Pair) -> bool:
    """Whether the assistant would show a labelled sentence with this citation."""
    document = eval_documents()[pair.document_id]
    paragraph = next(one for one in document.paragraphs if one.id == pair.paragraph_id)
    return verify(pair.sentence, Hit(paragraph, document.title, 1.0)).supported


def disagreements(scores: Sequence[CaseScore], answers: Mapping[str, GivenAnswer]) -> list[Disagreement]:
    """Every sentence that the gate let through and the checker does not find supported."""
    return [one for score in scores for one in _disagreements(score, answers[score.case_id])]


def _disagreements(score: CaseScore, given: GivenAnswer) -> Iterator[Disagreement]:
    for sentence in given.sentences:
        if sentence.text in score.unsupported:
            gate = "verbatim quote" if sentence.origin == "quote" else "supported"
            yield Disagreement(score.case_id, sentence.text, sentence.cited, gate, "not supported")
