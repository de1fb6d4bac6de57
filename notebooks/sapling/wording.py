"""Puts a record into words: sentences, forms, tables, mails; with distractors around it."""

import re

import names as n
from kinds import shown
from layout import quoted
from noise import OPENERS, noise
from prose import lead_in
from telling import told

__all__ = ["form", "noise", "passage", "quoted", "sentences", "table", "upper"]

JOINS = ["{S} {a} and {b}.", "{S} {a}. {P} {b}.", "{S}, who {a}, {b}.", "{S} {a}, and {p} {b}.",
    "{S} {a}; {p} also {b}.", "It is known that {S} {a} and {b}.",
         "As far as I know, {S} {a}. {P} {b}.", "{S} {a}. By the way, {p} {b}.", "They say {S} {a} and {b}.",
         "Note that {S} {a}. In addition, {p} {b}."]
SINGLES = ["{S} {a}.", "{S} {a}.", "I heard that {S} {a}.", "We learned today that {S} {a}.",
    "As you may know, {S} {a}.", "According to the file, {S} {a}.", "{S} {a}, it seems.",
           "Everyone says that {S} {a}.", "Please note: {S} {a}."]
TRIPLES = ["{S} {a}, {b} and {c}.", "{S} {a} and {b}. {P} {c}.", "{S} {a}. {P} {b} and {c}.",
    "{S}, who {a} and {b}, {c}.", "{S} {a}. {P} {b}. {P} {c}.",
           "{S} {a}, {b}, and what is more, {c}."]
ABOUT = ["Do you know {S}?", "Here is what we know about {S}.", "Today we look at {S}.", "A short note on {S}.",
    "This is about {S}.", "Let me tell you about {S}.", "News about {S}:", "Then there is {S}.", "Another word on {S}.",
    "{S} came up in our talk.", "First of all: {S}.", "What do we have on {S}?", "Please meet {S}.", "Remember {S}?",
    "A few facts about {S}:", "Let us turn to {S}.", "You asked about {S}."]


def upper(text):
    return text[:1].upper() + text[1:]


def sentences(r, kind, values):
    """The record's fields as sentences in random order; the first names the subject, later ones may say she or it."""
    subject = str(values[kind.title.key])
    if kind.title.key in ("ticket", "order_id", "flight", "host") or kind.noun in ("meeting",
        ) or (kind.noun in ("product", "event", "house", "film", "book") and r.maybe(0.5)):
        subject = r.choice(["the ",
            "our "]) + kind.noun + " " + subject if kind.noun != "meeting" else "the meeting about " + subject
    pronoun = r.choice(["He", "She"]) if kind.pronoun != "It" else "It"
    phrases = [f.phrase(r, values[f.key]) for f in kind.fields if values.get(f.key) is not None]
    r.shuffle(phrases)
    out = [r.fill(ABOUT, S=subject)] if r.maybe(0.2) or not phrases else []
    first = True
    while phrases:
        take = min(len(phrases), r.choice([1, 1, 2, 2, 3]))
        pattern = r.style([SINGLES, JOINS, TRIPLES][take - 1])
        who = subject if first or r.maybe(0.25) else pronoun if r.maybe(0.8) else subject
        text = pattern
        for hole, value in (("{S}", who if pattern.startswith("{S}") or who == subject else who.lower()),
            ("{P}", pronoun), ("{p}", pronoun.lower())):
            text = text.replace(hole, value)
        for hole, value in zip(("{a}", "{b}", "{c}"), phrases):
            text = text.replace(hole, value)
        if r.maybe(0.18):
            text = r.style(OPENERS) + ", " + (text if text.startswith((subject, "I ")) else text[0].lower() + text[1:])
        if r.maybe(0.08):
            text = text[:-1] + r.choice([", as they say.", ", I think.", " (see the notes).", " too.", ", by the way.",
                " - at least so far.", "!", ", of course."])
        out.append(text if text.startswith(str(values[kind.title.key])) else upper(text))
        phrases = phrases[take:]
        first = False
    return out


def label(r, field, exact=False):
    """How a form names a field: its key, spaced, capitalised, or by another word."""
    key = field.key if exact or r.maybe(0.6) or not field.labels else r.choice(field.labels)
    key = key.replace("_", " ") if r.maybe(0.7) else key
    return upper(key) if r.maybe(0.6) else key.upper() if r.maybe(0.1) else key


