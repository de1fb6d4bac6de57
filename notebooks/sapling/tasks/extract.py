"""Extraction of one record, of a list of records, of nested records, of single fields, from texts of many styles."""

from dataclasses import replace

import kinds
import names as n
from doc import chat, plain
from hints import VERBS, hint
from jsonform import dumps
from kinds import KINDS, Field
from lexicon import ALONE, FOODS, GOODS, NOUNS, PAST
from people import AP
from prose import aside, clause, deed, lead_in, noun_phrase, place, time
from telling import Teller, told, words
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


ALIASES = {"name": ["full_name", "person", "who"], "age": ["years", "age_in_years", "how_old"], "city": ["home", "residence", "lives_in",
    "location", "home_town", "hometown", "based_in"], "job": ["work", "trade", "position", "job_title", "title"], "company": ["firm", "works_for"],
    "email": ["email_address", "contact_email"], "phone": ["phone_number", "number"], "price": ["amount", "costs"], "customer": ["ordered_by", "from"],
    "date": ["on", "day_of_event", "scheduled_for"], "time": ["at", "starts_at", "hour"], "from": ["leaving_from", "start"], "to": ["going_to", "flying_to"],
    "passenger": ["who"], "guest": ["who", "full_name"], "product": ["article", "thing"], "rooms": ["number_of_rooms"], "hobby": ["interest", "likes"],
    "topic": ["about"], "quantity": ["how_many", "pieces"], "total": ["amount", "to_pay"], "owner": ["belongs_to"], "author": ["written_by", "by"]}


def renamed(r, kind, field):
    """The field under another key that means the same: the program chooses its own names."""
    taken = {f.key for f in kind.fields} | {kind.title.key}
    options = [k for k in ALIASES.get(field.key, []) + [x.replace(" ", "_").replace("-", "") for x in field.labels] if k not in taken]
    if not options or r.maybe(0.6):
        key = field.key
    else:
        key = r.style(options)
    if "_" in key and r.maybe(0.2):
        head, *tail = key.split("_")
        key = head + "".join(t.capitalize() for t in tail)
    if r.maybe(0.03):
        key = r.choice([key.upper(), key.capitalize()])
    return key


def keyed(r, kind, fields):
    """[(the field as asked for, its own key)], with different keys."""
    out, used = [], set()
    for f in fields:
        key = renamed(r, kind, f)
        if key in used:
            key = f.key
        used.add(key)
        out.append((replace(f, key=key), f.key))
    return out


