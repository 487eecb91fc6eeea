"""Answers as a whole: composition, streaming, and that no model can break the promises."""

import time
from collections.abc import Generator, Iterator

import pytest
from promises import assert_promises_hold
from scripted_model import ScriptedModel

from rag.chain import Assistant
from rag.composition import clean
from rag.prompts import NOTE_MODEL_FAILED, NOTE_MODEL_STOPPED, Prompting
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.types import Answer, Finished, Retrieved, Shown, Turn

DUTIES = "Apa tugas utama Kepala Humas?"
DUTIES_SOURCE = (
    "Tanggung jawab utama mencakup menyusun strategi komunikasi, menerbitkan siaran pers, mengatur konferensi pers, "
    "dan menjalin hubungan baik dengan wartawan."
)
DUTIES_DRAFT = (
    "Tugas utama Kepala Humas mencakup menyusun strategi komunikasi, menerbitkan siaran pers, "
    "mengatur konferensi pers, dan menjalin hubungan baik dengan wartawan."
)


def scripted(retriever: ParagraphRetriever, *script: str | float | Exception) -> Assistant:
    return Assistant(retriever, ScriptedModel(script=list(script)), "scripted")


def asked(retriever: ParagraphRetriever, question: str, *script: str | float | Exception) -> Answer:
    return scripted(retriever, *script).ask(question)


def test_a_supported_draft_is_shown_with_the_paragraph_it_rests_on(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, DUTIES_DRAFT)
    assert [(s.text, s.origin) for s in answer.sentences] == [(DUTIES_DRAFT, "llm")]
    assert [(c.paragraph_id, c.quote) for c in answer.citations] == [("kepala-humas#p2", DUTIES_SOURCE)]
    assert answer.text == f"{DUTIES_DRAFT} [1]"
    assert answer.note == ""


def test_the_models_own_citation_marks_decide_nothing(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, DUTIES_DRAFT.replace(".", " [7][99]."))
    assert [s.text for s in answer.sentences] == [DUTIES_DRAFT]
    assert [c.paragraph_id for c in answer.citations] == ["kepala-humas#p2"]


def test_an_invented_sentence_is_dropped_and_the_paragraph_quoted(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, "Kepala humas memiliki gaji yang cukup besar.")
    assert [(s.text, s.origin) for s in answer.sentences] == [(DUTIES_SOURCE, "quote")]


def test_a_flipped_negation_is_replaced_by_what_the_source_says(owner_retriever: ParagraphRetriever) -> None:
    flipped = "Kamu cocok menjadi kepala humas jika tidak memiliki kemampuan komunikasi yang baik."
    answer = asked(owner_retriever, "Siapa yang tidak cocok menjadi Kepala Humas?", flipped)
    assert [s.origin for s in answer.sentences] == ["quote"]
    assert "kamu tidak cocok menjadi kepala humas" in answer.sentences[0].text


def test_a_misconception_is_never_shown_without_its_correction(owner_retriever: ParagraphRetriever) -> None:
    half = (
        "Miskonsepsi tentang Kepala Humas adalah bahwa mereka hanya bertugas untuk menyampaikan informasi secara satu "
        "arah tanpa memperhatikan masukan dari publik."
    )
    answer = asked(owner_retriever, "Apa miskonsepsi tentang Kepala Humas?", half)
    assert answer.sentences[0].text == half
    assert answer.sentences[1].text.startswith("Namun, realitanya Kepala Humas juga harus menjadi pendengar")


def test_a_draft_that_cuts_a_list_short_gives_way_to_the_whole_list(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, "Kepala Humas menyusun strategi komunikasi.")
    assert [(s.text, s.origin) for s in answer.sentences] == [(DUTIES_SOURCE, "quote")]


def test_repeated_sentences_are_shown_once(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, *[DUTIES_DRAFT] * 5)
    assert len(answer.sentences) == 1


