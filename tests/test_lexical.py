import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexical import DamagedError, LexicalIndex, Passage, build

TEXTS = {
    "a#p1": "kepala humas susun strategi komunikasi",
    "a#p2": "humas humas wartawan media",
    "b#p1": "dokter rawat pasien",
    "b#p2": "",
}
FILES = ["columns.i64", "ids.json", "keys.json", "lengths.i32", "rows.i32", "scores.f32", "terms.json", "tokens.i32"]
FILES_OF_A_SEARCH = ["columns.i64", "ids.json", "rows.i32", "scores.f32", "terms.json"]
FILES_OF_A_BASE = ["keys.json", "lengths.i32", "terms.json", "tokens.i32"]


def passages_of(texts: Mapping[str, str]) -> list[Passage]:
    return [Passage(one, hashlib.sha256(text.encode()).hexdigest()[:16]) for one, text in texts.items()]


class Tokeniser:
    """Splits at spaces, and remembers which texts it was asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = list(texts.values())
        self.asked: list[str] = []

    def __call__(self, positions: Sequence[int]) -> Iterable[list[str]]:
        for position in positions:
            self.asked.append(self.texts[position])
            yield self.texts[position].split()


def build_from(texts: Mapping[str, str], folder: Path, base: Path | None = None) -> Tokeniser:
    tokeniser = Tokeniser(texts)
    build(passages_of(texts), folder, tokeniser, base)
    return tokeniser


def index_of(texts: Mapping[str, str], folder: Path) -> LexicalIndex:
    build_from(texts, folder)
    return LexicalIndex.load(folder)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return index_of(TEXTS, tmp_path / "lexical")


def test_the_text_with_more_of_the_terms_comes_first(index: LexicalIndex) -> None:
    assert [found for found, _ in index.search(["humas", "strategi"], 10)] == ["a#p1", "a#p2"]


def test_a_term_that_stands_more_often_scores_higher(index: LexicalIndex) -> None:
    (first, high), (second, low) = index.search(["humas"], 10)
    assert (first, second) == ("a#p2", "a#p1")
    assert high > low > 0


def test_a_rare_term_weighs_more_than_a_common_one(tmp_path: Path) -> None:
    index = index_of({"x": "umum langka", "y": "umum lain", "z": "umum lain"}, tmp_path / "lexical")
    assert index.search(["langka"], 1)[0][1] > index.search(["umum"], 1)[0][1]


def test_the_score_is_the_sum_of_the_bm25_of_the_terms(index: LexicalIndex) -> None:
    average = (5 + 4 + 3 + 0) / 4
    idf_humas = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    idf_media = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    length_term = 1.5 * (1 - 0.75 + 0.75 * 4 / average)
    expected = idf_humas * 2 / (2 + length_term) + 2 * idf_media * 1 / (1 + length_term)
    # "media" is asked for twice
    assert index.search(["media", "humas", "media"], 1) == [("a#p2", pytest.approx(expected, rel=1e-6))]


def test_texts_without_any_of_the_terms_are_left_out(index: LexicalIndex) -> None:
    assert [found for found, _ in index.search(["pasien"], 10)] == ["b#p1"]


def test_equal_scores_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    index = index_of(dict.fromkeys(["c", "a", "d", "b"], "sama kata"), tmp_path / "lexical")
    assert [found for found, _ in index.search(["sama"], 3)] == ["a", "b", "c"]


def test_unknown_terms_count_for_nothing(index: LexicalIndex) -> None:
    assert index.search(["astronaut"], 10) == []
    assert index.search(["astronaut", "humas"], 10) == index.search(["humas"], 10)
    assert index.search([], 10) == []


def test_k_limits_the_hits_and_may_exceed_the_corpus(index: LexicalIndex) -> None:
    assert len(index.search(["humas"], 1)) == 1
    assert len(index.search(["humas"], 1000)) == 2
    assert index.search(["humas"], 0) == []


def test_the_first_hits_are_the_same_whatever_k_is(tmp_path: Path) -> None:
    texts = {f"d#p{number}": " ".join(["humas"] * (number % 5 + 1) + ["lain"] * (number % 7)) for number in range(60)}
    index = index_of(texts, tmp_path / "lexical")
    everything = index.search(["humas", "lain"], 60)
    assert everything == sorted(everything, key=lambda hit: (-hit[1], hit[0]))
    assert all(index.search(["humas", "lain"], k) == everything[:k] for k in range(60))


@pytest.mark.parametrize("texts", [{}, {"a#p1": "", "a#p2": ""}], ids=["no texts", "no tokens"])
def test_nothing_to_index_gives_an_index_that_finds_nothing(texts: dict[str, str], tmp_path: Path) -> None:
    index = index_of(texts, tmp_path / "lexical")
    assert len(index) == len(texts)
    assert index.search(["humas"], 5) == []
    assert not index.has_term("humas")


def test_document_frequency_counts_texts_not_occurrences(index: LexicalIndex) -> None:
    assert index.document_frequency("humas") == 2
    assert index.document_frequency("pasien") == 1
    assert index.document_frequency("astronaut") == 0


def test_nothing_is_pickled_and_no_text_is_stored(index: LexicalIndex, tmp_path: Path) -> None:
    assert sorted(bytes_of(tmp_path / "lexical")) == FILES


def test_the_same_texts_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    script = "import json, sys; from pathlib import Path; from rag.lexical import Passage, build; "
    script += "texts = json.loads(sys.argv[1]); passages = [Passage(str(n), text) for n, text in enumerate(texts)]; "
    script += "build(passages, Path(sys.argv[2]), lambda wanted: [list(texts[n]) for n in wanted])"
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, json.dumps(["hgfedcba", "abcz"]), str(folder)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        written.append(bytes_of(folder))
    assert written[0] == written[1]


words = st.lists(st.sampled_from("kepala humas dokter pasien media rawat susun acara".split()), max_size=6)
corpora = st.dictionaries(st.integers(0, 12).map("d#p{}".format), words.map(" ".join), max_size=10)


@settings(max_examples=60, deadline=None)
@given(generations=st.lists(corpora, min_size=2, max_size=4))
def test_a_build_from_a_base_gives_the_bytes_of_a_fresh_one(generations: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base: Path | None = None
        for number, texts in enumerate(generations):
            carried_on, fresh = Path(folder) / f"carried-{number}", Path(folder) / f"fresh-{number}"
            tokeniser = build_from(texts, carried_on, base)
            build_from(texts, fresh)
            assert bytes_of(carried_on) == bytes_of(fresh)
            known = set(generations[number - 1].values()) if number else set()
            assert sorted(tokeniser.asked) == sorted(set(texts.values()) - known)
            base = carried_on


def test_only_texts_that_the_base_lacks_are_tokenised_each_once(tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "base")
    texts = {"c#p1": "perawat", "c#p2": "perawat", **TEXTS}
    assert build_from(texts, tmp_path / "next", tmp_path / "base").asked == ["perawat"]


def test_nothing_is_asked_for_when_the_base_has_it_all(tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "base")

    def never(positions: Sequence[int]) -> list[list[str]]:
        raise AssertionError(positions)

    build(passages_of({"moved#p1": TEXTS["a#p2"]}), tmp_path / "next", never, tmp_path / "base")
    assert LexicalIndex.load(tmp_path / "next").search(["media"], 5)[0][0] == "moved#p1"


def test_terms_that_no_text_has_any_more_are_forgotten(tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "base")
    build_from({"b#p1": TEXTS["b#p1"]}, tmp_path / "next", tmp_path / "base")
    index = LexicalIndex.load(tmp_path / "next")
    assert index.has_term("dokter")
    assert not index.has_term("humas")


def test_token_lists_must_be_as_many_as_were_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 token lists for 2 passages"):
        build([Passage("a", "1"), Passage("b", "2")], tmp_path / "lexical", lambda wanted: [["x"]])
    assert not (tmp_path / "lexical").exists()


def lose(path: Path) -> None:
    path.unlink()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def garble(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = pytest.mark.parametrize("damage", [lose, cut_off, garble, empty])


@DAMAGES
@pytest.mark.parametrize("name", FILES_OF_A_SEARCH)
def test_a_damaged_index_is_not_opened(damage: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "lexical")
    damage(tmp_path / "lexical" / name)
    with pytest.raises(DamagedError, match=name):
        LexicalIndex.load(tmp_path / "lexical")


@DAMAGES
@pytest.mark.parametrize("name", FILES_OF_A_BASE)
def test_a_damaged_base_is_not_carried_on_from(damage: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "base")
    damage(tmp_path / "base" / name)
    with pytest.raises(DamagedError, match=name):
        build_from({**TEXTS, "c#p1": "perawat"}, tmp_path / "next", tmp_path / "base")
    assert not (tmp_path / "next").exists()


@pytest.mark.parametrize("value", ['{"a": 1}', "[1, 2, 3, 4]", '["only one"]'])
def test_ids_of_another_shape_are_refused(value: str, tmp_path: Path) -> None:
    build_from(TEXTS, tmp_path / "lexical")
    (tmp_path / "lexical" / "ids.json").write_text(value)
    with pytest.raises(DamagedError, match=r"ids\.json|rows\.i32"):
        LexicalIndex.load(tmp_path / "lexical")