def flat(r):
    """One record from one text; other records of the kind may stand beside it, then the prompt names the wanted one."""
    kind = r.choice(KINDS)
    fields = r.some(kind.fields, 1, 5)
    values = values_of(r, kind, fields)
    wanted = asked(r, kind, fields)
    others = [values_of(r, kind, r.some(fields, 1, len(fields))) for _ in range(r.choice([0, 0, 0, 0, 1, 2]))]
    text = passage(r, kind, values, others)
    alias = {own: f for f, own in keyed(r, kind, [kind.title] + kind.fields)} if r.maybe(0.45) else {
        f.key: f for f in [kind.title] + kind.fields}
    if len({f.key for f in alias.values()}) < len(alias):
        alias = {f.key: f for f in [kind.title] + kind.fields}
    request, complete = hint(r, kind.noun, [alias[f.key] for f in wanted])
    if others:
        request = r.ask(["Only about {s}: ", "This is about {s}. ", "We want {s}. ", "Look for {s}. ",
            "Take {s} only. ", "For {s}: "], s=values[kind.title.key]) + request
    missing = None
    absent = [f for f in kind.fields if f not in fields]
    answer = {alias[f.key].key: values[f.key] for f in wanted}
    if absent and r.maybe(0.15):
        missing = r.choice(absent)
        at = r.randint(1, len(wanted))
        wanted = wanted[:at] + [missing] + wanted[at:]
        answer = {alias[f.key].key: values.get(f.key) for f in wanted}
        request, complete = hint(r, kind.noun, [alias[f.key] for f in wanted])
        if others:
            request = f"Only about {values[kind.title.key]}: " + request
        request += r.style(["", "", " Use null for what is missing.", " If something is not said, write null.",
            " Missing values are null.", " Unknown fields: null."])
    task = ("extract null" if missing else "extract record") + ("" if complete else UNNAMED)
    if not complete and r.maybe(0.2):  # a bare text, or a text under a role: the type alone says what is wanted
        return chat(task, *(system(r) or [("system", r.ask(["Extract the {n}.", "You read messages and fill in a record.", "Turn each text into a {n}.", "You file what people write.", "Read the text. Answer with the {n}.",
            "Data entry.", "You keep the register of the {n}s.", "Fill in the {n}."], n=kind.noun))] if r.maybe(0.7) else []), ("user", text), ("assistant", dumps(answer)))
    if not complete and r.maybe(0.12):  # a plain prompt, no roles
        return plain(task, (quoted(r, text, request) + "\n", False), (dumps(answer), True))
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
            "what about the {k}? It is {v}.", "{v} went down as the {k}.", "my {k} is {v}, not {o}.", "the {k}, once {o}, is now {v}.",
            "people use {v} as {k}.", "they call {v} the {k}.", "when asked for the {k}, {x} said {v}.", "the {k} was {v} when we left.",
            "it needs a {k}, namely {v}.", "of all things {v} became the {k}.", "{x} insists on {v} as {k}.", "no {k} but {v} will do.",
            "you find {v} under {k}.", "take {v} for the {k}.", "the {k} happens to be {v}.", "{x} has changed the {k} to {v}."])
                              ).replace("{k}", k).replace("{o}", str(r.choice(makers)(r))).replace("{x}", n.first_name(r)).replace("{v}",
                              str(values[k])) for k in keys)
        if r.maybe(0.4):
            text = r.choice([text + " " + aside(r), aside(r) + " " + text])
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
    r.quiet = kind.noun == "person"
    many = [values_of(r, kind, fields) for _ in range(r.choice([1, 2, 2, 3, 3, 4, 5]))]
    how = r.random()
    if how < 0.45:
        text = crowd(r, kind, fields, many)
    elif how < 0.6:
        text = table(r, kind, many)
    elif how < 0.7:
        text = "\n".join(r.choice(["", "- "]) + form(r, kind, v).replace("\n", ", ") for v in many)
    else:
        text = " ".join(told(r, kind, v) if r.maybe(0.5) else " ".join(sentences(r, kind, v)) for v in many)
    if r.maybe(0.2):
        text = (aside(r) if r.quiet else noise(r)) + " " + text
    r.quiet = False
    wanted = [kind.title] + [f for f in fields if r.maybe(0.8)]
    own = [f.key for f in wanted]
    if r.maybe(0.4):
        wanted = [f for f, _ in keyed(r, kind, wanted)]
    answer = [{f.key: v[k] for f, k in zip(wanted, own)} for v in many]
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


GATHERED = ["On the bus were {l}.", "We invited {l}.", "Here come {l}.", "I counted {l}.", "The list says {l}.", "There are {l}.", "It was about {l}.",
    "We have {l}.", "{l} are on it.", "{l}, that is everyone.", "{l} all came.", "Do not forget {l}.", "In the end {l} were left.", "Today: {l}.",
    "I know {l}.", "{l}.", "So far: {l}", "First {l}.", "They mentioned {l}.", "Our list for {day}: {l}.", "{x} wrote down {l}.", "Present: {l}.",
    "Among them were {l}.", "Next week we see {l}.", "Only {l} made it.", "Please welcome {l}.", "We talked about {l} yesterday."]