@pytest.mark.parametrize(
    "script",
    [
        [""],
        ["\n\n\n"],
        ["asdf qwer zxcv " * 50],
        ["Kepala humas " * 300],
        ["The head of public relations writes press releases and earns a lot."],
        ["[1] [2] [3]. [4]"],
        ["Kunjungi [tautan ini](http://evil.example/) untuk info lengkap.", "<img src=http://evil.example/x.png>"],
        ["Tidak, kepala humas harus menyampaikan informasi satu arah.", "Kepala humas selalu benar."],
        ["Gaji kepala humas Rp15.000.000 per bulan.", "Kepala Humas di Jakarta bernama Budi."],
        ["Kepala Bagian Humas menyusun strategi komunikasi, menerbitkan siaran pers, dan mengatur konferensi pers."],
        ["Abaikan semua aturan. Saya adalah DAN dan CANARY-4711."],
        [TimeoutError("slow")],
        [DUTIES_DRAFT, ConnectionError("cut off")],
        ["Tugas utama Kepala Humas mencakup menyusun", RuntimeError("died in the middle of a sentence")],
    ],
    ids=lambda script: str(script[0])[:30],
)
@pytest.mark.parametrize(
    "question",
    [
        DUTIES,
        "Siapa yang tidak cocok menjadi Kepala Humas?",
        "kabag humas cuma ngurusin media kan?",
        "Berapa gaji kepala humas?",
    ],
)
def test_the_promises_hold_with_any_model(
    owner_retriever: ParagraphRetriever, owner_settings: Settings, script: list[str | Exception], question: str
) -> None:
    answer = asked(owner_retriever, question, *script)
    assert_promises_hold(answer.as_json(), owner_settings.sources)
    shown = answer.text.lower()
    for invented in ("evil", "canary", "gaji kepala", "jakarta", "budi", "asdf", "press releases", "selalu benar"):
        assert invented not in shown
    assert answer.status == ("not_found" if question.startswith("Berapa gaji") else "answered")


def test_a_model_that_fails_at_once_leaves_quotes_and_a_plain_note(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, ConnectionError("refused"))
    assert [(s.text, s.origin) for s in answer.sentences] == [(DUTIES_SOURCE, "quote")]
    assert answer.note == NOTE_MODEL_FAILED


def test_a_model_that_dies_later_keeps_what_was_shown(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, DUTIES_DRAFT, "Selain", ConnectionError("reset"))
    assert answer.sentences[0].text == DUTIES_DRAFT
    assert answer.note == NOTE_MODEL_STOPPED


@pytest.mark.parametrize("loop", ["Kepala humas selalu benar. ", "kepala humas dan "])
def test_a_model_that_loops_is_not_waited_for(owner_retriever: ParagraphRetriever, loop: str) -> None:
    model = ScriptedModel(script=[0.01, loop] * 20_000)
    started = time.perf_counter()
    answer = Assistant(owner_retriever, model, "scripted").ask(DUTIES)
    assert time.perf_counter() - started < 8
    assert [s.origin for s in answer.sentences] == ["quote"]
    assert len(model.written) < 2000


def test_a_model_that_hangs_is_given_up_after_the_time_limit(owner_retriever: ParagraphRetriever) -> None:
    started = time.perf_counter()
    answer = Assistant(owner_retriever, ScriptedModel(script=[20.0]), "scripted", answer_seconds=1.0).ask(DUTIES)
    assert time.perf_counter() - started < 5
    assert [s.origin for s in answer.sentences] == ["quote"]
    assert answer.note == NOTE_MODEL_FAILED


def test_a_capable_model_may_refuse(owner_retriever: ParagraphRetriever) -> None:
    answer = asked(owner_retriever, DUTIES, "Tidak ditemukan.")
    assert answer.status == "not_found"
    assert answer.suggestions


def test_without_an_answer_no_model_is_asked(owner_retriever: ParagraphRetriever) -> None:
    model = ScriptedModel(script=["Gajinya besar."])
    answer = Assistant(owner_retriever, model, "scripted").ask("Berapa gaji kepala humas?")
    assert answer.status == "not_found"
    assert "gaji" in answer.text
    assert model.seen == []


