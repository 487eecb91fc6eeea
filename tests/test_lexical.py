import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.lexical import LexicalIndex, build

TEXTS = {
    "a#p1": "kepala humas susun strategi komunikasi".split(),
    "a#p2": "humas humas wartawan media".split(),
    "b#p1": "dokter rawat pasien".split(),
    "b#p2": [],
}


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    build(list(TEXTS), list(TEXTS.values()), tmp_path / "lexical")
    return LexicalIndex.load(tmp_path / "lexical")


def test_the_text_with_more_of_the_terms_comes_first(index: LexicalIndex) -> None:
    assert [found for found, _ in index.search(["humas", "strategi"], 10)] == ["a#p1", "a#p2"]


def test_a_term_that_stands_more_often_scores_higher(index: LexicalIndex) -> None:
    (first, high), (second, low) = index.search(["humas"], 10)
    assert (first, second) == ("a#p2", "a#p1")
    assert high > low > 0


def test_a_rare_term_weighs_more_than_a_common_one(tmp_path: Path) -> None:
    build(["x", "y", "z"], [["umum", "langka"], ["umum", "lain"], ["umum", "lain"]], tmp_path / "lexical")
    index = LexicalIndex.load(tmp_path / "lexical")
    assert index.search(["langka"], 1)[0][1] > index.search(["umum"], 1)[0][1]


def test_texts_without_any_of_the_terms_are_left_out(index: LexicalIndex) -> None:
    assert [found for found, _ in index.search(["pasien"], 10)] == ["b#p1"]


def test_equal_scores_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    ids = ["c", "a", "d", "b"]
    build(ids, [["sama", "kata"]] * 4, tmp_path / "lexical")
    assert [found for found, _ in LexicalIndex.load(tmp_path / "lexical").search(["sama"], 3)] == ["a", "b", "c"]


def test_unknown_terms_count_for_nothing(index: LexicalIndex) -> None:
    assert index.search(["astronaut"], 10) == []
    assert index.search(["astronaut", "humas"], 10) == index.search(["humas"], 10)
    assert index.search([], 10) == []


def test_k_limits_the_hits_and_may_exceed_the_corpus(index: LexicalIndex) -> None:
    assert len(index.search(["humas"], 1)) == 1
    assert len(index.search(["humas"], 1000)) == 2
    assert index.search(["humas"], 0) == []


@pytest.mark.parametrize("texts", [{}, {"a#p1": [], "a#p2": []}], ids=["no texts", "no tokens"])
def test_nothing_to_index_gives_an_index_that_finds_nothing(texts: dict[str, list[str]], tmp_path: Path) -> None:
    build(list(texts), list(texts.values()), tmp_path / "lexical")
    index = LexicalIndex.load(tmp_path / "lexical")
    assert len(index) == len(texts)
    assert index.search(["humas"], 5) == []
    assert not index.has_term("humas")


def test_document_frequency_counts_texts_not_occurrences(index: LexicalIndex) -> None:
    assert index.document_frequency("humas") == 2
    assert index.document_frequency("pasien") == 1
    assert index.document_frequency("astronaut") == 0


def test_nothing_is_pickled_and_no_text_is_stored(index: LexicalIndex, tmp_path: Path) -> None:
    files = sorted(path.name for path in (tmp_path / "lexical").rglob("*") if path.is_file())
    assert "ids.json" in files
    assert all(name.endswith((".json", ".npy")) for name in files)


def test_the_same_texts_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    script = "import json, sys; from pathlib import Path; from rag.lexical import build; "
    script += "build(['x', 'y'], json.loads(sys.argv[1]), Path(sys.argv[2]))"
    tokens = json.dumps([list("hgfedcba"), list("abcz")])
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, tokens, str(folder)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        written.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert written[0] == written[1]


def test_ids_and_texts_must_match(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 ids for 1 token lists"):
        build(["a", "b"], [["x"]], tmp_path / "lexical")