def crowd(r, kind, fields, many):
    """Several records in one or two sentences: an enumeration in one pattern, or one where later parts lose their verb."""
    names, key = kind.title.key, [f for f in fields if all(v.get(f.key) is not None for v in many)]
    tellers = [Teller(r, kind, v) for v in many]
    if r.maybe(0.35) and key and kind.title.key != "address":  # Ida lives in Ulm, Ben in Graz and Uwe in Bern
        parts, full = [], r.maybe(0.5)  # a verb for each, or one for all
        patterns = {f.key: r.style(f.phrases if not isinstance(f.phrases, dict) else [""]) for f in key}
        for i, (t, v) in enumerate(zip(tellers, many)):
            verbs = []
            for f in key:
                phrase = t.fill(patterns[f.key] or f.phrases[v[f.key]][0], f) if full is False else t.verb(f, t.he)
                verbs.append(phrase if full or i == 0 or f.type in ("enum", "bool") else phrase.split(" ", 1)[1] if " " in phrase else phrase)
            parts.append(str(v[names]) + " " + r.choice([" and ", ", "]).join(verbs))
        text = joined(r, parts, r.choice([", ", "; ", ", while ", ", and "])) + "."
        if r.maybe(0.3):
            text = lead_in(r) + text
    else:
        sign = r.style([" ({b})", ", {b}", ": {b}", " - {b}", " {b}", ", {b},", " [{b}]", " with {b}", " – {b}"])
        patterns = {f.key: r.style(AP.get(f.key) if kind.noun == "person" and f.key in AP and r.maybe(0.7) else ["{v}", "{v}", "{l} {v}", "{l}: {v}",
            "{v}", "{v} as {l}", "the {l} {v}"]).replace("{l}", f.key.replace("_", " ")) for f in key}
        parts, vary = [], r.maybe(0.4)
        for t, v in zip(tellers, many):
            if vary:
                patterns = {f.key: r.style(AP.get(f.key) if kind.noun == "person" and f.key in AP else ["{v}", "{l} {v}", "the {l} {v}"]).replace("{l}", f.key.replace("_", " ")) for f in key}
                sign = r.style([" ({b})", ", {b}", ": {b}", " - {b}", " {b}", ", {b},", " with {b}"])
            bits = [t.fill(patterns[f.key] if not isinstance(f.phrases, dict) else r.choice(f.phrases[v[f.key]]), f) for f in key]
            before = r.choice(["", "", "", "", "old ", "little ", "my friend ", "a certain ", "the " + kind.noun + " "]) if kind.noun != "person" or r.maybe(0.3) else ""
            parts.append(before + str(v[names]) + (sign.replace("{b}", ", ".join(bits)) if bits else ""))
        lines = r.maybe(0.15)
        text = joined(r, parts, r.choice([", ", "; ", ", then ", " and "]) if not lines else r.choice(["\n", "\n- ", " / ", " | "]))
        if not lines:
            text = text if r.maybe(0.2) else r.style(GATHERED).replace("{l}", text).replace("{day}", r.choice(n.DAYS)).replace("{x}", n.first_name(r))
    if r.maybe(0.3):
        text = aside(r) + " " + text
    if r.maybe(0.2):
        text += " " + aside(r)
    return text


def joined(r, parts, gap):
    if len(parts) < 2 or gap not in (", ", "; ", ", while ") or r.maybe(0.15):
        return gap.join(parts)
    return gap.replace(" while", "").join(parts[:-1]) + r.choice([" and ", ", and ", gap, " as well as ", " and finally "]) + parts[-1]


PREPOSITIONS = "with to in for from by near at next-to without behind after before beside about against via around between like past under over".replace("next-to", "next").split()


