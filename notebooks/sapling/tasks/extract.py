"""Extraction of one record, of a list of records, of nested records, of single fields, from texts of many styles."""

import names as n
from doc import chat, plain
from hints import VERBS, hint
from jsonform import dumps
from kinds import KINDS, Field
from wording import form, noise, passage, quoted, sentences, table, upper

UNNAMED = ", fields not named"  # the prompt leaves the fields to the mask: no exact answer exists


def values_of(r, kind, fields):
    return {kind.title.key: kind.title.value(r), **{f.key: f.value(r) for f in fields}}


def asked(r, kind, fields):
    """Some of the fields, the naming one mostly first; now and then all in another order."""
    wanted = r.some(fields, max(1, len(fields) - 2), len(fields))
    if r.maybe(0.6):
        wanted = [f for f in kind.fields if f in wanted]
    return [kind.title] + wanted if r.maybe(0.85) else wanted


def flat(r):
    """One record from one text; other records of the kind may stand beside it, then the prompt names the wanted one."""
    kind = r.choice(KINDS)
    fields = r.some(kind.fields, 1, 5)
    values = values_of(r, kind, fields)
    wanted = asked(r, kind, fields)
    others = [values_of(r, kind, r.some(fields, 1, len(fields))) for _ in range(r.choice([0, 0, 0, 0, 1, 2]))]
    text = passage(r, kind, values, others)
    request, complete = hint(r, kind.noun, wanted)
    if others:
        request = r.ask(["Only about {s}: ", "This is about {s}. ", "We want {s}. ", "Look for {s}. ",
            "Take {s} only. ", "For {s}: "], s=values[kind.title.key]) + request
    missing = None
    absent = [f for f in kind.fields if f not in fields]
    answer = {f.key: values[f.key] for f in wanted}
    if absent and r.maybe(0.15):
        missing = r.choice(absent)
        at = r.randint(1, len(wanted))
        wanted = wanted[:at] + [missing] + wanted[at:]
        answer = {f.key: values.get(f.key) for f in wanted}
        request, complete = hint(r, kind.noun, wanted)
        if others:
            request = f"Only about {values[kind.title.key]}: " + request
        request += r.style(["", "", " Use null for what is missing.", " If something is not said, write null.",
            " Missing values are null.", " Unknown fields: null."])
    task = ("extract null" if missing else "extract record") + ("" if complete else UNNAMED)
    return chat(task, *system(r), ("user", quoted(r, text, request)), ("assistant", dumps(answer)))


def system(r):
    if r.maybe(0.8):
        return []
    return [("system", r.style(["You extract data and answer in JSON.", "Reply with JSON only.",
        "You are a careful assistant.", "Extract exactly what the text says.", "You are a data extraction service.",
                                "Answer with one JSON object.", "You turn text into records."]))]


def sentence_case(pattern):
    """A pattern with its first letter upper, unless it starts with a value, which must stay as it is."""
    return pattern if pattern.startswith("{") else upper(pattern)


def unseen(r):
    """Fields with made-up names, or names of other kinds, given as a form or as plain statements."""
    keys = []
    while len(keys) < r.randint(2, 5):
        key = n.plain(n.invented(r)) if r.maybe(0.6) else r.word(n.NOUNS)
        if key and key not in keys:
            keys.append(key)
    makers = [n.person, n.city, n.number, n.number, n.phrase, n.code, n.date, n.price, n.email, n.title, n.proper,
        n.url, n.phone, n.company, n.street, n.thing, n.clock, n.ip, lambda q: n.invented(q)]
    values = {k: r.choice(makers)(r) for k in keys}
    wanted = r.some(keys, 1, len(keys)) if r.maybe(0.5) else keys
    fields = [Field(k, "int" if isinstance(values[k], int) else "number" if isinstance(values[k], float) else "string",
        None, []) for k in keys]
    if r.maybe(0.5):
        sign, gap = r.style([": ", " = ", " is ", " - ", ": ", " -> ", "="]), r.style(["\n", ", ", "; ", "\n", " | ",
            ". ", "\n- "])
        text = gap.join(k + sign + str(values[k]) for k in keys)
    else:
        text = " ".join(sentence_case(r.style(["the {k} is {v}.", "its {k} is {v}.", "for {k} we have {v}.",
            "as {k} it has {v}.", "{v} is the {k}.", "we chose {v} as the {k}.", "the {k} was set to {v}.",
            "I gave {v} as my {k}.", "with a {k} of {v}.", "{v} ({k}).", "our {k}, {v}, is new.", "{v} serves as {k}.",
            "they named {v} for the {k}.", "there is a {k}: {v}.", "its {k} became {v}.", "the {k} equals {v}.",
            "by {k} we mean {v}.", "under {k} stands {v}.", "{v} was given as the {k}.", "the {k} that we saw is {v}.",
            "what about the {k}? It is {v}."])
                              ).replace("{k}", k).replace("{v}", str(values[k])) for k in keys)
    by_key = {f.key: f for f in fields}
    request, complete = hint(r, "entry", [by_key[k] for k in wanted])
    return chat("extract unseen fields" + ("" if complete else UNNAMED), ("user", quoted(r, text, request)),
        ("assistant", dumps({k: values[k] for k in wanted})))


