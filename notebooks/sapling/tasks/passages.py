"""Yes-or-no and short questions about a given passage, and saying so when the passage does not tell."""

import names as n
from doc import chat, plain
from jsonform import dumps
from kinds import KINDS
from tasks.extract import values_of
from noise import OPENERS
from lexicon import ALONE, KIN, NOUNS, ROLES
from lexicon import PAST as DID
from prose import aside, deed, described, lead_in, place, time
from relations import PLACES, RELATIONS, STATES
from telling import Teller, conjugated
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


ASKED = ["Answer yes or no.", "Yes or no?", "", "", "", "", "yes/no", "Say yes or no.", "Reply with yes or no.", "(yes or no)", "Just yes or no.", "Answer with one word."]
DECLARED = ["Is it true that {s}?", "Yes or no: {s}.", "{S}. True?", "Does the text say that {s}?", "{S} - is that right?", "True or false, yes or no: {s}", "Is it correct that {s}?",
    "Can we conclude that {s}?", "Does it follow that {s}?", "{S}, right?", "Check this claim: {s}.", "According to the text, is it so that {s}?", "I think {s}. Am I right?",
    "Somebody says that {s}. Correct?", "Would the author agree that {s}?", "Is the statement right? {S}.", "Claim: {s}.", "Decide yes or no: {s}."]


def answered(r, text, question, yes):
    """The prompt's form around a yes-or-no question: bare, in JSON, after a literal, or as lines of Q and A."""
    label = "yes" if yes else "no"
    question = (question + " " + r.style(ASKED)).strip() if r.maybe(0.8) else r.style(ASKED[:2]) + " " + question
    kind = r.random()
    if kind < 0.74:
        return chat("yes or no", *([("system", r.choice(["Answer yes or no.", "You answer questions about a text.", "Answer from the text only."]))] if r.maybe(0.1) else []),
            ("user", quoted(r, text, question)), ("assistant", label))
    if kind < 0.82:
        key = r.choice(["answer", "answer", "result", "value", "is_true"])
        return chat("yes or no", ("user", quoted(r, text, question + r.choice([f' Reply in JSON like {{"{key}": true}}.', f" Reply in JSON with the boolean {key}."]))),
            ("assistant", dumps({key: yes})))
    if kind < 0.91:
        return plain("yes or no", (f"{text}" + r.choice(["\n\n", "\n"]) + r.choice([f"Q: {question}\nA:", f"Question: {question}\nAnswer:"]), False), (" " + label, True))
    return chat("yes or no", ("user", text + "\n" + question), ("assistant", [("Answer: ", False), (label, True)]))


def surrounded(r, lines):
    """Sentences in some order of their own, with prose between them."""
    for _ in range(r.choice([0, 0, 1, 1, 2])):
        lines.insert(r.randint(0, len(lines)), aside(r))
    return " ".join(x[0].upper() + x[1:] for x in lines)


def stated(r, who, words, second):
    """A statement with something around it."""
    his = r.choice(["his", "her"])
    text = words.replace("{his}", his).replace("{u}", second.split(" ", 1)[-1]).replace("{t}", second)
    return r.fill(["{w} {v}.", "{w} {v}.", "{w} {v}.", "{m}, {w} {v}.", "{w}, who {e}, {v}.", "My friend {w} {v}.", "We all know that {w} {v}.", "{w} {v}, and {x} {e}.",
        "{w} {e} and {v}.", "I heard that {w} {v}.", "{x} {e}, but {w} {v}.", "Old {w} {v}!", "{w} {v}, by the way.", "As {x} told me, {w} {v}.", "It is no secret that {w} {v}.",
        "Since {w} {v}, {x} {e}.", "Let me tell you: {w} {v}.", "{w} {v}; {x} {e}.", "What I like about {w}? {w} {v}."], w=who, v=text, m=time(r), e=deed(r), x=n.first_name(r))


