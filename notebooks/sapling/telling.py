"""Tells a record freely: each fact takes a place in a sentence (before it, behind the name, as its verb, at its end, in a
sentence of its own), in the first, second or third person, as a note, a speech, a letter; any order, any filler.

Every fact is written with its value as it stands, or as number words for small numbers; `literal` checks that.
"""

import re

import names as n
from lexicon import ADJECTIVES, KIN, ROLES
from noise import noise
from people import AP, INTRO, INVERSE, NOUN, PART, PRE, SLOTLESS, VERB
from prose import aside, clause, deed, lead_in, noun_phrase, place, time

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def words(number):
    """A number below 100 in words."""
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + ("-" + ONES[number % 10] if number % 10 else "")


def ordinal(number):
    return str(number) + ("th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def conjugated(phrase, who):
    """A verb phrase of the third person for "I" or "you"."""
    first, _, rest = phrase.partition(" ")
    if who in ("he", "she", "it"):
        return phrase
    fixed = {"is": "am" if who == "I" else "are", "has": "have", "was": "was" if who == "I" else "were", "does": "do",
        "goes": "go", "isn't": "am not" if who == "I" else "aren't"}
    if first in fixed:
        first = fixed[first]
    elif first in ("still", "now", "just", "only", "currently", "never", "always", "has", "also", "really", "happily"):
        return first + " " + conjugated(rest, who)
    elif first.endswith("ies") and len(first) > 4:
        first = first[:-3] + "y"
    elif first.endswith(("shes", "ches", "sses", "xes")):
        first = first[:-2]
    elif first.endswith("s") and not first.endswith("ss"):
        first = first[:-1]
    mine = {"I": "my", "you": "your"}[who]
    return (first + " " + rest).replace("{his}", mine).replace("{he}", who).strip()


class Teller:
    """One record being told: who it is about, which pronoun stands for it, what is said already."""

    def __init__(self, r, kind, values):
        self.r, self.kind, self.values = r, kind, values
        self.name = str(values[kind.title.key])
        self.person = kind.noun == "person"
        self.living = kind.pronoun != "It"
        self.he = r.choice(["he", "she"]) if self.living else "it"
        self.facts = [f for f in kind.fields if values.get(f.key) is not None]
        self.fixed = tuple(str(v) for value in values.values() for v in (value if isinstance(value, list) else [value]) if str(v))
        r.shuffle(self.facts)

    def fill(self, pattern, field=None):
        r = self.r
        if field is not None:
            value = self.values[field.key]
            shown = self.shown(field, value)
            if "{a v}" in pattern:
                pattern = pattern.replace("{a v}", ("an " if shown[0] in "aeiouAEIOU" else "a ") + "{v}")
            if "{o}" in pattern:
                pattern = pattern.replace("{o}", ordinal(value))
        if "{" in pattern:
            his = {"he": "his", "she": "her", "it": "its"}[self.he]
            pattern = pattern.replace("{his}", his).replace("{he}", self.he).replace("{him}",
                {"he": "him", "she": "her", "it": "it"}[self.he]).replace("{man}", "man" if self.he == "he" else "woman")
            pattern = pattern.replace("{noun}", self.kind.noun)
            for hole, maker in (("{c}", n.city), ("{x}", n.first_name), ("{kin}", lambda q: q.choice(KIN)),
                ("{role}", lambda q: q.choice(ROLES)), ("{adj}", lambda q: q.choice(ADJECTIVES)),
                ("{day}", lambda q: q.choice(n.DAYS)), ("{thing}", noun_phrase)):
                if hole in pattern:
                    pattern = pattern.replace(hole, maker(r))
            if "{k}" in pattern:
                pattern = pattern.replace("{k}", str(r.randint(2, 40)))
        if field is not None:
            pattern = pattern.replace("{v}", shown)
        return pattern.replace("{S}", self.name) if "{S}" in pattern else pattern

    def shown(self, field, value):
        if isinstance(value, list):
            return value[0] if len(value) == 1 else ", ".join(value[:-1]) + " and " + value[-1]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            if 1 < value < 100 and self.r.maybe(0.07):
                return words(value)
            if value >= 10000 and self.r.maybe(0.3):
                return f"{value:,}"
        return str(value)

    def options(self, table, field):
        """Patterns of a table for the field: the person's own, or ones for any field with a name."""
        if self.person and field.key in table:
            return table[field.key]
        if isinstance(field.phrases, dict):
            return None
        return table.get("")

    def verb(self, field, who):
        r = self.r
        if isinstance(field.phrases, dict):
            pattern = r.style(field.phrases[self.values[field.key]])
        else:
            own = VERB.get(field.key) if self.person else None
            pattern = r.style(own) if own and r.maybe(0.75) else r.style(field.phrases)
        return self.fill(conjugated(pattern, who), field)

    def other(self, table, field):
        """A pattern of another table, or None."""
        options = self.options(table, field)
        if not options:
            return None
        pattern = self.r.style(options)
        if "{l}" in pattern:
            pattern = pattern.replace("{l}", (self.r.choice(field.labels) if field.labels and self.r.maybe(0.4) else field.key).replace("_", " "))
        return self.fill(pattern, field)

    def sentence(self, facts, subject, who, introduce):
        """One sentence with these facts; `introduce` puts a phrase around the name."""
        r = self.r
        pre, behind, verbs, ends = [], [], [], []
        for f in facts:
            slot = r.random()
            text = None
            if slot < 0.2 and not pre and self.living:
                text = self.other(PRE, f)
                if text:
                    pre.append(text)
                    continue
            if slot < 0.55 and len(behind) < 3 and who not in ("I", "you"):
                text = self.other(AP, f)
                if text:
                    behind.append(text)
                    continue
            if slot < 0.68 and not ends:
                text = self.other(PART, f)
                if text:
                    ends.append(text)
                    continue
            verbs.append(self.verb(f, who))
        if behind and len(verbs) > 1 and r.maybe(0.4) and introduce:
            behind.append(("who " if self.living else "which ") + verbs.pop())
        elif introduce and verbs and r.maybe(0.1):
            behind.append(("who " if self.living else "which ") + verbs.pop())
        if introduce and not verbs and r.maybe(0.5):
            opening = self.fill(r.style(INTRO)) if self.living else r.choice(["Here is {s}", "We looked at {s}",
                "This is about {s}", "Have you seen {s}", "I came across {s}", "Next on the list: {s}",
                "Somebody mentioned {s}"]).replace("{s}", "{N}")
            text = opening.replace("{N}", subject + (", " + ", ".join(behind) if behind else ""))
        else:
            if not verbs or r.maybe(0.12):
                verbs.insert(r.randint(0, len(verbs)), deed(r))
            middle = ""
            if behind:
                middle = (", " + ", ".join(behind) + ",") if r.maybe(0.8) else " (" + ", ".join(behind) + ")" if r.maybe(
                    0.6) else " - " + ", ".join(behind) + " -"
            joined = verbs[0] if len(verbs) == 1 else ", ".join(verbs[:-1]) + r.choice([" and ", " and ", ", and ", " but "]) + verbs[-1]
            text = subject + middle + " " + joined
        if ends:
            text += r.choice([", ", ", ", " - "]) + ends[0]
        if not pre and r.maybe(0.12):
            pre = [time(r) if r.maybe(0.6) else place(r)]
        if pre:
            if text.startswith(("he ", "she ", "it ", "I ", "you ")) or text.startswith(self.name) or introduce:
                text = pre[0] + r.choice([", ", ", ", " "]) + self.lower(text)
            else:
                text = text + ", " + pre[0]
        if r.maybe(0.1):
            text += r.choice([", ", " and ", ", but ", "; "]) + clause(r, 0.2)
        if r.maybe(0.25):
            text = lead_in(r) + text
        return self.upper(text) + r.choice([".", ".", ".", ".", ".", "!", " ...", ";", ""] if r.maybe(0.2) else ["."])

    def upper(self, text):
        """A capital letter first, unless a value stands there, which must stay as it is."""
        return text if text.startswith(self.fixed) else text[:1].upper() + text[1:]

    def lower(self, text):
        return text if text.startswith(self.fixed) or text.startswith("I ") else text[:1].lower() + text[1:]

    def subject(self):
        """The name with words around it: "my neighbour Jarek", "a woman called Ida"."""
        r = self.r
        if not self.living or self.kind.noun == "pet":
            if r.maybe(0.5):
                return self.name
            return r.choice(["the ", "our ", "this ", "a "]) + self.kind.noun + " " + r.choice(["", "", "called ", "named "]) + self.name
        kind = r.random()
        if kind < 0.5:
            return self.name
        if kind < 0.75:
            return r.choice(["my ", "our ", "his ", "her ", "the ", "your ", "their "]) + r.choice(["", "", "", r.choice(ADJECTIVES) + " "]) + r.choice(
                ROLES if r.maybe(0.65) else KIN) + r.choice([" ", " ", " ", ", "]) + self.name
        if kind < 0.9:
            man = "man" if self.he == "he" else "woman"
            return r.choice(["a", "some", "another", "the"]) + " " + r.choice([man, man, "person", r.choice(ROLES), "certain",
                "young " + man, "tall " + man]).replace("certain", man) + " " + r.choice(["called", "named", "by the name of",
                "who calls " + ("himself" if self.he == "he" else "herself"), "known as"]) + " " + self.name
        return r.choice(["good old", "a certain", "young", "old", "dear", "poor", "little", "the one and only", "our"]) + " " + self.name

    def told(self):
        """All facts in sentences, as a list."""
        r = self.r
        mode = r.random() if self.living else 0.0
        facts = list(self.facts)
        out = []
        if mode < 0.62:
            who = self.he
            chunk = min(len(facts), r.choice([0, 1, 1, 2, 2, 3, 3, 4]))
            out.append(self.sentence(facts[:chunk], self.subject(), who, True))
            facts = facts[chunk:]
            if r.maybe(0.06):
                out = [self.late(out[0])]
        elif mode < 0.84:
            who = "I"
            out = [r.fill(["My name is {s}.", "I am {s}.", "I'm {s}.", "{s} here.", "This is {s}.", "Hi, {s} here!",
                "Hello, my name is {s}.", "You can call me {s}.", "Name's {s}.", "They call me {s}.", "It's me, {s}.",
                "{s} speaking.", "hey its {s}", "Allow me to introduce myself: {s}.", "I go by {s}.",
                "The name is {s}."], s=self.name)]
        elif mode < 0.9:
            who = "you"
            out = [r.fill(["Dear {s},", "Hi {s},", "Hello {s}!", "{s}, listen.", "You are {s}, right?", "So you are {s}.",
                "Good morning, {s}.", "{s}, we have read your file."], s=self.name)]
        else:
            return [(lead_in(r) if r.maybe(0.2) else "") + self.note(facts)]
        while facts:
            chunk = min(len(facts), r.choice([1, 1, 2, 2, 3]))
            part, facts = facts[:chunk], facts[chunk:]
            if chunk == 1 and r.maybe(0.35) and who == self.he:
                text = self.other(INVERSE if r.maybe(0.6) else NOUN, part[0])
                if text:
                    out.append(self.upper(text) + ".")
                    continue
            if who == self.he:
                name = self.name if r.maybe(0.2) else r.choice(["the " + r.choice(["man" if who == "he" else "woman",
                    "neighbour", "guest"])] + [who] * 9) if self.living else r.choice([who, who, "the " + self.kind.noun, self.name])
            else:
                name = who
            out.append(self.sentence(part, name, who, False))
        if who == "I" and r.maybe(0.35):  # a signature instead of an introduction
            out = out[1:] + [r.choice(["Yours, ", "Greetings, ", "Cheers, ", "Best wishes, ", "- ", "Love, ", "Signed: ",
                "Regards,\n", "Sincerely,\n", "\n"]) + self.name]
        elif who == "I" and r.maybe(0.12) and len(out) > 1:
            said = " ".join(out[1:]).rstrip(".!;, ")
            out = [r.choice(['"{t}," says {s}.', '{s} says: "{t}."', '"{t}," {s} told us.', '{s} writes: "{t}."',
                '"{t}." That is how {s} began.']).replace("{t}", said).replace("{s}", self.name)]
        return out

    def late(self, text):
        """The name comes last: a sentence about a stranger, then who it is."""
        r = self.r
        return text if not text.startswith(self.name) else r.choice(["There was a new face {p}. ", "Guess who came {p}? "]).replace(
            "{p}", place(r)) + text

    def note(self, facts):
        """Headline, list entry, telegram, log line: the facts with hardly a verb."""
        r = self.r
        bits = []
        for f in facts:
            text = self.other(SLOTLESS, f)
            bits.append(text or self.verb(f, self.he))
        if r.maybe(0.75):
            bits.insert(0, self.name)
        else:
            bits.insert(r.randint(0, len(bits)), self.name)
        gap = r.style([", ", ", ", " - ", "; ", ". ", " / ", " | ", ", ", "\n", " · ", "  "])
        lead = r.style(["", "", "", "", "New: ", "Guest: ", "Today: ", "Seen {p}: ", "FYI ", "Memo: ", "Found: ", "re: ",
            "Next: ", "Entry {k}: ", "note to self - ", "Arrived: ", "cc: "])
        return lead.replace("{p}", place(r)).replace("{k}", str(r.randint(2, 99))) + gap.join(bits) + r.choice([".", "", ""])


def told(r, kind, values):
    """The record's sentences with prose between them."""
    lines = Teller(r, kind, values).told()
    if r.maybe(0.45):
        for _ in range(r.choice([1, 1, 1, 2, 3])):
            lines.insert(r.choice([0, len(lines), r.randint(0, len(lines))]), aside(r) if r.quiet or r.maybe(0.8) else noise(r))
    text = " ".join(lines)
    if r.maybe(0.05):
        text = re.sub(r"[.!]$", "", text)
    return text
