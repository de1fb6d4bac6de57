"""Yes-or-no and short questions about a given passage, and saying so when the passage does not tell."""

import names as n
from doc import chat, plain
from jsonform import dumps
from kinds import KINDS
from tasks.extract import values_of
from noise import OPENERS
from wording import noise, passage, quoted, upper

ACTIONS = [("likes", "like"), ("has", "have"), ("wants", "want"), ("bought", "buy"), ("found", "find"),
    ("sold", "sell"), ("lost", "lose"), ("painted", "paint"), ("carries", "carry"), ("needs", "need"),
    ("repaired", "repair"), ("hates", "hate")]
PAST = {"bought", "found", "sold", "lost", "painted", "repaired"}
UNKNOWN = ["The passage does not say.", "The text does not say.", "That is not in the text."]
VARIANT = UNKNOWN[0]


def article(thing):
    return ("an " if thing[0] in "aeiou" else "a ") + thing


def facts(r):
    """Small statements about who does what to which thing; people and things all differ."""
    people, things, out = set(), set(), []
    for _ in range(r.choice([1, 2, 2, 3, 3, 4, 5])):
        who, thing = n.first_name(r), n.thing(r)
        head = thing.split()[-1]  # two lamps, one of them green, would make questions ambiguous
        if who in people or head in things:
            continue
        people.add(who)
        things.add(head)
        verb = r.choice(ACTIONS)
        out.append((who, verb, thing, n.city(r)))
    return out


def tell(r, fact):
    who, (verb, _), thing, city = fact
    return upper(r.fill(["{w} {v} {t}.", "{w} {v} {t}.", "In {c}, {w} {v} {t}.", "{w} from {c} {v} {t}.",
        "We heard that {w} {v} {t}.", "It is {w} who {v} {t}.", "{w}, who lives in {c}, {v} {t}.",
        "As always, {w} {v} {t}.", "{w} {v} {t} in {c}.", "{o}, {w} {v} {t}.", "{w} - that is well known - {v} {t}.",
        "Do you know {w}? {w} {v} {t}.", "{w} {v} {t}, they say.", "I am told that {w} {v} {t}.",
        "On {k}, {w} {v} {t}.", "{w} really {v} {t}.", "Then {w} {v} {t}.", "Look, {w} {v} {t}!",
        "My neighbour {w} {v} {t}.", "And {w}? {w} {v} {t}."], w=who, v=verb, t=article(thing), c=city,
        o=r.style(OPENERS), k=r.choice(n.DAYS)))


def statement(r):
    told = facts(r)
    fact = r.choice(told)
    who, (verb, base), thing, _ = fact
    answer = r.maybe(0.5)
    asked = thing
    if not answer:
        asked = r.choice([f[2] for f in told if f is not fact] or [n.thing(r)]) if r.maybe(0.6) else n.thing(r)
        while asked != thing and asked.split()[-1] == thing.split()[-1]:
            asked = n.thing(r)
        answer = asked == thing
    text = " ".join(tell(r, f) for f in told)
    if r.maybe(0.2):
        text = noise(r) + " " + text
    does = "Did" if verb in PAST else "Does"
    question = r.fill(["True or false: {w} {v} {t}? Answer yes or no.", "{D} {w} {b} {t}?",
        "{D} {w} {b} {t}? Answer yes or no.", "Is it true that {w} {v} {t}?", "Yes or no: {w} {v} {t}.",
        "Is it right that {w} {v} {t}? Answer with yes or no.", "Does the text say that {w} {v} {t}?",
        "Can we say that {w} {v} {t}? yes/no", "Check: {w} {v} {t}. Yes or no?", "{w} {v} {t}. True?",
        "{w} {v} {t} - yes or no?", "Tell me if {w} {v} {t}.", "Say yes or no: {w} {v} {t}.",
        "Is this so: {w} {v} {t}?", "According to the text, {d} {w} {b} {t}?", "Answer yes or no. {D} {w} {b} {t}?",
        "Would you agree that {w} {v} {t}?", "Do we know that {w} {v} {t}?"],
                      w=who, v=verb, b=base, t=article(asked), D=does, d=does.lower())
    label = "yes" if answer else "no"
    kind = r.random()
    if kind < 0.7:
        return chat("yes or no", ("user", quoted(r, text, question)), ("assistant", label))
    if kind < 0.8:
        return chat("yes or no", ("user", quoted(r, text, question + " Reply in JSON like {\"answer\": true}.")),
            ("assistant", dumps({"answer": answer})))
    if kind < 0.9:
        return plain("yes or no", (f"{text}\n\nQ: {question}\nA:", False), (" " + label, True))
    return chat("yes or no", ("user", text + "\n" + question), ("assistant", [("Answer: ", False), (label, True)]))


