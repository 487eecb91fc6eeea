"""An embedding model for tests: instant, deterministic, and it remembers what it was asked."""

import math
import re
import zlib

from langchain_core.embeddings import Embeddings

DIMENSION = 64


class HashEmbeddings(Embeddings):
    """Counts words into buckets by their checksum; texts that share words have similar vectors of length 1."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [_vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return _vector(text)


def _vector(text: str) -> list[float]:
    counts = [0.0] * DIMENSION
    for word in re.findall(r"\w+", text.lower()):
        counts[zlib.crc32(word.encode()) % DIMENSION] += 1.0
    length = math.hypot(*counts) or 1.0
    return [count / length for count in counts]