def reworded(r):
    """Something is said of people in one wording and asked in another; denied, swapped or not said at all for a no."""
    rel = r.choice(RELATIONS)
    people = list(dict.fromkeys(n.first_name(r) for _ in range(r.choice([1, 2, 2, 3, 3]))))
    seconds = list(dict.fromkeys(rel.second(r) for _ in people))
    people = people[: len(seconds)]
    denied = [r.maybe(0.3) for _ in people]
    lines = [stated(r, w, r.style(rel.against) if no else r.style([p for p, _, _ in rel.same]), s) for w, s, no in zip(people, seconds, denied)]
    i = r.randrange(len(people))
    asked, yes = seconds[i], not denied[i]
    if r.maybe(0.3):
        other = r.choice([s for s in seconds if s != asked] or [rel.second(r)]) if r.maybe(0.6) else rel.second(r)
        if other.split()[-1] != asked.split()[-1]:
            asked, yes = other, False
    if rel.second is n.first_name and asked in people:
        return reworded(r)
    third, base, helper = r.choice([w for w in rel.same if w[2] is not None or w[1] is None])
    his = r.choice(["his", "her"])
    swap = lambda words: words.replace("{his}", his).replace("{t}", asked)
    if helper in ("does", "did") and r.maybe(0.65):
        question = helper.capitalize() + " " + people[i] + " " + swap(base) + "?"
    elif helper == "is" and r.maybe(0.65):
        question = "Is " + people[i] + " " + swap(third.removeprefix("is ")) + "?"
    elif helper == "can" and r.maybe(0.65):
        question = "Can " + people[i] + " " + swap(third.removeprefix("can ")) + "?"
    else:
        claim = people[i] + " " + swap(third)
        question = r.fill(DECLARED, s=claim, S=claim)
    return answered(r, surrounded(r, lines), question, yes)


def state(r):
    """Whether a place is open, a train late: said one way or the other."""
    yes_lines, no_lines, questions = r.choice(STATES)
    yes = r.maybe(0.5)
    values = dict(p=r.choice(PLACES), d=r.choice(n.DAYS), k=r.randint(2, 60), c=n.city(r), x=n.first_name(r))
    fill = lambda text: text.replace("{p}", values["p"]).replace("{d}", values["d"]).replace("{k}", str(values["k"])).replace("{c}", values["c"]).replace("{x}", values["x"])
    lines = [fill(r.choice(yes_lines if yes else no_lines))]
    if r.maybe(0.4):
        other = dict(values, p=r.choice([p for p in PLACES if p != values["p"]]), x=n.first_name(r) + "a", c=n.city(r) + "o")
        text = r.choice(r.choice([yes_lines, no_lines]))
        if any("{" + k + "}" in text for k in "pxc"):
            text = text.replace("{p}", other["p"]).replace("{d}", values["d"]).replace("{k}", str(r.randint(2, 60))).replace("{c}", other["c"]).replace("{x}", other["x"])
            if all("{" + k + "}" in q for q in questions for k in "pxc" if "{" + k + "}" in lines[0]) and text != lines[0]:
                lines.insert(r.randint(0, 1), text)
                question = next((q for q in r.sample(questions, len(questions)) if any("{" + k + "}" in q for k in "pxc")), None)
                if question:
                    return answered(r, surrounded(r, lines), fill(question), yes)
                lines.remove(text)
    return answered(r, surrounded(r, lines), fill(r.choice(questions)), yes)


def compared(r):
    """Older, cheaper, longer, more than: numbers of the text against each other or against one of the question."""
    a, b = r.sample(range(3, 99), 2)
    x, y = n.first_name(r), n.first_name(r)
    if x == y:
        return compared(r)
    more, less, unit, says = r.choice([("older", "younger", "years old", "{x} is {a}"), ("taller", "smaller", "cm", "{x} measures 1{a:02} cm"), ("heavier", "lighter", "kilos", "{x} weighs {a} kilos"),
        ("faster", "slower", "km/h", "{x} reaches {a} km/h"), ("richer", "poorer", "coins", "{x} has {a} coins")])
    told = [says.replace("{a:02}", f"{k:02}").replace("{a}", str(k)).replace("{x}", w) + "." for w, k in ((x, a), (y, b))]
    r.shuffle(told)
    if r.maybe(0.6):
        word, yes = (more, a > b) if r.maybe(0.5) else (less, a < b)
        return answered(r, surrounded(r, told), r.fill(["Is {x} {w} than {y}?", "Is {x} {w} than {y}?", "Is it true that {x} is {w} than {y}?", "{x} is {w} than {y}, right?",
            "Would you say {x} is {w} than {y}?", "Of the two, is {x} {w} than {y}?"], x=x, y=y, w=word), yes)
    k = r.choice([q for q in (a - r.randint(1, 20), a + r.randint(1, 20)) if q > 0])
    p = r.choice(["guests", "people", "visitors", "children", "boats", "letters", "pupils"])
    text = r.choice(["{a} {p} came on {d}.", "We counted {a} {p} on {d}.", "There were {a} {p}.", "In all, {a} {p} were there."]).replace("{a}", str(a)).replace("{p}", p).replace("{d}", r.choice(n.DAYS))
    word, yes = ("more than", a > k) if r.maybe(0.5) else (r.choice(["fewer than", "less than"]), a < k)
    return answered(r, surrounded(r, [text]), r.choice(["Were there {w} {k} {p}?", "Were {w} {k} {p} there?", "Is it true that there were {w} {k} {p}?"]).replace("{w}", word).replace("{k}", str(k)).replace("{p}", p), yes)


