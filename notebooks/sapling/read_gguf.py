"""Reads a GGUF file with numpy alone, and runs the network in plain float32: the twin that checks the exported file."""

import struct

import numpy as np

SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}


class Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        (value,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def text(self):
        length = self.take("<Q")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            inner, count = self.take("<I"), self.take("<Q")
            return [self.value(inner) for _ in range(count)]
        return self.take(SCALARS[kind])


def read(path):
    """(metadata, {name: float32 array [rows, columns] or [size]}, {name: type number})"""
    data = open(path, "rb").read()
    r = Reader(data)
    if data[:4] != b"GGUF":
        raise ValueError(f"{path} is no GGUF file: it starts with {data[:4]!r}")
    r.at = 4
    version, tensors, pairs = r.take("<I"), r.take("<Q"), r.take("<Q")
    if version != 3:
        raise ValueError(f"{path} has GGUF version {version}, 3 is read")
    metadata = {}
    for _ in range(pairs):
        key = r.text()
        metadata[key] = r.value(r.take("<I"))
    infos = []
    for _ in range(tensors):
        name = r.text()
        shape = [r.take("<Q") for _ in range(r.take("<I"))][::-1]
        infos.append((name, shape, r.take("<I"), r.take("<Q")))
    base = -(-r.at // 32) * 32
    weights, kinds = {}, {}
    for name, shape, kind, offset in infos:
        count = int(np.prod(shape))
        kinds[name] = kind
        if kind == 0:
            weights[name] = np.frombuffer(data, np.float32, count, base + offset).reshape(shape)
        elif kind == 8:
            block = np.frombuffer(data, np.dtype([("scale", "<f2"), ("values", "i1", 32)]), count // 32, base + offset)
            weights[name] = (block["scale"].astype(np.float32)[:, None] * block["values"]).reshape(shape)
        else:
            raise ValueError(f"tensor {name} has type {kind}; 0 (F32) and 8 (Q8_0) are read")
    return metadata, weights, kinds


def norm(x, weight, epsilon):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


def forward(metadata, w, ids):
    """Logits float32[positions, vocabulary] of a whole sequence."""
    m = {k.removeprefix("llama."): v for k, v in metadata.items()}
    size, epsilon = m["rope.dimension_count"], m["attention.layer_norm_rms_epsilon"]
    heads, kv_heads = m["attention.head_count"], m["attention.head_count_kv"]
    n = len(ids)
    angle = np.arange(n)[:, None] * m["rope.freq_base"] ** (-np.arange(0, size, 2) / size)
    cos, sin = np.cos(angle).astype(np.float32)[:, None], np.sin(angle).astype(np.float32)[:, None]

    def rotate(x):  # neighbouring pairs (2i, 2i + 1)
        a, b = x[..., 0::2], x[..., 1::2]
        return np.stack((a * cos - b * sin, a * sin + b * cos), -1).reshape(x.shape)

    future = np.triu(np.full((n, n), -np.inf, np.float32), 1)
    x = w["token_embd.weight"][ids]
    for i in range(m["block_count"]):
        of = lambda name: w[f"blk.{i}.{name}.weight"]
        h = norm(x, of("attn_norm"), epsilon)
        q = rotate((h @ of("attn_q").T).reshape(n, heads, size))
        k = rotate((h @ of("attn_k").T).reshape(n, kv_heads, size)).repeat(heads // kv_heads, 1)
        v = (h @ of("attn_v").T).reshape(n, kv_heads, size).repeat(heads // kv_heads, 1)
        score = np.einsum("qhd,khd->hqk", q, k) / size**0.5 + future
        score = np.exp(score - score.max(-1, keepdims=True))
        score /= score.sum(-1, keepdims=True)
        x = x + np.einsum("hqk,khd->qhd", score, v).reshape(n, -1) @ of("attn_output").T
        h = norm(x, of("ffn_norm"), epsilon)
        gate = h @ of("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ of("ffn_up").T)) @ of("ffn_down").T
    return norm(x, w["output_norm.weight"], epsilon) @ w["token_embd.weight"].T
