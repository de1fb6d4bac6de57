"""A seeded random source that knows what training may see.

Every random choice of the generator goes through `Draw`. It holds back part of what it offers: the last tenth of a
word list (`word`), the last eighth of a list of sentence or instruction styles (`style`). Training never sees the
held-back part; evaluation asks for it by name, so that the score says how well the model generalises.
"""

import random


class Draw(random.Random):
    """`part` is "train", "words" (held-back words, known styles) or "styles" (held-back words and styles)."""

    def __init__(self, seed, part="train"):
        super().__init__(seed)
        self.part = part

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
        return self.choice(items[-held:] if self.part == "styles" else items[:-held])

    def maybe(self, probability):
        return self.random() < probability

    def some(self, items, low, high):
        """Between `low` and `high` different items, in random order."""
        return self.sample(items, min(len(items), self.randint(low, high)))

    def fill(self, templates, **values):
        """One style with its `{holes}` filled; plain replacement, so that braces in JSON stay as they are."""
        text = self.style(templates)
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text
