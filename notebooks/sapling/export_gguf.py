"""Writes GGUF version 3: matrices as Q8_0, norms as F32, the vocabulary and the chat template as metadata.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Q8_0: blocks of 32 weights, a float16 scale and 32
signed bytes each; weight = scale * byte.
"""

import struct

import numpy as np

from tokenizer_metadata import CHAT_TEMPLATE

ALIGNMENT = 32
F32, Q8_0 = 0, 8
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9


def q8_0(matrix):
    """(float16 scales [rows, blocks], int8 [rows, blocks, 32]) of a float32 matrix."""
    blocks = matrix.reshape(matrix.shape[0], -1, 32).astype(np.float32)
    scale = (np.abs(blocks).max(-1) / 127).astype(np.float16)
    step = scale.astype(np.float32)[..., None]
    values = np.round(np.divide(blocks, step, out=np.zeros_like(blocks), where=step > 0))
    return scale, np.clip(values, -127, 127).astype(np.int8)


def dequantised(matrix):
    """The float32 matrix that a reader of the file sees."""
    scale, values = q8_0(matrix)
    return (scale.astype(np.float32)[..., None] * values).reshape(matrix.shape)


def quantised(state):
    """A torch state dict with every matrix rounded to Q8_0."""
    import torch

    return {k: torch.from_numpy(dequantised(v.float().cpu().numpy())).to(v.device) if v.dim() == 2 else v for k,
        v in state.items()}


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def entry(key, kind, value):
    """One metadata pair; an array's kind is (ARRAY, kind of element)."""
    if isinstance(kind, tuple):
        body = struct.pack("<IIQ", ARRAY, kind[1], len(value)) + (b"".join(map(text, value)) if kind[1] == STRING
            else np.asarray(value, np.int32).tobytes())
        return text(key) + body
    pack = {UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}
    return text(key) + struct.pack("<I", kind) + (text(value) if kind == STRING else struct.pack(pack[kind], value))


def metadata(shape, tok):
    from tokenizer import vocabulary

    tokens, merges, kinds = vocabulary(tok)
    return [
        entry("general.architecture", STRING, "llama"),
        entry("general.name", STRING, "sapling"),
        entry("general.file_type", UINT32, 7),
        entry("general.quantization_version", UINT32, 2),
        entry("llama.block_count", UINT32, shape.layers),
        entry("llama.context_length", UINT32, shape.context),
        entry("llama.embedding_length", UINT32, shape.hidden),
        entry("llama.feed_forward_length", UINT32, shape.feed_forward),
        entry("llama.attention.head_count", UINT32, shape.heads),
        entry("llama.attention.head_count_kv", UINT32, shape.kv_heads),
        entry("llama.attention.key_length", UINT32, shape.head_dim),
        entry("llama.attention.value_length", UINT32, shape.head_dim),
        entry("llama.attention.layer_norm_rms_epsilon", FLOAT32, shape.epsilon),
        entry("llama.rope.freq_base", FLOAT32, shape.theta),
        entry("llama.rope.dimension_count", UINT32, shape.head_dim),
        entry("llama.vocab_size", UINT32, shape.vocabulary),
        entry("tokenizer.ggml.model", STRING, "gpt2"),
        entry("tokenizer.ggml.pre", STRING, "gpt-2"),
        entry("tokenizer.ggml.tokens", (ARRAY, STRING), tokens),
        entry("tokenizer.ggml.token_type", (ARRAY, INT32), kinds),
        entry("tokenizer.ggml.merges", (ARRAY, STRING), merges),
        entry("tokenizer.ggml.bos_token_id", UINT32, 0),
        entry("tokenizer.ggml.eos_token_id", UINT32, 2),
        entry("tokenizer.ggml.padding_token_id", UINT32, 0),
        entry("tokenizer.ggml.add_bos_token", BOOL, False),
        entry("tokenizer.ggml.add_eos_token", BOOL, False),
        entry("tokenizer.chat_template", STRING, CHAT_TEMPLATE),
    ]


def tensors(state):
    """(name, dimensions with the fastest first, type, bytes) of every weight."""
    for name, weight in state.items():
        array = weight.float().cpu().numpy()
        file_name = name if name.endswith(".weight") else name + ".weight"
        if array.ndim == 1:
            yield file_name, array.shape, F32, array.astype(np.float32).tobytes()
        else:
            scale, values = q8_0(array)
            block = np.concatenate([scale[..., None].view(np.int8), values], -1)
            yield file_name, array.shape[::-1], Q8_0, block.tobytes()


def export(model, tok, path):
    """Writes the model; its matrices should be rounded already (`quantised`), so that file and model agree."""
    pairs, weights = metadata(model.shape, tok), list(tensors(model.state_dict()))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(weights), len(pairs)) + b"".join(pairs)
    offset, infos = 0, b""
    for name, dimensions, kind, data in weights:
        infos += text(name) + struct.pack("<I", len(dimensions)) + struct.pack(f"<{len(dimensions)}Q",
            *dimensions) + struct.pack("<IQ", kind, offset)
        offset += -(-len(data) // ALIGNMENT) * ALIGNMENT
    head += infos
    with open(path, "wb") as f:
        f.write(head + b"\0" * (-len(head) % ALIGNMENT))
        for *_, data in weights:
            f.write(data + b"\0" * (-len(data) % ALIGNMENT))
