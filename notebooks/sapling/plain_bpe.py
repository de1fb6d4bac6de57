"""Byte-level BPE in a page: the twin of the tokenizer, from a GGUF file's tokens and merges."""

import re

# GPT-2's pre-tokenizer; [^\W\d_] is a letter, and \d+ a run of decimal digits (other numbers do not occur here).
SPLIT = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_letters():
    """GPT-2's printable letter for every byte."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [b for b in range(256) if b not in shown]
    return {b: chr(b) for b in shown} | {b: chr(256 + i) for i, b in enumerate(hidden)}


class PlainBpe:
    def __init__(self, tokens, merges):
        self.ids = {t: i for i, t in enumerate(tokens)}
        self.rank = {tuple(m.split(" ")): i for i, m in enumerate(merges)}
        self.letters = byte_letters()
        self.special = [t for t in tokens[:3]]

    def encode(self, text):
        out = []
        for piece in re.split("(" + "|".join(map(re.escape, self.special)) + ")", text):
            if piece in self.special:
                out.append(self.ids[piece])
            else:
                for word in SPLIT.findall(piece):
                    out += [self.ids[t] for t in self.merged([self.letters[b] for b in word.encode()])]
        return out

    def merged(self, parts):
        """Joins the pair of lowest rank until none is left. O(n²) in the word's length."""
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda p: self.rank.get(p, 1 << 30))
            if best not in self.rank:
                break
            joined, i = [], 0
            while i < len(parts):
                if i + 1 < len(parts) and (parts[i], parts[i + 1]) == best:
                    joined.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    joined.append(parts[i])
                    i += 1
            parts = joined
        return parts
