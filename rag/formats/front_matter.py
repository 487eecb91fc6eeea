"""What a document says of itself: a YAML block between two ``---`` lines before its text."""

import re
from dataclasses import dataclass, field
from typing import Final

from rag.errors import DocumentError
from rag.formats.blocks import fold_spaces
from rag.types import Metadata

# A form with a dozen fields takes some hundred characters. The limit also bounds what the YAML parser is given.
MAX_FRONT_MATTER_CHARACTERS: Final[int] = 10_000
# The parser's time grows with the square of open brackets; a list of names has two.
_MAX_BRACKETS: Final[int] = 100

_FIELDS: Final[dict[str, str]] = {
    **dict.fromkeys(("judul", "title"), "title"),
    **dict.fromkeys(("nama-lain", "nama_lain", "sebutan", "alias", "aliases", "other-names"), "other_names"),
    **dict.fromkeys(("asal", "sumber", "source"), "origin"),
    **dict.fromkeys(("lisensi", "license", "licence"), "licence"),
    **dict.fromkeys(("tanggal", "date"), "date"),
    **dict.fromkeys(("bahasa", "language", "lang"), "language"),
}
_LONGEST_NAME: Final[int] = 60
_RULE = re.compile(r"---[ \t]*")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^([\w-]+)[ \t]*:(?:[ \t]|$)", re.MULTILINE)
# A value that YAML has no special meaning for at its beginning.
_PLAIN_LINE = re.compile(r"(?P<key>[\w-]+)[ \t]*:[ \t]+(?P<value>[^\s\[\]{}\"'|>&*!%@`#,?-].*)")
_REMEDY: Final[str] = "mend that line (a value with a bracket or a quotation mark in it must stand in quotation marks)"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Title, other names of the profession and metadata as declared; empty where nothing is."""

    title: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    other_names: tuple[str, ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Front matter and the text below it; a text that merely begins with a rule is returned as it is.

    Values come out as they are written ("2024-05-01", "1.0"), the items of a list joined by ", ". Unknown keys and
    nested values are ignored. A plain value may hold a colon, which YAML forbids.

    Raises:
        DocumentError: it clearly is front matter and cannot be parsed, or an other name is none; the message names it.
    """
    first, _, rest = text.partition("\n")
    if not _RULE.fullmatch(first):
        return FrontMatter(), text
    end = _END.search(rest[: MAX_FRONT_MATTER_CHARACTERS + 1])
    if end is None:
        if _names_a_field(_KEY.match(rest)):
            raise DocumentError("front matter: has no closing line; put --- on a line of its own below the last field")
        return FrontMatter(), text
    written = rest[: end.start()]
    body = rest[end.end() :].removeprefix("\n")
    is_surely_meant = any(_names_a_field(match) for match in _KEY.finditer(written))
    fields = _parsed(written, is_surely_meant)
    if fields is None or not (is_surely_meant or _looks_like_fields(written, fields)):
        return FrontMatter(), text
    values = {_FIELDS[key.lower()]: value for key, value in fields.items() if key.lower() in _FIELDS and value}
    title, names = values.pop("title", ""), _names(values.pop("other_names", ""))
    return FrontMatter(title, Metadata(**values), names), body


def _names(listed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for part in re.split(r"[,;]", listed) if (name := part.strip())))
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise DocumentError(
                f"front matter: the other name {name[:_LONGEST_NAME]!r}… has {len(name)} characters, the limit is "
                f"{_LONGEST_NAME}; put commas between names"
            )
    return names


def _parsed(written: str, is_surely_meant: bool) -> dict[str, str] | None:
    """The plain fields of a YAML mapping; nothing where it is none."""
    import yaml

    try:
        if written.count("[") + written.count("{") > _MAX_BRACKETS:
            raise ValueError("brackets in brackets")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(written, Loader=yaml.BaseLoader)):
            raise DocumentError("front matter: has a YAML alias (*name); write the value out")
        # This loader builds text, lists and mappings only: a date as written, and "no" a language instead of false.
        loaded = yaml.load(written, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if not is_surely_meant:
            return None
        if (plain := _plain_lines(written)) is not None:
            return plain
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}" if mark else "the block"  # counted from 1, and below the opening ---
        problem = getattr(error, "problem", None) or "cannot be parsed"
        raise DocumentError(f"front matter: {where} is no YAML ({problem}); {_REMEDY}") from error
    if not isinstance(loaded, dict):
        return {} if loaded in ("", None) else None
    return {key: _plain(value) for key, value in loaded.items() if isinstance(key, str)}


def _plain_lines(written: str) -> dict[str, str] | None:
    """The fields of a block that is one plain value a line, as written; None where it is anything else.

    "judul: Awak Kabin: Pramugari dan Pramugara" is no YAML for its second colon, and means what everyone reads.
    """
    matches = [_PLAIN_LINE.fullmatch(line.rstrip()) for line in written.split("\n") if line.strip()]
    fields = {match["key"]: fold_spaces(match["value"]) for match in matches if match}
    return fields if len(fields) == len(matches) else None


def _plain(value: object) -> str:
    if isinstance(value, str):
        return fold_spaces(value)
    if isinstance(value, list):
        return ", ".join(fold_spaces(item) for item in value if isinstance(item, str))
    return ""


def _looks_like_fields(written: str, fields: dict[str, str]) -> bool:
    """Whether a block without a known key is front matter all the same: one-word keys, no blank line between."""
    return bool(fields) and "\n\n" not in written.strip("\n") and all(re.fullmatch(r"\w[\w-]*", key) for key in fields)


def _names_a_field(match: re.Match[str] | None) -> bool:
    return match is not None and match.group(1).lower() in _FIELDS
