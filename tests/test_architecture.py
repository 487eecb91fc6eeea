"""The shape of the project: what `rag` offers, who imports whom, who touches which library, what lies at the top."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).parents[1]

# A module imports from modules further up only.
ORDER = (
    *("errors", "types"),
    *("settings", "language", "instructions"),
    *("formats.blocks", "formats.decoding", "formats.front_matter", "formats.plain_text"),
    *("formats.markdown", "formats.html", "formats.docx"),
    *("formats.pdf_words", "formats.pdf_layout", "formats.pdf_paragraphs", "formats.pdf_limits", "formats.pdf_miner"),
    *("formats.pdf", "formats.language_detection"),
    *("paragraph_cues", "paragraph_examples", "paragraph_aspects"),
    *("name_candidates", "titles", "other_names", "sources", "reading"),
    *("aspects", "question_words", "quantities", "spelling", "code_mixing", "profession_synonyms", "prompts"),
    *("e5", "adapters", "cross_encoder", "embedding", "embedding_process"),
    *("gemma", "llama_server", "llama_process", "llm", "bm25", "lexical"),
    *("contents", "generations", "chroma", "lease", "embedded_store", "server_store", "stores"),
    *("index", "index_writer"),
    *("outcomes", "plan", "sync", "arrivals", "intake"),
    *("professions", "foreign_professions", "comparisons", "understanding"),
    *("question_parts", "selection", "answerability", "ranking", "reranking", "turns", "beliefs", "sentence_choice"),
    *("retrieval", "equivalents", "phrasing", "alignment", "verification"),
    *("suggestions", "library"),
    "composition",
    "chain",
    *("feedback", "conversation", "tab_memory", "question_input", "rate_limit", "answer_log"),
    *("browse_rendering", "rendering", "export", "browsing", "health", "login", "page", "serving"),
    *("ingest_output", "__main__", "app", "ingest"),
)
PACKAGE = ROOT / "rag"
FILES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" or path.parent == PACKAGE
} | {"app": ROOT / "app.py", "ingest": ROOT / "ingest.py"}
HEAVY = ("torch", "sentence_transformers", "transformers", "chromadb", "gradio", "langchain_openai", "openai")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names of everything imported anywhere in a module, also inside functions and for type checking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers_of(*packages: str) -> set[str]:
    return {
        module
        for module in FILES
        for name in imported(tree_of(module))
        if any(f"{name}.".startswith(f"{package}.") for package in packages)
    }


def environment_reads(tree: ast.Module) -> list[int]:
    """Lines that look at the environment; setting a switch in it is no reading."""
    writes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            writes.add(id(node.value))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):  # the result is thrown away
            function = node.value.func
            if isinstance(function, ast.Attribute) and function.attr in {"setdefault", "update", "pop"}:
                writes.add(id(function.value))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.alias)
        and (node.attr if isinstance(node, ast.Attribute) else node.name) in {"environ", "environb", "getenv"}
        and id(node) not in writes
    ]


def test_the_public_names_are_these() -> None:
    assert sorted(rag.__all__) == [
        "Answer", "Aspect", "Citation", "DocumentError", "EmbeddingError", "Event", "FeedbackError", "Finished", "Hit",
        "IndexBusyError", "IndexIncompatibleError", "IndexMissingError", "IndexUnavailableError", "ModelError",
        "Paragraph", "RagError", "Retrieved", "Seconds", "Sentence", "Settings", "SettingsError", "Shown",
        "SourceDocument", "Turn", "load_settings",
    ]  # fmt: skip
    assert all(hasattr(rag, name) for name in rag.__all__)


def test_every_error_is_a_rag_error() -> None:
    errors = [getattr(rag, name) for name in rag.__all__ if name.endswith("Error")]
    assert all(issubclass(error, rag.RagError) for error in errors)


def test_the_order_names_every_module_once() -> None:
    assert sorted(ORDER) == sorted(set(FILES) - {"__init__"})


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_only_from_earlier_ones(module: str) -> None:
    ours = set()
    for name in imported(tree_of(module)):
        parts = name.split(".")
        if parts[0] in {"app", "ingest"}:
            ours.add(parts[0])
        elif parts[0] == "rag":
            inner = ".".join(parts[1:3])
            ours.add(inner if inner in FILES else parts[1])
    assert ours <= set(ORDER[: ORDER.index(module)])


def test_the_package_itself_imports_only_errors_settings_and_types() -> None:
    ours = {name.split(".")[1] for name in imported(tree_of("__init__")) if name.startswith("rag.")}
    assert ours == {"errors", "settings", "types"}


@pytest.mark.parametrize(
    ("packages", "owner"),
    [
        (("sentence_transformers",), {"embedding"}),
        (("chromadb", "langchain_chroma"), {"chroma"}),
        (("langchain_openai", "langchain.chat_models"), {"llm"}),
        (("xllamacpp",), {"llama_server"}),
        (("gradio",), {"page", "serving"}),
        (("starlette",), {"browsing", "health", "login", "serving"}),
        (("dotenv", "pydantic_settings"), {"settings"}),
    ],
)
def test_a_library_has_one_importer(packages: tuple[str, ...], owner: set[str]) -> None:
    assert importers_of(*packages) == owner


@pytest.mark.parametrize("module", sorted(set(FILES) - {"settings"}))
def test_only_the_settings_read_the_environment(module: str) -> None:
    assert environment_reads(tree_of(module)) == []


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("import os\nkey = os.environ['KEY']", True),
        ("import os\nkey = os.environ.get('KEY')", True),
        ("import os\nkey = os.getenv('KEY')", True),
        ("import os\nrun(env={**os.environ})", True),
        ("import os\nkey = os.environ.setdefault('KEY', '1')", True),
        ("from os import environ", True),
        ("import os\nos.environ['SWITCH'] = '1'", False),
        ("import os\nos.environ.setdefault('SWITCH', '1')", False),
        ("import os\ndel os.environ['SWITCH']", False),
    ],
)
def test_reading_the_environment_is_told_from_setting_a_switch(code: str, reads: bool) -> None:
    assert bool(environment_reads(ast.parse(code))) is reads


@pytest.mark.parametrize("modules", ["rag", ", ".join(m if m in {"app", "ingest"} else f"rag.{m}" for m in ORDER)])
def test_importing_loads_nothing_heavy(modules: str) -> None:
    program = f"import sys, {modules}; print(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_the_top_level_holds_only_what_belongs_there() -> None:
    # The checkout may belong to another user than the one who runs the tests, as in a container.
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    top = {line.split("/")[0].strip('"') for line in listing.stdout.splitlines()}
    needed = {"rag", "sources", "ingest.py", "app.py", "tests", "pyproject.toml"}
    assert needed <= top
    assert {name for name in top - needed if not name.startswith(".")} <= {
        *("evals", "README.md", "CHANGELOG.md", "LICENSE", "docs"),
    }