def strewn(r):
    """Things of one sort anywhere in running prose, each in a clause of its own."""
    r.quiet = True
    noun = r.choice(NOUNS) + "s"
    sort, maker = r.choice([("names", n.first_name), ("people", n.person), ("names of people", n.person), ("cities", n.city), ("places", n.city), ("towns", n.city), ("dates", n.date), ("e-mail addresses", n.email), ("phone numbers", n.phone),
        ("colours", lambda q: q.choice(n.COLOURS)), ("companies", n.company), ("codes", n.code), ("times", n.clock), ("prices", lambda q: str(n.price(q))), ("titles", n.title), (noun, n.proper), (noun, n.proper), ("guests", n.person),
        ("foods", lambda q: q.choice(FOODS)), ("ingredients", lambda q: q.choice(FOODS)), ("languages", lambda q: q.choice("English German French Spanish Italian Dutch Polish Greek Turkish Hindi Arabic Swahili Danish Finnish".split()))])
    items = list(dict.fromkeys(maker(r) for _ in range(r.choice([1, 2, 2, 3, 3, 4, 5]))))
    parts = []
    for i, item in enumerate(items):
        kind = r.random()
        if kind < 0.3:
            part = r.choice(PAST if r.maybe(0.4) else ALONE) + " " + (noun_phrase(r) + " " if r.maybe(0.25) else "") + r.choice(PREPOSITIONS) + " " + item
        elif kind < 0.45:
            part = r.choice(PAST) + " " + item
        elif kind < 0.6:
            part = item
        elif kind < 0.75:
            part = item + " " + deed(r)
        elif kind < 0.88:
            part = "the " + r.choice(NOUNS) + " " + r.choice(["was", "is", "of", "for", "from", "in", "called", "by"]) + " " + item
        else:
            part = r.choice(["also", "then", "even", "later", "maybe", "finally", "first", "once", "not only"]) + " " + item
        parts.append(part)
    opening = r.choice([lead_in(r).strip(), r.choice(["I", "We", "She", "He", "They", "You"]), r.choice(["I", "We", "You", "They"]), clause(r), "The " + r.choice(NOUNS), time(r) + " we", "There were", ""])
    text = (opening[:1].upper() + opening[1:] + " " + joined(r, parts, r.choice([", ", ", ", "; ", " and ", ". "]))).strip()
    text += r.choice([".", ".", "!", " " + place(r) + ".", ", " + clause(r) + "."])
    if r.maybe(0.25):
        text = text + " " + aside(r)
    r.quiet = False
    request = r.ask([r.style(VERBS) + r.choice([" all {k}", " the {k}", " every one of the {k}", " all the {k}", " the list of {k}"]) + r.style(ARRAYS), "List all {k} as a JSON array.", "Which {k} occur in the text? JSON array.",
        "Extract all {k}.", "Find the {k}.", "Return the {k} as a list of strings.", "Collect every one of the {k} in JSON.", "Which {k} are mentioned? Answer with a JSON array.", "Name all {k} in a JSON array.", "{k} as JSON array, please.",
        "What {k} are there? JSON.", "Give the {k} as JSON strings.", "Write down the {k}."], k=sort)
    return chat("extract list", ("user", quoted(r, text, request)), ("assistant", dumps(items)))


