"""Hand-written prompts that no grammar made (`free.jsonl`), answered as the runtime would: numpy only.

    python3 free.py [model.gguf] [prompts.jsonl] [--show]

Nothing of them is in the recipe. As under the runtime's masks, a record's keys and brackets are given and the model writes the values; a choice is
taken by its mean log-probability; a number is its leading digits; a tool call's name is one of the tools and its keys are given. A list's first bracket
is given, the rest of it is written by the model alone and compared as JSON.
"""

import json
import os
import sys

import numpy as np

from doc import END, START
from plain_bpe import PlainBpe, byte_letters
from read_gguf import norm, read

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.join(HERE, "../../runtime/src/main/resources/io/espalier/runtime/model/sapling.gguf")


class Model:
    """Greedy decoding with kept keys and values; one sequence at a time."""

    def __init__(self, path):
        metadata, self.weights, _ = read(path)
        self.m = {k.removeprefix("llama."): v for k, v in metadata.items()}
        self.bpe = PlainBpe(metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.merges"])
        self.tokens = metadata["tokenizer.ggml.tokens"]
        self.bytes = {letter: byte for byte, letter in byte_letters().items()}

    def text(self, ids):
        return b"".join(bytes(self.bytes[c] for c in self.tokens[i]) for i in ids if i > 2).decode(errors="replace")

    def start(self, prompt):
        """(cache, logits of the next token) after a prompt's text."""
        cache = [[None, None] for _ in range(self.m["block_count"])]
        return cache, self.feed(cache, self.bpe.encode(prompt))[-1]

    def copy(self, cache):
        return [list(c) for c in cache]

    def feed(self, cache, ids):
        """Logits [len(ids), vocabulary]; the cache grows by the ids."""
        m, w = self.m, self.weights
        size, epsilon, heads, kv = m["rope.dimension_count"], m["attention.layer_norm_rms_epsilon"], m["attention.head_count"], m["attention.head_count_kv"]
        before, n = 0 if cache[0][0] is None else len(cache[0][0]), len(ids)
        angle = np.arange(before, before + n)[:, None] * m["rope.freq_base"] ** (-np.arange(0, size, 2) / size)
        cos, sin = np.cos(angle).astype(np.float32)[:, None], np.sin(angle).astype(np.float32)[:, None]

        def rotate(x):
            a, b = x[..., 0::2], x[..., 1::2]
            return np.stack((a * cos - b * sin, a * sin + b * cos), -1).reshape(x.shape)

        hidden = np.arange(before + n)[None] > np.arange(before, before + n)[:, None]
        x = w["token_embd.weight"][ids]
        for i in range(m["block_count"]):
            of = lambda name: w[f"blk.{i}.{name}.weight"]
            h = norm(x, of("attn_norm"), epsilon)
            q = rotate((h @ of("attn_q").T).reshape(n, heads, size))
            k = rotate((h @ of("attn_k").T).reshape(n, kv, size))
            v = (h @ of("attn_v").T).reshape(n, kv, size)
            if before:
                k, v = np.concatenate((cache[i][0], k)), np.concatenate((cache[i][1], v))
            cache[i] = [k, v]
            score = np.einsum("qhd,khd->hqk", q, k.repeat(heads // kv, 1)) / size**0.5
            score = np.where(hidden[None], -np.inf, score)
            score = np.exp(score - score.max(-1, keepdims=True))
            score /= score.sum(-1, keepdims=True)
            x = x + np.einsum("hqk,khd->qhd", score, v.repeat(heads // kv, 1)).reshape(n, -1) @ of("attn_output").T
            h = norm(x, of("ffn_norm"), epsilon)
            gate = h @ of("ffn_gate").T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ of("ffn_up").T)) @ of("ffn_down").T
        return norm(x, w["output_norm.weight"], epsilon) @ w["token_embd.weight"].T

    def number(self, cache, logits):
        """The greedy number: its first token is a digit, as the mask would have it."""
        digits = {i for d in "0123456789" for i in self.bpe.encode(d)}
        first = max(digits, key=lambda i: logits[i])
        return self.text([first]) + self.write(cache, self.feed(cache, [first])[-1], 12, lambda t: None if all(c in ".0123456789" for c in t) else 0)

    def write(self, cache, logits, limit, ends):
        """The greedy text up to where `ends` says so of a token's text, or the turn's end."""
        out = []
        for _ in range(limit):
            token = int(logits.argmax())
            if token <= 2:
                break
            at = ends(self.text([token]))
            if at is not None:
                return self.text(out) + self.text([token])[:at]
            out.append(token)
            logits = self.feed(cache, [token])[-1]
        return self.text(out)

    def choose(self, cache, logits, choices):
        """The choice of the highest mean log-probability."""
        best = {}
        for choice in choices:
            ids = self.bpe.encode(choice)
            branch = self.copy(cache)
            rows = np.concatenate((logits[None], self.feed(branch, ids)[:-1])) if len(ids) > 1 else logits[None]
            top = rows.max(-1, keepdims=True)
            log = rows - top - np.log(np.exp(rows - top).sum(-1, keepdims=True))
            best[choice] = float(np.mean([log[i, t] for i, t in enumerate(ids)]))
        return max(best, key=best.get)


def number(text):
    try:
        return float(text)
    except ValueError:
        return text


def record(model, cache, fields):
    """The record's values one after another, with keys and punctuation given."""
    out, piece = {}, "{"
    for key, expected in fields.items():
        sample = expected[0] if isinstance(expected, list) else expected
        given = piece + '"' + key + '":' + ('"' if isinstance(sample, str) else "")
        logits = model.feed(cache, model.bpe.encode(given))[-1]
        if isinstance(sample, bool):
            out[key] = model.choose(cache, logits, ["true", "false"]) == "true"
            model.feed(cache, model.bpe.encode("true" if out[key] else "false"))
            piece = ","
        elif isinstance(sample, str):
            out[key] = model.write(cache, logits, 40, lambda t: t.index('"') if '"' in t else None)
            piece = '",'
        else:
            out[key] = number(model.number(cache, logits))
            piece = ","
    return out


def call(model, cache, case):
    """The tool's name by mean log-probability of the names up to their closing quote, then its arguments."""
    logits = model.feed(cache, model.bpe.encode('{"type":"'))[-1]
    best = ""
    allowed = list(case["tools"])
    while best not in case["tools"] or any(t != best and t.startswith(best) for t in allowed):
        order = [int(i) for i in np.argsort(-logits)[:1000]]
        token = next((i for i in order if i > 2 and any((t + '"').startswith(best + model.text([i])) or (best in case["tools"] and model.text([i]).startswith('"')) for t in allowed)), None)
        if token is None or '"' in model.text([token]):
            break
        best += model.text([token])
        logits = model.feed(cache, [token])[-1]
    if best not in case["tools"]:
        return {"type": best}
    out, piece = {"type": best}, '",'
    want = next((w for w in case["any"] if w["type"] == best), {})
    for key in case["tools"][best]:
        whole = isinstance(want.get(key, ""), int)
        logits = model.feed(cache, model.bpe.encode(piece + '"' + key + '":' + ("" if whole else '"')))[-1]
        if whole:
            out[key] = model.number(cache, logits)
            piece = ","
        else:
            out[key] = model.write(cache, logits, 40, lambda t: t.index('"') if '"' in t else None)
            piece = '",'
    return out


def fits(got, expected):
    return got in expected if isinstance(expected, list) else got == expected


def answer(model, case):
    """(whether it is right, what was said)"""
    prompt = case["plain"] if "plain" in case else "".join(f"{START}{role}\n{text}{END}\n" for role, text in case["turns"]) + START + "assistant\n"
    cache, logits = model.start(prompt)
    if "record" in case:
        got = record(model, cache, case["record"])
        return all(fits(got[k], v) for k, v in case["record"].items()), got
    if "choices" in case:
        got = model.choose(cache, logits, [case.get("lead", "") + c for c in case["choices"]]).removeprefix(case.get("lead", ""))
        return got == case["answer"], got
    if "number" in case:
        text = model.number(cache, logits)
        return text == str(case["number"]), text
    if "tools" in case:
        got = call(model, cache, case)
        return any(all(str(got.get(k)) == str(v) for k, v in want.items()) for want in case["any"]), got
    begins = case["begins"]  # the open quote of a string belongs to the bracket's token
    if begins == "[":
        begins = '["'
    elif isinstance((case.get("any") or [case["json"]])[0][0][list((case.get("any") or [case["json"]])[0][0])[0]], str):
        begins += '"'
    logits = model.feed(cache, model.bpe.encode(begins))[-1]
    text = begins + model.write(cache, logits, 160, lambda t: None)
    try:
        return json.loads(text) in ([case["json"]] if "json" in case else case["any"]), text
    except ValueError:
        return False, text


def main():
    paths = [a for a in sys.argv[1:] if not a.startswith("--")]
    model, tally = Model(next((p for p in paths if p.endswith(".gguf")), SHIPPED)), {}
    for line in open(next((p for p in paths if p.endswith(".jsonl")), os.path.join(HERE, "free.jsonl"))):
        case = json.loads(line)
        ok, got = answer(model, case)
        tally.setdefault(case["task"], []).append(ok)
        if not ok and "--show" in sys.argv:
            print(f"{case['task']}: {case.get('plain') or case['turns'][-1][1]!r}\n   said {got}\n   want {case.get('record') or case.get('answer') or case.get('number') or case.get('json') or case.get('any')}", flush=True)
    for task, results in tally.items():
        print(f"| {task} | {sum(results)} of {len(results)} | {100 * sum(results) / len(results):.0f} % |")
    every = [ok for results in tally.values() for ok in results]
    print(f"| all | {sum(every)} of {len(every)} | {100 * sum(every) / len(every):.0f} % |")


if __name__ == "__main__":
    main()