def form_value(r, field, value):
    if field.type == "bool":
        return "yes" if value else "no"
    if field.type == "list":
        return ", ".join(value)
    return shown(r, value)


def form(r, kind, values, exact=False):
    """Label and value, one to a line or in one line."""
    fields = [f for f in [kind.title] + kind.fields if values.get(f.key) is not None]
    if r.maybe(0.4):
        r.shuffle(fields)
    sign = r.style([": ", " = ", ": ", " - ", ":\t", "=", " -> ", " : "])
    gap = r.style(["\n", "\n", "; ", ", ", " | ", "\n- ", "\n* ", " / "])
    text = gap.join(label(r, f, exact) + sign + form_value(r, f, values[f.key]) for f in fields)
    return gap.strip(" \n") + " " + text if gap in ("\n- ", "\n* ") else text


def table(r, kind, rows):
    """Rows of records under a header; every row has the same fields."""
    fields = [f for f in [kind.title] + kind.fields if all(row.get(f.key) is not None for row in rows)]
    bar = r.style([" | ", ", ", "\t", ";", " | ", ",", " / "])
    line = lambda cells: ("| " + bar.join(cells) + " |") if bar == " | " and edge else bar.join(cells)
    edge = r.maybe(0.5)
    lines = [line([label(r, f) for f in fields])]
    if bar == " | " and edge:
        lines.append("|" + "---|" * len(fields))
    return "\n".join(lines + [line([form_value(r, f, row[f.key]).replace(",", "") if "," in bar else form_value(r, f,
        row[f.key]) for f in fields]) for row in rows])


def whole_sentence(r, kind, values):
    """One of the kind's own sentences, with the fields that it mentions, or None where it needs an absent field."""
    pattern = r.style(kind.sentences)
    keys = re.findall(r"\{(\w+)\}", pattern)
    if any(values.get(k) is None for k in keys):
        return None, []
    if pattern.startswith("{" + kind.title.key) and r.maybe(0.3):
        pattern = r.style(OPENERS) + r.choice([", ", " "]) + pattern
    for key in keys:
        pattern = pattern.replace("{" + key + "}", shown(r, values[key]))
    if r.maybe(0.25):
        pattern = lead_in(r) + pattern
    return pattern, keys


def mail(r, body):
    opening = r.style(["Hello,", "Hi {a},", "Dear {a},", "Good morning,", "Dear all,", "Hey {a},",
        "To whom it may concern,"]).replace("{a}", n.first_name(r))
    closing = r.style(["Best regards", "Cheers", "Kind regards", "Yours", "Thanks", "See you soon",
        "Many thanks"]) + r.choice(["\n", ",\n"]) + n.first_name(r)
    subject = "Subject: " + r.choice(["question", "your request", "news", "update", "information"]) + "\n\n" if r.maybe(
        0.4) else ""
    return subject + opening + r.choice(["\n", "\n\n"]) + body + r.choice(["\n", "\n\n"]) + closing


def passage(r, kind, values, others=()):
    """A text that holds the record: form, sentences or a mail, with noise and other records of the kind around it."""
    if r.maybe(0.6 if kind.noun == "person" else 0.36):
        blocks = [told(r, kind, v) for v in [values, *others]]
        r.shuffle(blocks)
        text = r.choice([" ", " ", "\n", "\n\n"]).join(blocks)
        return mail(r, text) if r.maybe(0.05) else text
    kind_of = r.random()
    if kind_of < 0.18:
        return form(r, kind, values)
    lines = []
    if kind_of < 0.7:
        text, used = whole_sentence(r, kind, values)
        if text:
            rest = {k: v for k, v in values.items() if k not in used or k == kind.title.key}
            lines = [text] + (sentences(r, kind, rest) if len(rest) > (kind.title.key in used) else [])
    lines = lines or sentences(r, kind, values)
    for other in others:
        block = sentences(r, kind, other)
        lines = block + lines if r.maybe(0.5) else lines + block
    for _ in range(r.choice([0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, r.randint(4, 14)])):
        at = r.choice([0, len(lines)])
        lines.insert(at, noise(r))
    text = (" " if r.maybe(0.8) else "\n").join(lines)
    return mail(r, text) if r.maybe(0.08) else text