def of_record(r):
    """A fact of a told record, asked with another of its wordings; with another value, or another's, for a no."""
    kind = r.choice(KINDS)
    fields = [f for f in r.some(kind.fields, 2, 5) if f.type != "list"]
    if not fields:
        return of_record(r)
    values = values_of(r, kind, fields)
    others = [values_of(r, kind, fields)] if r.maybe(0.35) else []
    field = r.choice(fields)
    value, yes = values[field.key], True
    if r.maybe(0.5):
        other = others[0][field.key] if others and r.maybe(0.6) else field.value(r)
        if other != value:
            value, yes = other, False
    teller = Teller(r, kind, {**values, field.key: value})
    phrase = teller.verb(field, teller.he)
    subject = teller.name if kind.noun in ("person", "booking", "city", "company") or r.maybe(0.4) else "the " + kind.noun + " " + teller.name
    first, _, rest = phrase.partition(" ")
    if first in ("is", "was", "will", "can", "does", "has") and rest and first != "has" and r.maybe(0.75):
        question = first.capitalize() + " " + subject + " " + rest + "?"
    elif first.endswith("s") and first not in ("is", "was") and r.maybe(0.75):
        question = "Does " + subject + " " + conjugated(phrase, "you").replace(" your ", r.choice([" his ", " her "])) + "?"
    else:
        question = r.fill(DECLARED, s=subject + " " + phrase, S=subject + " " + phrase)
    return answered(r, passage(r, kind, values, others), question, yes)


def echoed(r):
    """Anything at all is said and asked back, as it is or with another doer, deed or thing; told with a "never", it is not so."""
    def doer():
        kind = r.random()
        return n.first_name(r) if kind < 0.35 else r.choice(["the ", "my ", "our ", "his "]) + r.choice(ROLES + KIN) if kind < 0.7 else "the " + described(r)
    said = []
    for _ in range(r.choice([1, 2, 2, 3, 4])):
        said.append([doer(), r.choice(DID) + " " + r.choice(["the ", "a ", "my ", "her "]) + r.choice(NOUNS) if r.maybe(0.65) else r.choice(ALONE) + " " + place(r), r.maybe(0.2)])
    if len({s[0] for s in said}) < len(said):
        return echoed(r)
    lines = []
    for who, what, denied in said:
        text = who + " " + (r.choice(["never ", "hardly ever ", "almost, but never "]) if denied and r.maybe(0.6) else "") + what
        if denied and text == who + " " + what:
            text = r.choice(["it is not true that ", "nobody believes that ", "it is a lie that "]) + text
        extra = r.choice(["", "", "", " " + time(r), ", and that was all", " because " + r.choice(NOUNS) + "s were cheap"])
        lines.append(upper((lead_in(r) if r.maybe(0.2) else "") + text + extra + "."))
    who, what, denied = r.choice(said)
    yes = not denied
    kind = r.random()
    if kind < 0.2 and not denied and r.maybe(0.9):
        return ask(r, surrounded(r, lines), f"Who {what}?", who if who[0].isupper() else who)
    if kind < 0.55:
        others = [s for s in said if s[0] != who]
        if others and r.maybe(0.6):
            other = r.choice(others)[1]
            if other != what:
                what, yes = other, False
        else:
            what, yes = (r.choice(DID) + " the " + r.choice(NOUNS), False)
    claim = who + " " + what
    return answered(r, surrounded(r, lines), r.fill(DECLARED, s=claim, S=upper(claim)), yes)


TASKS = [(2, echoed), (2.5, statement), (2, who_or_what), (3, about_record), (3.5, reworded), (1.2, state), (0.8, compared), (2, of_record)]