def who_or_what(r):
    told = facts(r)
    who, (verb, base), thing, city = r.choice(told)
    text = " ".join(tell(r, f) for f in told)
    does = "did" if verb in PAST else "does"
    question, answer = r.choice([(f"Who {verb} {article(thing)}?", who), (f"Who {verb} the {thing}?", who),
        (f"What {does} {who} {base}?", article(thing)), (f"Which thing {does} {who} {base}?", article(thing))])
    if r.maybe(0.2):
        stranger = n.first_name(r)
        if all(stranger != f[0] for f in told):
            return ask(r, text, f"What {does} {stranger} {base}?", VARIANT, "not in the passage")
    return ask(r, text, question, answer)


def ask(r, text, question, answer, task="short question"):
    suffix = r.style(["", "", "", " Answer shortly.", " Use the passage only.", " If the passage does not say, say so.",
        " Answer with a few words.", " Short.", " Keep it short.", " In one word.", " Only from the text.",
        " Be brief."])
    if r.maybe(0.25):
        return plain(task, (r.choice(["", "Passage: "]) + text + r.choice(["\n\n", "\n"]) + f"Q: {question}\nA:",
            False), (" " + answer, True))
    return chat(task, ("user", quoted(r, text, question + suffix)), ("assistant", answer))


QUESTIONS = {"age": ["How old is {s}?", "What age is {s}?"], "city": ["Where is {s}?", "In which city is {s}?",
    "Which city goes with {s}?"], "price": ["What does {s} cost?", "How much is {s}?"],
    "author": ["Who wrote {s}?", "Who is the author of {s}?"],
             "date": ["When is {s}?", "On which date is {s}?"], "email": ["What is the e-mail address of {s}?",
             "How can I write to {s}?"], "phone": ["What is the phone number of {s}?", "How can I call {s}?"],
             "founder": ["Who founded {s}?", "Who started {s}?"],
             "owner": ["Who owns {s}?", "To whom does {s} belong?"], "year": ["Which year belongs to {s}?",
             "From which year is {s}?"], "population": ["How many people live in {s}?",
             "What is the population of {s}?"], "director": ["Who directed {s}?"],
             "country": ["In which country is {s}?", "Which country does {s} belong to?"],
             "job": ["What is the job of {s}?", "What does {s} do for a living?"], "rooms": ["How many rooms has {s}?"],
             "employees": ["How many people work for {s}?"], "time": ["At what time is {s}?", "When does {s} start?"]}


def about_record(r):
    """A question about one field of a described thing; one in five asks for what is not there."""
    kind = r.choice(KINDS)
    fields = [f for f in r.some(kind.fields, 2, 5) if f.type in ("string", "int", "number")]
    if not fields:
        return about_record(r)
    values = values_of(r, kind, fields)
    others = [values_of(r, kind, r.some(fields, 1, len(fields)))] if r.maybe(0.3) else []
    text = passage(r, kind, values, others)
    absent = [f for f in kind.fields if f not in fields and f.type in ("string", "int", "number")]
    missing = absent and r.maybe(0.22)
    field = r.choice(absent if missing else fields)
    subject = str(values[kind.title.key])
    question = r.style(QUESTIONS.get(field.key, []) + ["What is the {k} of {s}?", "Tell me the {k} of {s}.",
        "Which {k} has {s}?"]).replace("{s}", subject).replace("{k}", field.key.replace("_", " "))
    if missing:
        return ask(r, text, question, VARIANT, "not in the passage")
    return ask(r, text, question, str(values[field.key]))


TASKS = [(4, statement), (2, who_or_what), (3, about_record)]
