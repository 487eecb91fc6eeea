"""Every error this project raises on purpose, as one tree.

    RagError                    shown to the user as one line, never as a traceback
    ├── SettingsError           a setting or an argument is wrong (exit code 2)
    ├── DocumentError           one document cannot be read or taken in
    ├── IndexUnavailableError   the index cannot serve
    │   ├── IndexMissingError       there is none yet
    │   ├── IndexIncompatibleError  made with another embedding model or format
    │   └── IndexBusyError          another ingest is writing
    ├── EmbeddingError          the embedding model cannot be loaded or run
    ├── ModelError              the language model cannot be loaded or did not answer
    └── FeedbackError           what was said of an answer cannot be kept or read

A message names the offending value and what to do next. A library's own exception is translated at its
boundary, with the original kept as ``__cause__``.
"""


class RagError(Exception):
    """Base of all errors whose message is meant for the user."""


class SettingsError(RagError):
    """A setting or a command-line argument has a value that cannot be used."""


class DocumentError(RagError):
    """A document cannot be read or taken in: empty, not text, an id that is taken."""


class IndexUnavailableError(RagError):
    """The index cannot serve; the subclasses say why."""


class IndexMissingError(IndexUnavailableError):
    """No index has been built yet for these settings."""


class IndexIncompatibleError(IndexUnavailableError):
    """The index was made with another embedding model or by an incompatible version."""


class IndexBusyError(IndexUnavailableError):
    """Another process holds the write lock of the index."""


class EmbeddingError(RagError):
    """The embedding model cannot be loaded or fails while embedding."""


class ModelError(RagError):
    """The language model cannot be loaded, cannot be reached, or fails while answering."""


class FeedbackError(RagError):
    """What was said of an answer cannot be kept or read."""