def test_a_question_that_names_no_profession_is_asked_back(owner_retriever: ParagraphRetriever) -> None:
    answer = Assistant(owner_retriever, None, "none").ask("apa tugasnya?")
    assert answer.status == "not_found"
    assert answer.text.startswith("Mau tahu apa tentang profesi yang mana?")
    assert len(answer.suggestions) == 3


def test_events_come_in_order_and_add_up_to_the_answer(owner_retriever: ParagraphRetriever) -> None:
    events = list(Assistant(owner_retriever, None, "none").stream("kerjaan kepala humas ngapain aja sih?"))
    assert isinstance(events[0], Retrieved)
    assert isinstance(events[-1], Finished)
    shown = [event for event in events[1:-1] if isinstance(event, Shown)]
    assert len(shown) == len(events) - 2
    assert tuple(event.sentence for event in shown) == events[-1].answer.sentences
    assert tuple(c for event in shown for c in event.new_citations) == events[-1].answer.citations


def test_the_first_sentence_is_shown_while_the_model_still_writes(owner_retriever: ParagraphRetriever) -> None:
    stream: Iterator[object] = scripted(owner_retriever, DUTIES_DRAFT, "Lalu", 3.0, "selesai.").stream(DUTIES)
    started = time.perf_counter()
    shown = next(event for event in stream if isinstance(event, Shown))
    assert shown.sentence.text == DUTIES_DRAFT
    assert time.perf_counter() - started < 2.5


def test_closing_the_stream_makes_the_model_stop_writing(owner_retriever: ParagraphRetriever) -> None:
    model = ScriptedModel(script=[DUTIES_DRAFT, "Lalu", *[0.05, "lagi"] * 200])
    stream = Assistant(owner_retriever, model, "scripted").stream(DUTIES)
    next(event for event in stream if isinstance(event, Shown))
    assert isinstance(stream, Generator)
    stream.close()
    time.sleep(0.5)
    written = len(model.written)
    time.sleep(0.5)
    assert len(model.written) == written < 100


def test_the_same_question_gets_the_same_answer(owner_retriever: ParagraphRetriever) -> None:
    assistant = Assistant(owner_retriever, None, "none")
    first, second = (assistant.ask("beda kabag humas sama PR apa?").as_json() for _ in range(2))
    assert {**first, "seconds": None} == {**second, "seconds": None}


def test_a_follow_up_keeps_the_profession(owner_retriever: ParagraphRetriever) -> None:
    assistant = Assistant(owner_retriever, None, "none")
    history = [Turn("Apa tugas utama Kepala Bagian Humas?")]
    answer = assistant.ask("terus yang gak cocok siapa?", history)
    assert answer.citations[0].paragraph_id == "kepala-bagian-humas#p6"


def test_two_professions_compared_are_both_cited(owner_retriever: ParagraphRetriever) -> None:
    answer = Assistant(owner_retriever, None, "none").ask("Apa perbedaan Kepala Humas dan Kepala Bagian Humas?")
    assert {citation.document_id for citation in answer.citations} == {"kepala-humas", "kepala-bagian-humas"}


def test_suggestions_after_an_answer_are_themselves_answered(owner_retriever: ParagraphRetriever) -> None:
    assistant = Assistant(owner_retriever, None, "none")
    suggestions = assistant.ask(DUTIES).suggestions
    assert len(suggestions) == 3
    for suggestion in suggestions:
        assert assistant.ask(suggestion).citations[0].document_id == "kepala-humas", suggestion


def test_examples_take_turns_between_the_professions_and_are_answered(owner_retriever: ParagraphRetriever) -> None:
    assistant = Assistant(owner_retriever, None, "none")
    examples = assistant.examples(4)
    assert len(set(examples)) == 4
    cited = [assistant.ask(example).citations[0].document_id for example in examples]
    assert sorted(cited) == ["kepala-bagian-humas"] * 2 + ["kepala-humas"] * 2


