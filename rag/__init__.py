"""Tanya Karier: career questions in Indonesian, answered from documents, every sentence checked against its paragraph.

The public names are the records and errors that travel through the pipeline, the settings, and nothing heavy:
importing this package loads neither a model nor a database. The assistant itself is :mod:`rag.chain`.
"""

from rag.errors import (
    DocumentError,
    EmbeddingError,
    FeedbackError,
    IndexBusyError,
    IndexIncompatibleError,
    IndexMissingError,
    IndexUnavailableError,
    ModelError,
    RagError,
    SettingsError,
)
from rag.settings import Settings, load_settings
from rag.types import (
    Answer,
    Aspect,
    Citation,
    Event,
    Finished,
    Hit,
    Paragraph,
    Retrieved,
    Seconds,
    Sentence,
    Shown,
    SourceDocument,
    Turn,
)

__all__ = [
    "Answer",
    "Aspect",
    "Citation",
    "DocumentError",
    "EmbeddingError",
    "Event",
    "FeedbackError",
    "Finished",
    "Hit",
    "IndexBusyError",
    "IndexIncompatibleError",
    "IndexMissingError",
    "IndexUnavailableError",
    "ModelError",
    "Paragraph",
    "RagError",
    "Retrieved",
    "Seconds",
    "Sentence",
    "Settings",
    "SettingsError",
    "Shown",
    "SourceDocument",
    "Turn",
    "load_settings",
]
