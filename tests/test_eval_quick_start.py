"""The LangChain quick start as comparison: splits as LangChain does, stuffs what is nearest, checks nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from fake_embeddings import HashEmbeddings
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from scripted_model import ScriptedModel

from evals.quick_start import QuickStart, abstains, split_document, split_text
from rag.types import Paragraph, SourceDocument, Turn

NURSE = "Perawat merawat pasien di rumah sakit."
NIGHT = "Perawat bekerja juga pada malam hari."
BAKER = "Pembuat roti memanggang roti sejak subuh."


def document(name: str, *texts: str, heading: str = "") -> SourceDocument:
    paragraphs = tuple(Paragraph(name, number, text, heading=heading) for number, text in enumerate(texts, start=1))
    return SourceDocument(name, f"{name}.txt", name.capitalize(), (), "0", paragraphs)


NURSE_DOCUMENT = document("perawat", NURSE, NIGHT)
BAKER_DOCUMENT = document("roti", BAKER)


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_text(text)]


@contextmanager
def chain(*script: str | Exception, documents: tuple[SourceDocument, ...] = (NURSE_DOCUMENT,)) -> Iterator[QuickStart]:
    with QuickStart(HashEmbeddings(), ScriptedModel(script=list(script)), documents) as quick_start:
        yield quick_start


class TestSplitting:
    def test_a_short_text_is_one_chunk_without_outer_space(self) -> None:
        assert pieces("\n  satu dua\n\ntiga \n") == ["satu dua\n\ntiga"]

    def test_an_empty_text_has_no_chunk(self) -> None:
        assert pieces(" \n\n ") == []

    def test_paragraphs_are_kept_whole_where_they_fit(self) -> None:
        first, second, third = ("a" * 600, "b" * 398, "c" * 300)
        # 600 + 2 + 398 is just the size of a chunk; 398 is more than may overlap.
        assert pieces("\n\n".join([first, second, third])) == [f"{first}\n\n{second}", third]

    def test_a_chunk_begins_with_the_end_of_the_one_before(self) -> None:
        first, short, third = ("a" * 700, "b" * 150, "c" * 500)
        assert pieces("\n\n".join([first, short, third])) == [f"{first}\n\n{short}", f"{short}\n\n{third}"]

    def test_a_long_paragraph_is_cut_between_words(self) -> None:
        chunks = pieces(" ".join(f"kata{number:05}" for number in range(300)))
        assert len(chunks) == 4
        assert all(800 <= len(chunk) <= 1000 for chunk in chunks[:-1])
        assert {len(word) for chunk in chunks for word in chunk.split()} == {9}
        for one, following in pairwise(chunks):
            shared = [word for word in one.split() if word in following.split()]
            assert len(shared) == 20  # as many words of nine letters and a space as go into 200 characters

    def test_a_word_without_end_is_cut_anywhere(self) -> None:
        assert [len(chunk) for chunk in pieces("x" * 2500)] == [1000, 1000, 900]

    def test_every_word_of_a_text_is_in_some_chunk(self) -> None:
        words = [f"w{number}" for number in range(2000)]
        text = "".join(word + ("\n\n" if number % 90 == 0 else " ") for number, word in enumerate(words))
        assert {word for chunk in pieces(text) for word in chunk.split()} == set(words)


class TestChunks:
    def test_a_chunk_names_the_paragraphs_it_overlaps(self) -> None:
        long = document("uji", "a" * 700, "b" * 150, "c" * 500)
        assert [chunk.paragraphs for chunk in split_document(long)] == [("uji#p1", "uji#p2"), ("uji#p2", "uji#p3")]

    def test_a_paragraph_cut_in_two_is_named_by_both_chunks(self) -> None:
        long = document("uji", "kata " * 300 + "akhir")
        _, *halves = split_document(long)
        assert [chunk.paragraphs for chunk in halves] == [("uji#p1",), ("uji#p1",)]

    def test_title_and_headings_stand_in_the_text_once(self) -> None:
        (chunk,) = split_document(document("perawat", NURSE, NIGHT, heading="Sekilas"))
        assert chunk.text == f"Perawat\n\nSekilas\n\n{NURSE}\n\n{NIGHT}"
        assert chunk.paragraphs == ("perawat#p1", "perawat#p2")

    def test_a_chunk_of_title_alone_names_no_paragraph(self) -> None:
        first, *others = split_document(document("uji", "a" * 1200))
        assert first.text == "Uji"
        assert first.paragraphs == ()
        assert all(chunk.paragraphs == ("uji#p1",) for chunk in others)


class TestAnswer:
    def test_every_sentence_cites_all_that_was_stuffed(self) -> None:
        with chain("Perawat merawat pasien. Ia digaji besar.") as quick_start:
            given = quick_start.answer("perawat-1", "Apa tugas perawat?", ())
            assert given.case_id == "perawat-1"
            assert given.answered
            assert given.text == "Perawat merawat pasien. Ia digaji besar."
            assert [one.text for one in given.sentences] == ["Perawat merawat pasien.", "Ia digaji besar."]
            assert {one.cited for one in given.sentences} == {("perawat#p1", "perawat#p2")}
            assert given.retrieved == ("perawat#p1", "perawat#p2")
            assert given.quotes == ()
            assert given.error == ""

    def test_the_nearest_chunk_comes_first(self) -> None:
        with chain("Ya.", documents=(NURSE_DOCUMENT, BAKER_DOCUMENT)) as quick_start:
            assert quick_start.answer("1", "memanggang roti sejak subuh", ()).retrieved[0] == "roti#p1"
            assert quick_start.answer("2", "perawat di rumah sakit", ()).retrieved[0] == "perawat#p1"

    def test_four_chunks_at_most_are_stuffed(self) -> None:
        many = tuple(document(f"roti-{number}", f"{BAKER} Toko {number}.") for number in range(6))
        with chain("Ya.", documents=many) as quick_start:
            assert len(quick_start.answer("1", "roti", ()).retrieved) == 4

    def test_the_chunks_are_embedded_as_they_are(self) -> None:
        embeddings = HashEmbeddings()
        with QuickStart(embeddings, ScriptedModel(), [BAKER_DOCUMENT]):
            assert embeddings.embedded == [f"Roti\n\n{BAKER}"]

    def test_the_prompt_holds_context_history_and_question_and_says_what_to_do_without_an_answer(self) -> None:
        model = ScriptedModel(script=["Ya."])
        with QuickStart(HashEmbeddings(), model, [BAKER_DOCUMENT]) as quick_start:
            quick_start.answer("1", "Kalau malam?", [Turn("Kapan roti dibuat?", "Sejak subuh.")])
        ((system, *turns),) = model.seen
        assert isinstance(system, SystemMessage)
        assert BAKER in str(system.content)
        assert "katakan bahwa kamu tidak tahu" in str(system.content)
        assert turns == [
            HumanMessage("Pertanyaan: Kapan roti dibuat?\nJawaban:"),
            AIMessage("Sejak subuh."),
            HumanMessage("Pertanyaan: Kalau malam?\nJawaban:"),
        ]

    def test_it_searches_for_the_question_alone(self) -> None:
        with chain("Ya.", documents=(NURSE_DOCUMENT, BAKER_DOCUMENT)) as quick_start:
            given = quick_start.answer("1", "memanggang roti sejak subuh", [Turn("perawat rumah sakit", "pasien")])
            assert given.retrieved[0] == "roti#p1"

    def test_an_answer_that_does_not_know_is_none(self) -> None:
        with chain("Maaf, saya tidak tahu. Mungkin lima juta.") as quick_start:
            given = quick_start.answer("1", "Berapa gaji perawat?", ())
            assert not given.answered
            assert given.sentences == ()
            assert given.text == "Maaf, saya tidak tahu. Mungkin lima juta."
            assert given.retrieved == ("perawat#p1", "perawat#p2")

    def test_a_model_that_asks_itself_the_next_question_is_stopped(self) -> None:
        with chain("Merawat pasien.\nPertanyaan: Apa lagi?\nJawaban: Entah.") as quick_start:
            assert quick_start.answer("1", "Apa tugas perawat?", ()).text == "Merawat pasien."

    def test_a_model_that_fails_gives_an_error_and_nothing_else(self) -> None:
        with chain("Perawat merawat", RuntimeError("key sk-123 refused")) as quick_start:
            given = quick_start.answer("1", "Apa tugas perawat?", ())
            assert not given.answered
            assert given.text == ""
            assert given.sentences == ()
            assert given.retrieved == ()
            assert given.error.startswith("ModelError: ")
            assert "sk-123" not in given.error

    def test_it_measures_retrieval_first_sentence_and_all(self) -> None:
        model = ScriptedModel(script=["Merawat pasien. Juga", 0.2, "malam."])
        with QuickStart(HashEmbeddings(), model, [NURSE_DOCUMENT]) as quick_start:
            given = quick_start.answer("1", "Apa tugas perawat?", ())
        assert 0 < given.retrieve_seconds < given.first_sentence_seconds
        assert given.first_sentence_seconds + 0.2 <= given.total_seconds

    def test_an_answer_of_one_sentence_is_there_when_it_ends(self) -> None:
        with chain("Merawat pasien.") as quick_start:
            given = quick_start.answer("1", "Apa tugas perawat?", ())
            assert given.first_sentence_seconds == given.total_seconds

    def test_two_chains_do_not_see_each_others_chunks(self) -> None:
        with chain("Ya.") as nurse:
            with chain("Ya.", documents=(BAKER_DOCUMENT,)) as baker:
                assert set(baker.answer("1", NURSE, ()).retrieved) == {"roti#p1"}
            assert set(nurse.answer("1", BAKER, ()).retrieved) == {"perawat#p1", "perawat#p2"}

    def test_without_documents_there_is_nothing_to_search_in(self) -> None:
        with pytest.raises(ValueError, match="at least one document"):
            QuickStart(HashEmbeddings(), ScriptedModel(), [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "Saya tidak tahu.",
        "Maaf, saya tidak tahu berapa gajinya. Namun perawat bekerja di rumah sakit.",
        "Berdasarkan konteks, saya tidak tahu.",
        "Aku gak tau.",
        "Saya tidak dapat menjawab pertanyaan itu.",
        "Saya tidak memiliki informasi tentang gaji.",
        "Tidak tahu.",
        "Maaf, tidak ditemukan.",
        "Tidak ada informasi tentang gaji dalam konteks.",
        "Konteks tidak memuat gaji perawat.",
        "Informasi tentang gaji perawat tidak tersedia.",
        "Jawabannya tidak disebutkan dalam konteks.",
        "Berdasarkan konteks yang diberikan, gaji perawat tidak disebutkan.",
        "Dalam konteks itu belum dijelaskan.",
    ],
)
def test_these_answers_count_as_none(text: str) -> None:
    assert abstains(text)


@pytest.mark.parametrize(
    "text",
    [
        "Perawat tidak meresepkan obat.",
        "Tidak, perawat gigi tidak boleh mencabut gigi tetap.",
        "Tidak semua perawat bekerja malam.",
        "Perawat merawat pasien. Saya tidak tahu gajinya.",
        "Kurang cocok, karena perawat bertemu banyak orang.",
        "Orang yang tidak tahu bahasa asing tetap bisa menjadi perawat.",
        "Dalam konteks pekerjaan ini, perawat tidak memberikan obat tanpa resep dokter.",
        "Banyak yang tidak mengetahui bahwa perawat juga meneliti.",
        "Pustakawan menyaring informasi yang tidak diketahui sumbernya.",
    ],
)
def test_these_are_answers(text: str) -> None:
    assert not abstains(text)