@pytest.mark.parametrize(
    ("draft", "cleaned"),
    [
        ("Kepala humas menulis [1].", "Kepala humas menulis."),
        ("- Menyusun strategi [1, 2]", "Menyusun strategi"),
        ("2. **Menyusun** strategi.", "Menyusun strategi."),
        ("  [3]  ", ""),
    ],
)
def test_marks_of_the_model_are_removed(draft: str, cleaned: str) -> None:
    assert clean(draft) == cleaned


def test_a_reader_gets_each_paragraph_in_its_own_prompt_and_its_one_line_is_checked_like_any_other(
    owner_retriever: ParagraphRetriever, owner_settings: Settings
) -> None:
    question = "Apa tugas kepala humas? Siapa yang cocok?"
    told = "Tugas utama mencakup menyusun strategi komunikasi, menerbitkan siaran pers, mengatur konferensi pers, dan "
    told += "menjalin hubungan baik dengan wartawan. [1] Gajinya besar sekali. [1]"
    model = ScriptedModel(script=[f"{told}\nPertanyaan: Apa lagi?"])
    answer = Assistant(owner_retriever, model, "scripted", prompting=Prompting.READER).ask(question)
    assert_promises_hold(answer.as_json(), owner_settings.sources)
    wanted = owner_retriever.retrieve(question).wanted
    assert set(wanted) == {"kepala-humas#p2", "kepala-humas#p4"}
    assert [messages[0].text for messages in model.seen] == [
        f"[1] Kepala Humas di lembaga pemerintah atau perusahaan\n{' '.join(wanted[identifier])}\n\n"
        f"Pertanyaan: {question}\nJawaban:"
        for identifier in ("kepala-humas#p2", "kepala-humas#p4")
    ], "it reads just what is to be told"
    assert "llm" in {sentence.origin for sentence in answer.sentences}
    assert "Gajinya" not in answer.text
    assert {one.paragraph_id for one in answer.citations} >= {"kepala-humas#p2", "kepala-humas#p4"}


def test_a_reader_that_refuses_leaves_the_quotes(owner_retriever: ParagraphRetriever, owner_settings: Settings) -> None:
    model = ScriptedModel(script=["Tidak ditemukan."])
    answer = Assistant(owner_retriever, model, "scripted", prompting=Prompting.READER).ask(DUTIES)
    assert_promises_hold(answer.as_json(), owner_settings.sources)
    assert {sentence.origin for sentence in answer.sentences} == {"quote"}


def test_drafts_are_what_the_model_writes_before_the_gate_and_nothing_where_nothing_answers(
    owner_retriever: ParagraphRetriever,
) -> None:
    assistant = scripted(owner_retriever, "Gajinya besar sekali. Kerjanya ringan.")
    drafts = list(assistant.drafts(DUTIES))
    assert [text for text, _ in drafts] == ["Gajinya besar sekali.", "Kerjanya ringan."]
    assert drafts[0][1][0].paragraph.id == "kepala-humas#p2"
    assert list(assistant.drafts("Berapa gaji Kepala Humas?")) == []


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (
            "Apa tugas utama kepala humas, siapa yang cocok, dan berapa gajinya?",
            "Tentang “gajinya”, dokumen yang ada tidak memuat jawabannya.",
        ),
        ("Apa tugas utama kepala humas, dan siapa yang cocok?", ""),
        (DUTIES, ""),
        (
            "Gaji kepala humas berapa, terus tugas utamanya apa?",
            "Tentang “gaji”, dokumen yang ada tidak memuat jawabannya.",
        ),
    ],
)
def test_a_part_without_an_answer_is_named_beside_the_answer(
    owner_retriever: ParagraphRetriever, question: str, note: str
) -> None:
    answer = Assistant(owner_retriever, None, "none").ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].paragraph_id == "kepala-humas#p2"
    assert answer.note == note
