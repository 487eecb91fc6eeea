"""Runs `ingest.py` many times, each in a process of its own that has everything imported already.

Reads one JSON object a line, {"environment": {…}, "arguments": […]}; forks, prints the child's pid, and when the child
has ended its exit code (negative: the signal). The embedding model is the tests' own; everything else is real.
"""

import json
import os
import sys
from contextlib import nullcontext

import chromadb
import langchain_chroma
import numpy
from fake_embeddings import HashEmbeddings
from Sastrawi.Stemmer import StemmerFactory

import ingest
from rag import lease
from rag.language import stems

PRELOADED = (chromadb, langchain_chroma, numpy, StemmerFactory)


def main() -> None:
    ingest.embedding_process = lambda settings: nullcontext(HashEmbeddings())
    # After a kill the next run waits until the lease is surely dead: here ten times as fast, as nobody else wants it.
    lease._BEAT_SECONDS, lease._LEASE_SECONDS = 0.1, 1.5
    stems("memuat kamus kata dasar")
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            os.environ.update(order["environment"])
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            try:
                code = ingest.main(order["arguments"])
            finally:
                sys.stderr.flush()
            os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