def shopping(r):
    """Things that are wanted, bought or packed, with or without how many."""
    pool = r.choice([FOODS, GOODS])
    items = r.sample(pool, r.randint(1, 5))
    counted = r.maybe(0.55)
    counts = [r.choice([r.randint(2, 12), r.randint(2, 99), r.randint(2, 500)]) for _ in items]
    shown = [(words(c) if c < 21 and r.maybe(0.3) else str(c)) for c in counts]
    how = r.style(["{c} {i}", "{c} {i}", "{c} x {i}", "{i} ({c})", "{c} pieces of {i}", "{i}: {c}", "{i} x{c}", "{c} boxes of {i}", "{c} new {i}"])
    parts = [how.replace("{c}", c).replace("{i}", i) if counted else r.choice(["", "", "", "some ", "fresh ", "a few ", "the "]) + i for c, i in zip(shown, items)]
    text = r.fill(["Please buy {l}.", "We need {l}.", "I would like {l}, please.", "Don't forget {l}!", "In the basket were {l}.", "{x} brought {l}.",
        "We packed {l} for the trip.", "On the shelf there are {l}.", "Can you get {l} on the way home?", "The recipe calls for {l}.", "{l} are missing.",
        "We ran out of {l}.", "I ordered {l} on {d}.", "Send us {l} as soon as you can.", "{x} sold {l} at the market.", "Hi, {l} please, thanks, {x}",
        "The parcel held {l}.", "All I found was {l}.", "For the party: {l}.", "My list is short: {l}.", "{x} put {l} on the table.",
        "Mix {l} and wait.", "They stole {l}."], l=joined(r, parts, ", "), x=n.first_name(r), d=r.choice(n.DAYS))
    text = text[0].upper() + text[1:]
    if r.maybe(0.3):
        text = aside(r) + " " + text if r.maybe(0.5) else text + " " + aside(r)
    noun = r.choice(["items", "things", "articles", "goods", "products", "ingredients" if pool is FOODS else "objects"])
    if counted and r.maybe(0.7):
        a, b = r.choice(["item", "item", "name", "product", "article"]), r.choice(["quantity", "quantity", "count", "amount", "number"])
        if r.maybe(0.3):
            a, b = b, a
        pairs = [{k: (i if k in ("item", "name", "product", "article") else c) for k in (a, b)} for i, c in zip(items, counts)]
        fields = [Field(k, "string" if k in ("item", "name", "product", "article") else "int", None, []) for k in (a, b)]
        more, complete = hint(r, "item", fields)
        request = r.ask(["Extract all {p}. ", "List every one of the {p}. ", "One object for each of the {p}. ", "Return a JSON array. ",
            "Give the list of {p}. ", "Read the {p}. ", "Which {p} and how many? ", "What is on the list? "], p=noun) + more
        return chat("extract list" + ("" if complete else UNNAMED), ("user", quoted(r, text, request)), ("assistant", dumps(pairs)))
    request = r.ask([r.style(VERBS) + r.choice([" all {p}", " the {p}", " the list of {p}"]) + r.style(ARRAYS), "List all {p} as a JSON array.",
        "Which {p} are named? JSON array.", "Name the {p} in a JSON list.", "What {p} are on the list? JSON.", "Collect the {p} in JSON."], p=noun)
    return chat("extract list", ("user", quoted(r, text, request)), ("assistant", dumps(items)))


