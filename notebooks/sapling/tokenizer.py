"""The byte-level BPE vocabulary: GPT-2's pre-tokenizer, digits and spaces kept apart from words.

Merges never join a digit to anything, nor a space to a word, save for a closed list of little words. So a name has the
same tokens after a space, after a quote and at the start of a line: copying it is copying tokens.
"""

import json
import re

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from doc import END, START, STOP

SIZE = 4096
SPECIAL = [STOP, START, END]  # ids 0, 1, 2

LITTLE = """the a an of in is and to for with from at on it by as was that this are be or not has have what which who how he she
they we you I his her its their my your all do does did can will would there then if so but no yes one out up about into
than more when where had were been also only like text answer JSON Reply name give after before because when while still just now here very some any every other over under near behind without
between through during him me us them been being could would should never always year years old day days o'clock called named""".replace("o'clock ", "").split()
LITTLE = list(dict.fromkeys(LITTLE))


def train(texts):
    """A Tokenizer of exactly SIZE tokens."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(r"\p{N}| "), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    marks = re.compile("|".join(map(re.escape, SPECIAL)))
    raw.train_from_iterator((piece for t in texts for piece in marks.split(t) if piece),
        trainers.BpeTrainer(vocab_size=SIZE - len(LITTLE), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=SPECIAL, show_progress=False))
    model = json.loads(raw.to_str())["model"]
    vocab, merges = model["vocab"], [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in model["merges"]]
    for word in LITTLE:
        if word in vocab and "Ġ" + word not in vocab:
            vocab["Ġ" + word] = len(vocab)
            merges.append(("Ġ", word))
    while len(vocab) < SIZE:
        vocab[f"<|unused{len(vocab)}|>"] = len(vocab)
    return build(vocab, merges)


def build(vocab, merges):
    """The tokenizer proper: these merges under GPT-2's own pre-tokenizer, which every GGUF reader knows."""
    tok = Tokenizer(models.BPE(vocab=vocab, merges=list(merges)))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tok.decoder = decoders.ByteLevel()
    tok.add_special_tokens(SPECIAL)
    return tok


def vocabulary(tok):
    """(tokens by id, merges, token types by id) for GGUF; type 1 is normal, 3 control, 5 unused."""
    model = json.loads(tok.to_str())["model"]
    tokens = [t for t, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    kinds = [3 if t in SPECIAL else 5 if t.startswith("<|unused") else 1 for t in tokens]
    return tokens, merges, kinds