ARRAYS = [".", " as a JSON array.", " as a JSON list.", " as JSON strings.", " in a JSON array.",
    " as a list of strings.", " (JSON array)", " as an array.", " in JSON.", " and answer with a JSON array."]


def rows(r):
    """A list of records from a table, several lines or running text; bare array or wrapped in an object."""
    kind = r.choice(KINDS)
    fields = r.some([f for f in kind.fields if f.type != "list"], 1, 3)
    fields = [f for f in kind.fields if f in fields]
    many = [values_of(r, kind, fields) for _ in range(r.choice([1, 2, 2, 3, 3, 4, 5]))]
    how = r.random()
    if how < 0.35:
        text = table(r, kind, many)
    elif how < 0.55:
        text = "\n".join(r.choice(["", "- "]) + form(r, kind, v).replace("\n", ", ") for v in many)
    else:
        text = " ".join(" ".join(sentences(r, kind, v)) for v in many)
    if r.maybe(0.2):
        text = noise(r) + " " + text
    wanted = [kind.title] + [f for f in fields if r.maybe(0.8)]
    answer = [{f.key: v[f.key] for f in wanted} for v in many]
    if len(wanted) == 1 and r.maybe(0.6):
        request = r.ask([r.style(VERBS) + r.choice([" all {p}", " the {p}", " the names of all {p}",
            " the list of {p}"]) + r.style(ARRAYS), "List all {p} as a JSON array of strings.",
            "Which {p} are named? Reply as a JSON array.", "Extract the {k} of all {p}.", "Give the list of {p}.",
            "Name the {p} in a JSON list.", "All {p}, please, as JSON strings."],
                         p=kind.plural, k=kind.title.key)
        return chat("extract list", ("user", quoted(r, text, request)), ("assistant",
            dumps([v[kind.title.key] for v in many])))
    request = r.ask(["Extract all {p}. ", "There are several {p}. ", "List every {n}. ", "One object for each {n}. ",
        "Return a JSON array. ", "Extract the list of {p}. "], p=kind.plural, n=kind.noun)
    more, complete = hint(r, kind.noun, wanted)
    request += more
    if r.maybe(0.35):
        request += r.style([" Wrap them in an object with the key \"{p}\".", " Use {\"{p}\": [...]}.",
            " Reply in JSON like {\"{p}\": [{...}]}.", " Answer as {\"{p}\":[{...}]}"]).replace("{p}", kind.plural)
        answer = {kind.plural: answer}
    return chat("extract list" + ("" if complete else UNNAMED), ("user", quoted(r, text, request)),
        ("assistant", dumps(answer)))


def nested(r):
    """A record with records inside: the parts of one thing under their own keys."""
    outer, inner = r.sample(KINDS, 2)
    while outer is inner or outer.noun == inner.noun:
        outer, inner = r.sample(KINDS, 2)
    a, b = r.some(outer.fields, 1, 3), r.some(inner.fields, 1, 3)
    first, second = values_of(r, outer, a), values_of(r, inner, b)
    running = r.maybe(0.7)
    lines = [" ".join(sentences(r, k, v)) if running else form(r, k, v, exact=True) for k,
        v in ((outer, first), (inner, second))]
    if r.maybe(0.3):
        lines.reverse()
    text = r.choice([" ", "\n", "\n\n"] if running else ["\n\n", "\n---\n"]).join(lines)
    left, right = {outer.title.key: first[outer.title.key], **{f.key: first[f.key] for f in a}}, {
        inner.title.key: second[inner.title.key], **{f.key: second[f.key] for f in b}}
    if r.maybe(0.5):
        answer, sketch = {**left, inner.noun: right}, {**{k: "..." for k in left},
            inner.noun: {k: "..." for k in right}}
    else:
        answer, sketch = {outer.noun: left, inner.noun: right}, {outer.noun: {k: "..." for k in left},
            inner.noun: {k: "..." for k in right}}
    if outer.noun in left or inner.noun in left:
        answer, sketch = {"first": left, "second": right}, {"first": {k: "..." for k in left},
            "second": {k: "..." for k in right}}
    request = r.ask(["{e}", "Like this: {e}", "Format: {e}", "Output format: {e}", "Give JSON like {e}", "Complete {e}",
        "Extract the data in the form {e}.", "Return {e} with the values filled in.",
        "The answer must look like this: {e}", "Reply in JSON like {e}", "Reply in JSON like {e}.",
        "Extract both as JSON: {e}", "Answer in this form: {e}", "Use the format {e}.", "Fill in this record: {e}",
        "Give the data as {e}"], e=dumps(sketch))
    return chat("extract nested", ("user", quoted(r, text, request)), ("assistant", dumps(answer)))


