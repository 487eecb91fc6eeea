import pytest
from fake_assistant import ScriptedAssistant, answered, citation

from rag.conversation import (
    MAX_QUESTION_CHARS,
    ChatTurn,
    Phase,
    advance,
    cut_off,
    history,
    judged,
    pose,
    pose_again,
    respond,
    turn_away,
)
from rag.errors import ModelError
from rag.types import Answer, Finished, Retrieved, Sentence, Shown, Turn

FIRST = (Sentence("Menyusun strategi.", (1,), "llm"), citation(1, "Tugasnya menyusun strategi."))
SECOND = (Sentence("Menulis siaran pers.", (2,), "quote"), citation(2, "Menulis siaran pers."))
NOT_FOUND = Finished(Answer("q", "not_found", "Tidak ada di dokumen.", suggestions=("Apa tugasnya?",)))


def test_a_question_is_added_and_waits():
    (turn,) = pose("  apa tugasnya?\n", ())

    assert (turn.id, turn.question, turn.phase) == ("t1", "apa tugasnya?", Phase.WAITING)


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_a_blank_question_changes_nothing(question):
    assert pose(question, ()) == ()


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.SEARCHING, Phase.WRITING])
def test_a_question_while_an_answer_is_under_way_changes_nothing(phase):
    turns = (ChatTurn("t1", "apa?", phase),)

    assert pose("dan lagi?", turns) is turns


def test_turn_ids_differ_within_a_conversation():
    turns = ()
    for _ in range(3):
        turns = cut_off(pose("apa?", turns), Phase.STOPPED)

    assert [turn.id for turn in turns] == ["t1", "t2", "t3"]


def test_turn_ids_go_on_where_the_oldest_turns_are_gone():
    turns = (ChatTurn("t7", "apa?", Phase.ANSWERED),)

    assert pose("lagi?", turns)[-1].id == "t8"


@pytest.mark.parametrize("phase", list(Phase))
def test_a_question_is_asked_again_only_where_that_may_bring_more(phase):
    turns = (ChatTurn("t1", "apa?", Phase.ANSWERED), ChatTurn("t2", "lagi?", phase, note="…"))
    again = pose_again(turns)

    if phase in {Phase.STOPPED, Phase.FAILED, Phase.TOO_MANY}:
        assert again == (turns[0], ChatTurn("t2", "lagi?"))
        assert again[1].key != turns[1].key
    else:
        assert again is turns


def test_a_question_that_was_turned_away_is_no_history():
    turns = turn_away(pose("apa?", ()), 9)

    assert (turns[-1].phase, turns[-1].wait, turns[-1].pending) == (Phase.TOO_MANY, 9, False)
    assert history(turns) == ()


def test_the_longest_question_is_taken_and_one_more_character_is_not():
    assert pose("x" * MAX_QUESTION_CHARS, ())[-1].phase is Phase.WAITING
    assert pose("x" * (MAX_QUESTION_CHARS + 1), ())[-1].phase is Phase.TOO_LONG


def test_an_answer_grows_sentence_by_sentence():
    assistant = ScriptedAssistant(*answered("apa?", FIRST, SECOND, suggestions=("Lalu?",)))

    states = [turns[-1] for turns in respond(assistant, pose("apa?", ()))]

    assert [turn.phase.name for turn in states] == ["SEARCHING", "WRITING", "WRITING", "WRITING", "ANSWERED"]
    assert [len(turn.sentences) for turn in states] == [0, 0, 1, 2, 2]
    assert [len(turn.citations) for turn in states] == [0, 0, 1, 2, 2]
    assert states[-1].suggestions == ("Lalu?",)


def test_an_answer_that_is_not_in_the_documents_keeps_its_text_and_suggestions():
    *_, turns = respond(ScriptedAssistant(Retrieved(()), NOT_FOUND), pose("apa?", ()))

    assert turns[-1].phase is Phase.NOT_FOUND
    assert turns[-1].text == "Tidak ada di dokumen."
    assert turns[-1].suggestions == ("Apa tugasnya?",)


def test_a_known_failure_ends_the_turn_and_keeps_the_sentences_shown(caplog):
    assistant = ScriptedAssistant(Retrieved(()), Shown(FIRST[0], (FIRST[1],)), ModelError("server said 500"))

    *_, turns = respond(assistant, pose("apa?", ()))

    assert turns[-1].phase is Phase.FAILED
    assert turns[-1].sentences == (FIRST[0],)
    assert "server said 500" in caplog.text


def test_an_unknown_failure_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        list(respond(ScriptedAssistant(Retrieved(()), ZeroDivisionError()), pose("apa?", ())))


def test_earlier_turns_keep_their_own_sources():
    *_, turns = respond(ScriptedAssistant(*answered("apa?", FIRST)), pose("apa?", ()))
    earlier = turns[0]

    *_, turns = respond(ScriptedAssistant(*answered("lagi?", SECOND)), pose("lagi?", turns))

    assert turns[0] is earlier
    assert turns[1].citations == (SECOND[1],)


