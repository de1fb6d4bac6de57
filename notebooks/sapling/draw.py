"""A seeded random source that knows what training may see.

Every random choice of the generator goes through `Draw`. It holds back part of what it offers: the last tenth of a
word list (`word`), the last eighth of a list of sentence or instruction styles (`style`). Training never sees the
held-back part; evaluation asks for it by name, so that the score says how well the model generalises.
"""

import random

UNSEEN = 0.4  # in the part "styles", the chance of each single style to be a held-back one

LOOSE = """quickly now here just kindly all also then really simply first again carefully exactly only both some each any every next very rather surely perhaps today
tidy gather convert deliver supply detect compile scan spot grab catch sum locate obtain retrieve compose prepare present""".split(
    )


class Draw(random.Random):
    """`part` is "train", "words" (held-back words, known styles) or "styles" (held-back words, some held-back styles)."""

    def __init__(self, seed, part="train"):
        super().__init__(seed)
        self.part = part
        self.quiet = False  # no names beside the point: the list of all names is asked for

    def word(self, items):
        """One item of a word list; lists shorter than 20 hold nothing back."""
        if len(items) < 20:
            return self.choice(items)
        held = len(items) // 10
        return self.choice(items[:-held] if self.part == "train" else items[-held:])

    def style(self, items):
        """One item of a list of styles; lists shorter than 6 hold nothing back."""
        if len(items) < 6:
            return self.choice(items)
        held = max(1, len(items) // 8)
        unseen = self.part == "styles" and self.random() < UNSEEN
        return self.choice(items[-held:] if unseen else items[:-held])

    def maybe(self, probability):
        return self.random() < probability

    def some(self, items, low, high):
        """Between `low` and `high` different items, in random order."""
        return self.sample(items, min(len(items), self.randint(low, high)))

    def fill(self, templates, **values):
        """One style with its `{holes}` filled; plain replacement, so that braces in JSON stay as they are."""
        return put(self.style(templates), values)

    def ask(self, templates, **values):
        """Like `fill`, for requests whose meaning is in the holes: in training, one in five loses a word, gains one or
        has one replaced by any other, so that no single word is relied upon."""
        text = self.style(templates)
        if self.part == "train" and self.random() < 0.2:
            text = self.loosened(text)
        return put(text, values)

    def loosened(self, text):
        words = text.split(" ")
        at = [i for i, w in enumerate(words) if w.isalpha()]
        if not at:
            return text
        i = self.choice(at)
        other = self.choice(LOOSE)
        words[i : i + 1] = self.choice([[], [other], [words[i], other], [other, words[i]]])
        return " ".join(words)


def put(text, values):
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text
