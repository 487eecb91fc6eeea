"""What a browser tab keeps of its conversation, so that a reload finds it again with its sources.

The tab keeps it and hands it back; the server keeps nothing. It is signed with a key of this process, so that what is
shown again is what was checked here: text from anywhere else, and of an earlier run of the program, is not taken.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import zlib
from typing import Final

from pydantic import TypeAdapter

from rag.conversation import ChatTurn, Conversation, Phase, cut_off

_MOST_TURNS: Final[int] = 20
"""The newest ones; a tab holds about five megabytes, a turn takes some kilobytes."""
_DIGEST_BYTES: Final[int] = 32


class TabMemory:
    """Seals conversations and opens them again; one per process, safe to share between threads."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(_DIGEST_BYTES)
        self._records: TypeAdapter[tuple[ChatTurn, ...]] = TypeAdapter(tuple[ChatTurn, ...])

    def seal(self, turns: Conversation) -> str:
        """The conversation as URL-safe text, ended where it is under way; empty if nothing was said."""
        if not turns:
            return ""
        packed = zlib.compress(self._records.dump_json(cut_off(turns, Phase.STOPPED)[-_MOST_TURNS:]))
        return base64.urlsafe_b64encode(self._digest(packed) + packed).decode()

    def open(self, sealed: str) -> Conversation:
        """The conversation; an empty one if the text was not sealed here."""
        try:
            data = base64.urlsafe_b64decode(sealed.encode())
        except (ValueError, binascii.Error):
            return ()
        digest, packed = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        if not hmac.compare_digest(digest, self._digest(packed)):
            return ()
        return self._records.validate_json(zlib.decompress(packed))

    def _digest(self, packed: bytes) -> bytes:
        return hmac.digest(self._key, packed, hashlib.sha256)