def test_only_a_waiting_turn_is_answered():
    assistant = ScriptedAssistant(*answered("apa?", FIRST))

    assert list(respond(assistant, ())) == []
    assert list(respond(assistant, (ChatTurn("t1", "apa?", Phase.SEARCHING),))) == []
    assert list(respond(assistant, pose("x" * 2000, ()))) == []
    assert assistant.asked == []


def test_the_assistant_gets_the_earlier_turns():
    assistant = ScriptedAssistant(*answered("apa?", FIRST, SECOND))
    *_, turns = respond(assistant, pose("apa?", ()))
    *_, turns = respond(assistant, pose("kalau yang lain?", turns))

    expected = Turn("apa?", "Menyusun strategi. Menulis siaran pers.")
    assert assistant.asked == [("apa?", ()), ("kalau yang lain?", (expected,))]


def test_history_has_no_answer_where_none_was_shown_and_leaves_out_over_long_questions():
    turns = (
        ChatTurn("t1", "apa?", Phase.NOT_FOUND, text="Tidak ada di dokumen."),
        ChatTurn("t2", "x" * 2000, Phase.TOO_LONG),
        ChatTurn("t3", "siapa?", Phase.STOPPED, sentences=(FIRST[0],)),
    )

    assert history(turns) == (Turn("apa?", ""), Turn("siapa?", "Menyusun strategi."))


def test_stopping_closes_the_stream_of_the_assistant():
    assistant = ScriptedAssistant(*answered("apa?", FIRST, SECOND))
    states = respond(assistant, pose("apa?", ()))
    for _ in range(3):
        next(states)

    states.close()

    assert assistant.closed_early


def test_stopping_keeps_what_was_shown_and_changes_no_finished_turn():
    pending = (ChatTurn("t1", "apa?", Phase.WRITING, sentences=(FIRST[0],), citations=(FIRST[1],)),)
    finished = (ChatTurn("t1", "apa?", Phase.ANSWERED, sentences=(FIRST[0],), citations=(FIRST[1],)),)

    assert cut_off(pending, Phase.STOPPED)[-1].sentences == (FIRST[0],)
    assert cut_off(pending, Phase.STOPPED)[-1].phase is Phase.STOPPED
    assert cut_off(finished, Phase.STOPPED) is finished
    assert cut_off((), Phase.STOPPED) == ()


def test_the_finished_answer_replaces_what_was_streamed():
    turn = advance(ChatTurn("t1", "apa?"), Shown(FIRST[0], (FIRST[1],)))

    turn = advance(turn, NOT_FOUND)

    assert (turn.sentences, turn.citations) == ((), ())


def test_an_answer_that_is_judged_brings_what_it_was_the_answer_to():
    *_, turns = respond(ScriptedAssistant(*answered("apa?", FIRST)), pose("apa?", ()))
    *_, turns = respond(ScriptedAssistant(*answered("lalu?", SECOND)), pose("lalu?", turns))

    first, second = judged(turns, 0), judged(turns, 1)

    assert first is not None and second is not None
    assert first.key != second.key
    assert (first.question, first.history, first.cited) == ("apa?", (), ("kepala-humas#p1",))
    assert (second.question, second.history) == ("lalu?", (Turn("apa?", "Menyusun strategi."),))
    assert (second.answer, second.cited, second.model) == ("Menulis siaran pers. [2]", ("kepala-humas#p2",), "none")


def test_a_refusal_can_be_judged():
    *_, turns = respond(ScriptedAssistant(Retrieved(()), NOT_FOUND), pose("apa?", ()))

    answer = judged(turns, 0)

    assert answer is not None
    assert (answer.answer, answer.cited) == ("Tidak ada di dokumen.", ())


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.SEARCHING, Phase.WRITING, Phase.FAILED, Phase.TOO_LONG])
def test_what_is_no_answer_cannot_be_judged(phase):
    assert judged((ChatTurn("t1", "apa?", phase),), 0) is None


@pytest.mark.parametrize("position", [-1, 1])
def test_a_turn_that_is_not_there_cannot_be_judged(position):
    *_, turns = respond(ScriptedAssistant(*answered("apa?", FIRST)), pose("apa?", ()))

    assert judged(turns, position) is None


def test_what_was_shown_of_a_stopped_answer_can_be_judged():
    turn = ChatTurn("t1", "apa?", Phase.STOPPED, (FIRST[0],), (FIRST[1],))

    answer = judged((turn,), 0)

    assert answer is not None
    assert answer.answer == "Menyusun strategi."


def test_an_answer_keeps_its_key_while_it_grows():
    assistant = ScriptedAssistant(*answered("apa?", FIRST))

    asked = pose("apa?", ())
    keys = {turns[-1].key for turns in respond(assistant, asked)}

    assert keys == {asked[-1].key}