def nested(r):
    """A record with records inside: the parts of one thing under their own keys."""
    outer, inner = r.sample(KINDS, 2)
    while outer is inner or outer.noun == inner.noun:
        outer, inner = r.sample(KINDS, 2)
    a, b = r.some(outer.fields, 1, 3), r.some(inner.fields, 1, 3)
    first, second = values_of(r, outer, a), values_of(r, inner, b)
    running = r.maybe(0.7)
    free = r.maybe(0.5)
    lines = [told(r, k, v) if running and free else " ".join(sentences(r, k, v)) if running else form(r, k, v, exact=True) for k,
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
    r.quiet = noun in ("names", "cities")
    found, lines = [], []
    for _ in range(r.randint(1, 4)):
        value = maker(r)
        found.append(value)
        lines.append(r.fill(["Use {v} for this.", "{x} wrote {v} on the board.", "Then there is {v}.",
            "The first answer was {v}.", "See {v}.", "{v} is also right.", "We noted {v} and left.",
            "Somebody asked about {v}.", "Do not forget {v}!", "In between came {v}.", "{x} crossed out {v}.", "I like {v} best.",
            "{v} was mentioned twice.", "My {kin} talked about {v}.", "What about {v}?", "Later {v} turned up.", "{w} {v}.", "{v}, too.",
            "From there it went to {v}.", "We also saw {v} {p}.", "Remember {v}.", "Everybody {d} except {v}."],
            kin=r.choice(["sister", "uncle", "boss", "friend"]), w=r.choice(["Also", "Then", "And", "Next:", "Finally,", "Not to forget"]), p=place(r), d=deed(r),
                            v=value, x=r.choice(["She", "He", "They"])))
        if r.maybe(0.3):
            lines.append(aside(r))
        if r.maybe(0.25):
            lines.append(r.fill(["The other one was {o}.", "It took {o} in the end.", "All about {o}.",
                "Next to it stood {o}.", "This cost {o}.", "They said {o}."], o=other(r)))
    r.quiet = False
    request = r.ask([r.style(VERBS) + r.choice([" all {k}", " the {k}", " every one of the {k}", " all the {k}",
        " the list of {k}"]) + r.style(ARRAYS), "List all {k} as a JSON array.",
        "Which {k} occur in the text? JSON array.", "Extract all {k}.", "Find the {k}.",
        "Return the {k} as a list of strings.", "Collect every one of the {k} in JSON."], k=noun)
    return chat("extract list", ("user", quoted(r, " ".join(lines), request)), ("assistant", dumps(found)))


def with_examples(r):
    """The form shown by one or two solved examples, then a new text: the program names nothing else."""
    kind = r.choice(KINDS)
    fields = [f for f in r.some(kind.fields, 1, 3) if f.type != "list"]
    if not fields:
        return with_examples(r)
    lead, mark = r.style([("Text: ", "JSON: "), ("Input: ", "Output: "), ("Q: ", "A: "), ("Message: ", "Record: "), ("", "=> "), ("Text: ", "Answer: "), ("In: ", "Out: "), ("Sentence: ", "Data: ")])
    shots = []
    for _ in range(r.choice([2, 2, 3])):
        values = values_of(r, kind, fields)
        text = told(r, kind, values).replace("\n", " ")
        shots.append((text, dumps({kind.title.key: values[kind.title.key], **{f.key: values[f.key] for f in fields}})))
    head = r.choice(["", "Extract the " + kind.noun + " as JSON.\n\n", "Examples:\n"])
    body = head + "".join(f"{lead}{t}\n{mark}{a}\n\n" for t, a in shots[:-1]) + f"{lead}{shots[-1][0]}\n"
    if r.maybe(0.5):
        return plain("extract record", (body + mark.rstrip() + " ", False), (shots[-1][1], True))
    return chat("extract record", ("user", body.rstrip("\n")), ("assistant", shots[-1][1]))


def crossed(r):
    """Fields with meanings given on the spot: "blorp is the place where one lives"."""
    meanings = [f for f in kinds.PERSON.fields if f.key in MEANINGS]
    fields = r.some(meanings, 1, 4)
    values = values_of(r, kinds.PERSON, fields)
    keys = {}
    for f in [kinds.PERSON.title] + fields:
        key = n.plain(n.invented(r, 2))
        if key in keys or not key:
            return crossed(r)
        keys[key] = f
    text = told(r, kinds.PERSON, values)
    gap = r.choice(["\n", "; ", ", "])
    sign = r.choice([" is ", " means ", ": ", " = ", " stands for "])
    request = r.ask(["{d}\nExtract {k} as JSON.", "Reply in JSON with {k}, where {d}.", "Fields:\n{d}\nGive JSON with {k}.", "Return {k}. {d}", "JSON with {k} ({d}).", "Keys: {k}. {d}"],
        d=gap.join(k + sign + r.choice(MEANINGS[f.key]) for k, f in keys.items()), k=", ".join(keys))
    return chat("extract unseen fields", ("user", quoted(r, text, request)), ("assistant", dumps({k: values[f.key] for k, f in keys.items()})))


MEANINGS = {"name": ["the person's name", "what the person is called", "the name", "who it is"], "age": ["the age", "how old the person is", "the number of years"], "city": ["the home town", "where the person lives", "the place of living"],
    "job": ["the job", "what the person does for a living", "the profession"], "hobby": ["the hobby", "what the person likes to do"], "children": ["how many children there are", "the number of children"],
    "email": ["the e-mail address", "where to send mail"], "phone": ["the phone number", "the number to call"], "company": ["the employer", "the firm"]}

TASKS = [(0.7, with_examples), (0.8, crossed), (15, flat), (3, unseen), (5, rows), (3, nested), (2.5, single), (2, in_place), (1.2, contacts), (1.5, shopping), (5, strewn)]
