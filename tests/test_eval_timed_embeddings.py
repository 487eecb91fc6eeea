from fake_embeddings import HashEmbeddings

from evals.timed_embeddings import TimedEmbeddings


def test_the_time_of_questions_is_kept_and_that_of_passages_apart_from_it() -> None:
    embeddings = TimedEmbeddings(HashEmbeddings())
    assert embeddings.embed_documents(["kopi"]) == HashEmbeddings().embed_documents(["kopi"])
    assert (embeddings.seconds, embeddings.reading_seconds) == (0, 0)
    assert embeddings.read_passages("kopi", ["teh"]) is None
    assert embeddings.seconds == 0
    read = embeddings.reading_seconds
    assert read > 0
    assert embeddings.embed_query("kopi") == HashEmbeddings().embed_query("kopi")
    assert embeddings.seconds > 0
    assert embeddings.reading_seconds == read
