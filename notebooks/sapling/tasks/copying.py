"""Copying exactly: values of every shape, some with quotes and backslashes that JSON must escape, repeated or picked out."""

import names as n
from doc import chat, plain
from jsonform import dumps
from wording import noise, quoted, upper


def gibberish(r):
    """Characters in no known order, now and then of any script."""
    if r.maybe(0.06):
        low, high = r.choice([(0x370, 0x3FF), (0x400, 0x4FF), (0x5D0, 0x5EA), (0x621, 0x64A), (0x3041, 0x30FF),
            (0x4E00, 0x9FFF), (0xAC00, 0xD7A0), (0x1F300, 0x1F64F), (0x20A0, 0x20BF), (0x2190, 0x21FF)])
        return "".join(chr(r.randint(low, high)) for _ in range(r.randint(1, 5)))
    pool = r.choice(["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "abcXYZ0189-_.",
        "aeiouäöüéèñç", "abcdefghijklmnopqrstuvwxyz0123456789", "./-:_#@+*=", "abcdefgh &%$!?()[]"])
    return "".join(r.choice(pool) for _ in range(r.randint(2, 14))).strip() or "x"


def quoted_text(r):
    """Text that has to be escaped within JSON."""
    return r.choice(['{a} said "{b}"', 'the "{a}" {b}', '"{a}"', "{a}\\{b}", 'C:\\{a}\\{b}', '{a} "{b}" {a}', "{a}/{b}",
        "{a}'s {b}"]).replace("{a}", n.phrase(r, 1, 2)).replace("{b}", n.phrase(r, 1, 2))


MAKERS = [n.person, n.city, n.number, n.phrase, n.code, n.date, n.email, n.title, n.proper, n.url, n.phone, n.invented,
    n.company, n.street, n.ip, n.clock, gibberish, gibberish, quoted_text, lambda r: n.phrase(r, 4, 12),
    lambda r: noise(r)]


def value(r):
    return str(r.choice(MAKERS)(r))


def repeat(r):
    text = value(r)
    ask = r.fill(["Repeat: {v}", "Say exactly: {v}", "Copy this: {v}", "Write this again: {v}", "Repeat after me: {v}",
        "Echo {v}", "Copy exactly what follows.\n{v}", "{v}\nRepeat it.", "{v}\nCopy the line above.", "Print {v}",
        "Return {v}", "Output {v}", "Please repeat this text: {v}", "Say {v}", "Say it again: {v}",
        "Text: {v}\nRepeat the text.", "Write {v}", "Type {v}", "Give this back unchanged: {v}"], v=text)
    kind = r.random()
    if kind < 0.6:
        return chat("copy", ("user", ask), ("assistant", text))
    if kind < 0.9:
        return chat("copy", ("user", r.choice(["Put this into JSON as text: ",
            'Reply in JSON like {"text": "..."}. Text: ', "As JSON with the key text: "]) + text),
            ("assistant", dumps({"text": text})))
    return chat("copy", ("user", ask), ("assistant", [('"', False), (dumps(text)[1:], True)]))


def pick(r):
    """One of several labelled values."""
    labels = r.sample("a b c x y z first second left right red blue north south old new one two".split(),
        r.randint(2, 5))
    values = {k: value(r) for k in labels}
    wanted = r.choice(labels)
    sign, gap = r.choice([": ", " = ", " -> ", " is "]), "\n"
    text = gap.join(k + sign + v for k, v in values.items())
    if r.maybe(0.25):
        wanted = r.some(labels, 2, len(labels))
        return chat("copy", ("user", text + "\n" + r.choice(["Give {k} as JSON.", "Reply in JSON with {k}.",
            "JSON with {k}, please."]).replace("{k}", ", ".join(wanted))), ("assistant",
            dumps({k: values[k] for k in wanted})))
    return chat("copy", ("user", quoted(r, text, r.fill(["What is {k}?", "Give me {k}.", "Copy {k}.", "{K}?",
        "Read out {k}.", "Show {k}.", "Tell me {k}.", "{k}", "What does {k} say?", "What is the value of {k}?",
        "Find {k}.", "Return {k}.", "Print the value of {k}.", "I need {k}.", "Which value has {k}?"], k=wanted,
        K=upper(wanted)))), ("assistant", values[wanted]))


def pattern(r):
    """A pattern by example, continued: plain text, no chat."""
    maker = r.choice([n.proper, n.invented, lambda q: str(q.randint(0, 999)), n.first_name])
    change = r.choice([lambda w: w, lambda w: w.upper(), lambda w: w.lower(), lambda w: f"<{w}>", lambda w: w + "!",
        lambda w: f"({w})"])
    sign = r.choice([" -> ", ": ", " => ", " = ", " | "])
    lines = [maker(r) for _ in range(r.randint(3, 6))]
    head = "".join(w + sign + change(w) + "\n" for w in lines[:-1]) + lines[-1] + sign.rstrip()
    return plain("pattern", (head, False), (sign[len(sign.rstrip()):] + change(lines[-1]) + "\n", True))


def random_tokens(r):
    """Word pieces at random, so that every token of the vocabulary is copied now and then."""
    words = [r.choice([n.invented, n.proper, gibberish, lambda q: q.word(n.NOUNS), lambda q: q.word(n.FIRST),
        lambda q: q.word(n.LAST), lambda q: q.word(n.CITIES), lambda q: q.word(n.ADJECTIVES),
        lambda q: q.word(n.TOPICS)])(r) for _ in range(r.randint(3, 16))]
    text = r.choice([" ", ", ", "\n", "; "]).join(words)
    return chat("copy", ("user", r.choice(["Repeat: ", "Copy this: ", "Copy:\n"]) + text), ("assistant", text))


TASKS = [(2, repeat), (2, pick), (0.7, pattern), (1, random_tokens)]
