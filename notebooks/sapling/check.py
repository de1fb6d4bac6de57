"""Checks the shipped file without torch: structure, vocabulary, tokens and greedy answers of the reference, determinism.

    python3 check.py [sapling.gguf]        exit status 1 at the first thing that is wrong
"""

import json
import os
import subprocess
import sys

import numpy as np

from plain_bpe import PlainBpe
from read_gguf import forward, read
from tokenizer_metadata import CHAT_TEMPLATE

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.join(HERE, "../../runtime/src/main/resources/io/espalier/runtime/model/sapling.gguf")
LIMIT_BYTES = 10_000_000
CLOSE = 5e-3  # logits nearer than this may swap between two float32 implementations


def demand(condition, message):
    if not condition:
        sys.exit("FAIL " + message)


def structure(path, metadata, weights, kinds):
    size = os.path.getsize(path)
    demand(size <= LIMIT_BYTES, f"the file has {size} bytes, {LIMIT_BYTES} are allowed")
    demand(metadata["general.architecture"] == "llama", "the architecture is not llama")
    demand(metadata["tokenizer.chat_template"] == CHAT_TEMPLATE, "the chat template is not ours")
    hidden, vocabulary = metadata["llama.embedding_length"], metadata["llama.vocab_size"]
    demand(weights["token_embd.weight"].shape == (vocabulary, hidden),
        "the embedding has another shape than the metadata says")
    per_layer = {"attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"}
    wanted = {"token_embd.weight", "output_norm.weight"} | {f"blk.{i}.{n}.weight"
        for i in range(metadata["llama.block_count"]) for n in per_layer}
    demand(set(weights) == wanted, f"tensors differ from a Llama's: {set(weights) ^ wanted}")
    for name, w in weights.items():
        demand(np.isfinite(w).all(), f"{name} has a value that is not finite")
        demand(kinds[name] == (0 if w.ndim == 1 else 8), f"{name} has type {kinds[name]}")
        demand(all(d % 32 == 0 for d in w.shape), f"{name} has a dimension that 32 does not divide")
    print(f"ok structure: {size} bytes, {sum(w.size for w in weights.values()) / 1e6:.2f} M parameters")


def vocabulary(metadata):
    tokens, merges = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.merges"]
    demand(len(set(tokens)) == len(tokens) == metadata["llama.vocab_size"], "tokens are missing or double")
    known = set(tokens)
    for m in merges:
        a, b = m.split(" ")
        demand({a, b, a + b} <= known, f"the merge {m!r} uses an unknown token")
        demand(not any(c in "0123456789" for c in a + b), f"the merge {m!r} joins a digit")
    print(f"ok vocabulary: {len(tokens)} tokens, {len(merges)} merges")
    return PlainBpe(tokens, merges)


def reference(metadata, weights, bpe):
    entries = json.load(open(os.path.join(HERE, "reference.json")))["entries"]
    same = total = 0
    worst = 0.0
    for e in entries:
        ids = [i for part in e["parts"] for i in bpe.encode(part)]
        demand(ids == e["prompt"], f"the prompt {e['parts'][0][:40]!r} has other token ids")
        logits = forward(metadata, weights, ids + e["greedy"])[len(ids) - 1 : -1]
        top = np.sort(logits, -1)[:, -2:]
        worst = max(worst, float(np.abs(top[:, 1] - top[:, 0] - e["margins"]).max()))
        for step, (token, margin) in enumerate(zip(e["greedy"], e["margins"])):
            total += 1
            same += logits[step].argmax() == token
            demand(logits[step].argmax() == token or margin < CLOSE,
                f"step {step} after {e['parts'][0][:40]!r} chooses another token")
    print(f"ok reference: {same} of {total} greedy tokens, margins differ by at most {worst:.4f}")


def determinism():
    code = "import hashlib,generate;print(hashlib.sha256(repr([d.parts for p in ('train','words','styles') for d in generate.documents(7,400,p)]).encode()).hexdigest())"
    prints = {subprocess.run([sys.executable, "-c", code], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": h},
        capture_output=True, text=True, check=True).stdout for h in ("1", "2")}
    demand(len(prints) == 1, "one seed gives different documents in two processes")
    print("ok generator: one seed, one text")


if __name__ == "__main__":
    path = sys.argv[1] if len(sys.argv) > 1 else SHIPPED
    parts = read(path)
    structure(path, *parts)
    reference(parts[0], parts[1], vocabulary(parts[0]))
    determinism()