def single(r):
    """One field, asked in words, answered bare."""
    kind = r.choice(KINDS)
    fields = [f for f in r.some(kind.fields, 1, 5) if f.type not in ("bool", "list", "enum")]
    if not fields:
        return single(r)
    values = values_of(r, kind, fields)
    field = r.choice(fields + [kind.title])
    word = (field.key if r.maybe(0.7) or not field.labels else r.choice(field.labels)).replace("_", " ")
    question = r.ask(["What is the {k}?", "Which {k} is given?", "Tell me the {k}.", "{K}?",
        "Find the {k} in the text.", "What {k} does the text give?", "Give only the {k}.",
        "Extract the {k}. Answer with the value only.",
                       "Copy the {k}.", "I only need the {k}.", "What is the {k} of the {n}?", "Name the {k}."], k=word,
                       K=upper(word), n=kind.noun)
    return chat("extract single", ("user", quoted(r, passage(r, kind, values), question)),
        ("assistant", str(values[field.key])))


def in_place(r):
    """A form filled in place: the labels are literals of the program, the values are generated, one after another."""
    kind = r.choice(KINDS)
    fields = [f for f in r.some(kind.fields, 1, 4) if f.type in ("string", "int", "number")]
    values = values_of(r, kind, fields)
    text = passage(r, kind, values)
    space = r.maybe(0.5)  # whether the literal ends with the space
    pieces = []
    for i, f in enumerate([kind.title] + fields):
        name = f.key if r.maybe(0.3) else upper(f.key.replace("_", " "))
        lead = ("\n" if i else "") + name + ":"
        pieces += [(lead + (" " if space else ""), False), (("" if space else " ") + str(values[f.key]), True)]
    if r.maybe(0.2):
        head = [(text + "\n\n", False)]
        return plain("extract in place", *merge(head + pieces))
    request = r.ask(["Read the {n}.", "Extract the {n}.", "Give the details of the {n}.",
        "Fill in the form for this {n}.", "Write name and facts line by line.", "List the facts about the {n}."],
        n=kind.noun)
    return chat("extract in place", ("user", quoted(r, text, request)), ("assistant", pieces))


def merge(pieces):
    return [(pieces[0][0] + pieces[1][0], False)] + pieces[2:]


def contacts(r):
    """All addresses, numbers or dates of one sort in a text."""
    maker, noun = r.choice([(n.email, "e-mail addresses"), (n.phone, "phone numbers"), (n.url, "links"),
        (n.date, "dates"), (n.first_name, "names"), (n.code, "codes"), (n.ip, "IP addresses"), (n.city, "cities")])
    other = r.choice([n.number, n.phrase, n.price])
    found, lines = [], []
    for _ in range(r.randint(1, 4)):
        value = maker(r)
        found.append(value)
        lines.append(r.fill(["Use {v} for this.", "{x} wrote {v} on the board.", "Then there is {v}.",
            "The first answer was {v}.", "See {v}.", "{v} is also right.", "We noted {v} and left.",
            "Somebody asked about {v}.", "Do not forget {v}!"],
                            v=value, x=r.choice(["She", "He", "They"])))
        if r.maybe(0.3):
            lines.append(r.fill(["The other one was {o}.", "It took {o} in the end.", "All about {o}.",
                "Next to it stood {o}.", "This cost {o}.", "They said {o}."], o=other(r)))
    request = r.ask([r.style(VERBS) + r.choice([" all {k}", " the {k}", " every one of the {k}", " all the {k}",
        " the list of {k}"]) + r.style(ARRAYS), "List all {k} as a JSON array.",
        "Which {k} occur in the text? JSON array.", "Extract all {k}.", "Find the {k}.",
        "Return the {k} as a list of strings.", "Collect every one of the {k} in JSON."], k=noun)
    return chat("extract list", ("user", quoted(r, " ".join(lines), request)), ("assistant", dumps(found)))


TASKS = [(10, flat), (3, unseen), (4, rows), (3, nested), (2.5, single), (2, in_place), (1, contacts)]
