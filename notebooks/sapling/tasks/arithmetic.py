"""Small arithmetic, bare and with a short working; and plans, calculations and scores in several turns."""

import names as n
from doc import chat, plain
from jsonform import dumps
from draw import put
from layout import polite
from lexicon import ADJECTIVES, ALONE, FOODS, GOODS, NOUNS, PAST, ROLES
from prose import aside, place, time
from telling import words

PLUS = ["What is {a} + {b}?", "Compute {a} plus {b}.", "{a} + {b} =", "{a}+{b}", "Add {a} and {b}.",
    "How much is {a} + {b}?", "What is the sum of {a} and {b}?", "Calculate {a} + {b}.", "Please add {b} to {a}.",
    "{a} plus {b}?", "What do {a} and {b} make together?", "Total of {a} and {b}?", "{a} and {b} together?",
    "Find {a} + {b}.", "Work out {a} + {b}.", "{a} + {b}?", "Give me {a} + {b}", "Solve {a} + {b}.",
    "The sum of {a} and {b} is", "{a} + {b} equals what?", "What is {a} plus {b}?",
    "If you add {b} to {a}, what do you get?", "Evaluate {a} + {b}.", "Sum up {a} and {b}.", "Increase {a} by {b}.",
    "How much do {a} and {b} make?", "{a} plus {b} makes", "{a} and {b} is", "what do you get when you add {a} to {b}",
    "Put {a} and {b} together.", "Take {a}, add {b}: what is it?", "What number is {b} more than {a}?", "Start at {a} and count {b} further.", "Can you add {a} and {b}?",
    "I need the total of {a} and {b}.", "{a}, then {b} more: how many?", "Sum: {a}, {b}", "{a} added to {b} gives", "{a}\n+ {b}\n----", "  {a}\n+ {b}\n= ?", "{a} + {b} = ?",
    "({a} + {b})", "sum({a}, {b})", "add({a}, {b})", "{a} & {b} together are?", "Quick: {a} + {b}", "Please compute the sum {a}+{b}", "My two numbers are {a} and {b}. Sum?",
    "Add these numbers: {a}, {b}", "Add up: {a} and {b}", "{a} plus {b} equals", "whats {a}+{b}", "How many are {a} and {b}?", "Tell me {a} plus {b}.", "Combine {a} with {b}.",
    "Let x be {a} and y be {b}. What is x + y?", "x = {a}, y = {b}, x + y = ?", "Determine {a} + {b}.", "What does {a} + {b} equal?", "{a}+{b}=", "{a} +{b}?", "If a = {a} and b = {b}, what is a + b?",
    "The total when {b} joins {a}?", "Raise {a} by {b}.", "Count {a} and {b} together.", "{b} on top of {a} makes what?", "Beginning with {a}, go up by {b}."]
MINUS = ["What is {a} - {b}?", "Compute {a} minus {b}.", "{a} - {b} =", "{a}-{b}", "Subtract {b} from {a}.",
    "How much is {a} - {b}?", "What is the difference of {a} and {b}?", "Calculate {a} - {b}.",
    "Take {b} away from {a}.", "{a} minus {b}?", "Find {a} - {b}.", "Work out {a} - {b}.", "{a} - {b}?",
    "Give me {a} - {b}", "Solve {a} - {b}.", "What is {a} minus {b}?", "Evaluate {a} - {b}.", "{a} less {b}?",
    "Decrease {a} by {b}.", "What is left of {a} without {b}?", "{a} - {b} = ?", "what do you get when you take {b} from {a}", "How much more is {a} than {b}?",
    "What number is {b} less than {a}?", "Start at {a} and count {b} back.", "If you take {b} from {a}, what remains?", "Reduce {a} by {b}.", "By how much does {a} exceed {b}?", "{a} minus {b} equals",
    "{a} take away {b}", "Deduct {b} from {a}.", "x = {a}, y = {b}, x - y = ?", "Tell me {a} minus {b}.", "How far is it from {b} to {a}?"]
TIMES = ["What is {a} * {b}?", "Compute {a} times {b}.", "{a} * {b} =", "{a}*{b}", "Multiply {a} by {b}.",
    "How much is {a} x {b}?", "What is the product of {a} and {b}?", "Calculate {a} * {b}.", "{a} times {b}?",
    "What is {a} times {b}?", "Find {a} * {b}.", "Work out {a} * {b}.", "{a} * {b}?", "Give me {a} * {b}",
    "Solve {a} * {b}.", "Evaluate {a} * {b}.", "{a} x {b} =", "What is {a} x {b}?"]


def bare(r):
    kind = r.random()
    if kind < 0.55:
        a, b = (r.randint(0, 99), r.randint(0, 99)) if r.maybe(0.8) else (r.randint(0, 999), r.randint(0, 999))
        task, styles, answer = ("two-digit addition" if max(a, b) < 100 else "other arithmetic"), PLUS, a + b
    elif kind < 0.8:
        a, b = sorted((r.randint(0, 99), r.randint(0, 99)), reverse=True)
        if r.maybe(0.2):
            a += 100 * r.randint(1, 8)
        task, styles, answer = "other arithmetic", MINUS, a - b
    else:
        a, b = (r.randint(0, 12), r.randint(0, 12)) if r.maybe(0.6) else (r.randint(2, 9), r.randint(10, 30))
        task, styles, answer = "other arithmetic", TIMES, a * b
    asked = r.style(styles)
    shown = dict(a=a, b=b)
    if r.maybe(0.09) and 0 <= a < 100 and 0 <= b < 100:
        shown = dict(a=words(a), b=words(b))
    question = put(asked, shown)
    question = question[0].upper() + question[1:]
    if r.maybe(0.5):
        question = polite(r, question)
    if r.maybe(0.15):
        question += r.choice([" Answer with the number only.", " Just the number.", " Only the result, please."])
    form = r.random()
    if form < 0.75:
        return chat(task, ("user", question), ("assistant", str(answer)))
    if form < 0.85:
        return chat(task, ("user", question + ' Reply in JSON like {"answer": 0}.'),
            ("assistant", dumps({"answer": answer})))
    if form < 0.93:
        return plain(task, (f"Q: {question}\nA:", False), (f" {answer}", True))
    return chat(task, ("user", question), ("assistant", [("Answer: ", False), (str(answer), True)]))


# A first amount and a second one that joins it: every part of the little story is chosen by itself.
HOLDS = ["{x} has {a} {t}", "There are {a} {t} {p}", "I have {a} {t}", "We counted {a} {t} {p}", "A shelf holds {a} {t}", "{x} owns {a} {t}", "You have {a} {t}", "{a} {t} lie {p}", "{x} picked {a} {t}",
    "My {role} collected {a} {t}", "On Monday we sold {a} {t}", "{x} baked {a} {t}", "The first box contains {a} {t}", "In the morning {a} {t} arrived", "{x} read {a} pages", "A farmer has {a} sheep",
    "The bus carries {a} people", "{x} saved {a} euros", "A class has {a} girls", "{x} ran {a} km on Monday", "Yesterday {a} guests came", "If I have {a} {t}", "Say there are {a} {t}", "Suppose {x} has {a} {t}",
    "The shop received {a} {t}", "{x} scored {a} points", "A train has {a} passengers", "{x} is {a} years old", "The temperature was {a} degrees", "A ticket costs {a} euros"]
JOINS = [" and gets {b} more", " and buys another {b}", ". Later {b} more are added", " and finds {b} others", ", and {y} brings {b} more", ". {y} gives {b} on top", " and then {b} come in addition",
    ". Another {b} follow", ", then {b} more", " plus {b}", ", and {b} were added on Tuesday", ". After that, {b} more arrive", " and {b} extra", ", increased by {b} the next day", ", while {y} has {b}",
    " and {y} has {b}", ". In the second one there are {b}", ", in the evening {b} more", ", and next to it {b} others", ". {y} adds {b}", " and receives {b} as a gift", ". With {b} more on top", ", and the other one {b}"]
TOTALS = ["How many are there in all?", "How many is that?", "What is the total?", "How many now?", "How much is that together?", "How many altogether?", "What do they have together?", "Total?", "How many in total?",
    "What is the sum?", "So how many?", "How many does that make?", "Give the total.", "What is the new number?", "how many then?", "Count them all.", "What does it add up to?", "How much altogether?", "Tell me the total number.", "What number do we end up with?", "What do I pay for both?", "How old is that?", "What is it now?", "How many {t} is that?", "How many of them in all?", "How much for both?", "What is it in sum?", "Together?", "Result?"]
PARTS = [" and loses {b}", " and gives {b} away", ". {b} of them break", ", but {b} are sold", " and eats {b}", ". Then {b} leave", ", and {y} takes {b}", ", minus {b}", ". {b} are missing", " and spends {b}", ". {y} steals {b}",
    ", of which {b} get lost", " and throws {b} out", ". Later {b} are removed", ", but {b} go home", " and {b} are used up"]
LEFTS = ["How many are left?", "How many remain?", "What is left?", "How many now?", "How many are there still?", "What remains?", "How many stay?", "So how many are left over?", "How much is left?", "How many does that leave?"]


def tale(r, a, b, x, y, thing):
    """Two amounts of one thing in clauses of any words."""
    one, two = r.choice([x, "I", "The " + r.choice(ROLES), "We", "My " + r.choice(ROLES), "Our " + r.choice(NOUNS)]), r.choice([y, "the " + r.choice(ROLES), "my " + r.choice(ROLES), "another " + r.choice(NOUNS), "the other " + r.choice(NOUNS)])
    deed = r.choice(PAST)
    return r.choice([f"{one} {deed} {a} {thing} and {two} {b}. ", f"{one} {deed} {a} {thing}, {two} {r.choice(PAST)} {b}. ", f"{a} {thing} {place(r)} and {b} {place(r)}. ", f"Of the {thing}, {a} {r.choice(ALONE)} and {b} {r.choice(ALONE)}. ",
        f"{one} {deed} {a} {r.choice(ADJECTIVES)} and {b} {r.choice(ADJECTIVES)} {thing}. ", f"A {r.choice(NOUNS)} costs {a} euros and a {r.choice(NOUNS)} {b} euros. ", f"The {r.choice(NOUNS)} is {a} euros, the {r.choice(NOUNS)} {b}. ",
        f"{a} {thing} {time(r)}, {b} {time(r)}. ", f"First {a} {thing}, then {b}. ", f"{one} {deed} {a} {r.choice(NOUNS)}s and {b} {r.choice(NOUNS)}s. ", f"{x} is {a}. {y} is {b} years older. ", f"{x} was {a} and then {b} years went by. ",
        f"{one} had {a} {thing} before {b} more came. ", f"{a} in one {r.choice(NOUNS)} and {b} in the next. ", f"{one} {deed} {a}, and on top of that {b} {thing}. ", f"There were {a} {thing} until {two} {r.choice(PAST)} {b} more. "])


def story(r):
    """A sum or a difference told as a little story and answered with the bare number."""
    plus = r.maybe(0.7)
    a, b = r.randint(1, 99), r.randint(1, 99)
    if r.maybe(0.6):
        a, b = r.randint(10, 99), r.randint(10, 99)
    if not plus:
        a, b = max(a, b), min(a, b)
    shown = [words(k) if r.maybe(0.12) else str(k) for k in (a, b)]
    text = r.style(HOLDS) + r.style(JOINS if plus else PARTS)
    if plus and r.maybe(0.5):
        text = tale(r, shown[0], shown[1], n.first_name(r), n.first_name(r), r.choice(FOODS + GOODS)).rstrip(". ")
    text = put(text, dict(a=shown[0], b=shown[1], x=n.first_name(r), y=n.first_name(r), t=r.choice([r.choice(FOODS), r.choice(GOODS), r.choice(NOUNS) + "s"]), role=r.choice(ROLES),
        p=place(r)))
    text = text[0].upper() + text[1:] + r.choice([". ", ". ", ". ", ", ", "; ", " - "])
    if r.maybe(0.12):
        text = (aside(r) + " " + text)
    question = r.style(TOTALS if plus else LEFTS)
    if r.maybe(0.15):
        text, question = question + " ", text.strip(" ,;-")
    question = question.replace("{t}", "things")
    question = text + question + r.choice(["", "", "", "", " Answer with the number only.", " Just the number.", " Number only."])
    answer = a + b if plus else a - b
    task = "story sum" if plus else "other arithmetic"
    kind = r.random()
    if kind < 0.8:
        return chat(task, ("user", question + ("" if kind < 0.72 else " Reply in JSON like {\"answer\": 0}.")), ("assistant", str(answer) if kind < 0.72 else dumps({"answer": answer})))
    if kind < 0.92:
        return plain(task, (r.choice([f"Q: {question}\nA:", f"Question: {question}\nAnswer:", question + "\nAnswer:"]), False), (f" {answer}", True))
    return chat(task, ("user", question), ("assistant", [(r.choice(["Answer: ", "Result: ", "Total: "]), False), (str(answer), True)]))


def add_step(a, b):
    return f"{a} + {b} = {a + b}"


# Problems in two steps: so many groups of so many, then some more or fewer, then a question.
GROUPS = ["{x} buys {p} boxes with {q} {t} each", "A shop sells {p} boxes of {q} {t}", "There are {p} rows of {q} {t}",
    "{p} bags hold {q} {t} each", "{x} packs {p} bags of {q} {t}", "A farmer fills {p} crates with {q} {t} each",
    "{p} people carry {q} {t} each", "{x} has {p} packs of {q} {t}",
          "A box holds {q} {t} and {x} has {p} boxes", "There are {p} shelves with {q} {t} each",
          "{x} makes {q} {t} a day for {p} days", "A truck brings {p} crates of {q} {t}",
          "On each of {p} tables are {q} {t}", "{p} friends bring {q} {t} each", "A school orders {p} sets of {q} {t}",
          "We have {p} boxes of {q} {t}"]
LESS = [" and gives {d} away.", ", but {d} are broken.", " and {d} {t} are broken.", " and loses {d}.",
    ". {d} are sold.", ". Then {d} break.", ". {d} of them are taken.", ", and {d} are missing.",
    ". {d} {t} are thrown away.", ", then {d} are used.", ". A thief takes {d}.", ". {d} fall down.",
    " and {d} are lost."]
MORE = [" and finds {d} more.", " and {d} lie on the floor.", ". {d} more arrive.", ". Then {d} are added.",
    ", and there are {d} others.", " and a friend brings {d} more.", ". Later come {d} more {t}.",
    ", plus {d} {t} in a drawer.", " and {d} single ones.", ". Another {d} are on the way."]
LEFT = ["How many {t} are left?", "How many remain?", "How many are left?", "How many good {t} are there?",
    "How many {t} are there then?", "What is the number of {t} now?", "How many {t} can be used?",
    "How many {t} remain in all?", "What number is left?"]
ALL = ["How many {t} are there?", "How many {t} in all?", "How many is that in total?", "What is the total?",
    "How many {t} are there now?", "How many does that make?", "What is the number of {t}?", "Count all {t}."]


class Problem:
    """A word problem: question, plan sentences, steps as (left, sign, right) over numbers, answer."""

    def __init__(self, question, plan, steps, answer):
        self.question, self.plan, self.steps, self.answer = question, plan, steps, answer


def problem(r):
    x, t, c = n.first_name(r), r.word(n.NOUNS) + "s", n.city(r)
    y = n.first_name(r)
    a, b, d = r.randint(2, 60), r.randint(2, 40), r.randint(2, 30)
    p, q, s, u = r.randint(2, 12), r.randint(2, 12), r.randint(2, 9), r.randint(2, 9)
    kind = r.randrange(9)
    if kind == 0:
        q_ = r.fill(["{x} has {a} {t} and buys {b} more. How many {t} does {x} have?",
            "{x} owns {a} {t}. {y} gives {x} {b} {t}. How many are there?",
            "There are {a} {t} in a box and {b} in another. How many {t} are there in all?", "What is {a} + {b}?",
            "How much is {a} plus {b}?",
            "A shop in {c} sold {a} {t} in the morning and {b} in the evening. How many in total?"], x=x, y=y, t=t, a=a,
            b=b, c=c)
        return Problem(q_, [f"Take the first number, {a}.", f"Add the second number, {b}.", "The sum is the answer."],
            [(a, "+", b)], a + b)
    if kind == 1:
        a = a + b
        q_ = r.fill(["{x} has {a} {t} and gives {b} to {y}. How many {t} are left?",
            "Of {a} {t}, {b} are broken. How many work?", "{x} had {a} {t} and lost {b}. How many remain?",
            "What is {a} - {b}?", "A train carries {a} people and {b} get off in {c}. How many stay on?",
            "{a} {t} are in stock and {b} are sold. How many are left?"], x=x, y=y, t=t, a=a, b=b, c=c)
        return Problem(q_, [f"Start with {a}.", f"Take away {b}.", "What is left is the answer."], [(a, "-", b)], a - b)
    if kind == 2:
        q_ = r.fill(["{x} buys {p} boxes with {q} {t} each. How many {t} is that?",
            "A ticket costs {p} euros. How much do {q} tickets cost?", "What is {p} * {q}?",
            "There are {p} rows of {q} {t}. How many {t} are there?",
            "{x} reads {p} pages a day for {q} days. How many pages is that?", "What is {p} times {q}?"], x=x, t=t, p=p,
            q=q)
        return Problem(q_, [f"There are {p} groups.", f"Each counts {q}.", "Multiply the two numbers."], [(p, "*", q)],
            p * q)
    if kind == 3:
        d = min(d, p * q)
        q_ = r.style(GROUPS) + r.style(LESS) + " " + r.style(LEFT) if r.maybe(0.9) else "What is {p} * {q} - {d}?"
        q_ = put(q_, dict(x=x, t=t, p=p, q=q, d=d))
        return Problem(q_, [f"Multiply {p} by {q}.", f"Take away {d}.", "The rest is the answer."],
            [(p, "*", q), (p * q, "-", d)], p * q - d)
    if kind == 4:
        q_ = r.style(GROUPS) + r.style(MORE) + " " + r.style(ALL) if r.maybe(0.9) else "What is {p} * {q} + {d}?"
        q_ = put(q_, dict(x=x, t=t, p=p, q=q, d=d))
        return Problem(q_, [f"Multiply {p} by {q}.", f"Add {d}.", "The sum is the answer."],
            [(p, "*", q), (p * q, "+", d)], p * q + d)
    if kind == 5:
        q_ = r.fill(["{x} has {a} {t}, buys {b} and then {d} more. How many {t} does {x} have?",
            "What is {a} + {b} + {d}?", "Three boxes hold {a}, {b} and {d} {t}. How many {t} are there?",
            "{x} walks {a}, {b} and {d} km on three days. How many km in all?"], x=x, t=t, a=a, b=b, d=d)
        return Problem(q_, [f"Add {a} and {b}.", f"Then add {d}.", "The total is the answer."],
            [(a, "+", b), (a + b, "+", d)], a + b + d)
    if kind == 6:
        b = min(b, a + d)
        q_ = r.fill(["{x} has {a} {t}, gets {d} and gives away {b}. How many {t} are left?", "What is {a} + {d} - {b}?",
            "A bus has {a} people. {d} get on and {b} get off. How many are on the bus?",
            "{a} {t} are in the store, {d} arrive and {b} are sold. How many are there?"], x=x, t=t, a=a, b=b, d=d)
        return Problem(q_, [f"Add {d} to {a}.", f"Take away {b}.", "That gives the answer."],
            [(a, "+", d), (a + d, "-", b)], a + d - b)
    if kind == 7:
        q_ = r.fill(["{x} buys {p} {t} for {q} euros each and {s} cups for {u} euros each. What does it cost?",
            "What is {p} * {q} + {s} * {u}?",
            "{p} tables have {q} seats and {s} tables have {u} seats. How many seats are there?",
            "{x} plants {p} rows of {q} roses and {s} rows of {u} tulips. How many flowers is that?"], x=x, t=t, p=p,
            q=q, s=s, u=u)
        return Problem(q_, [f"Multiply {p} by {q}.", f"Multiply {s} by {u}.", "Add both results."],
            [(p, "*", q), (s, "*", u), (p * q, "+", s * u)], p * q + s * u)
    total = p * s
    q_ = r.fill(["{x} shares {n} {t} among {s} friends. How many does each get?",
        "{n} {t} are packed into {s} equal boxes. How many are in a box?", "What is {n} / {s}?",
        "{s} people pay {n} euros in equal parts. How much does each pay?"], x=x, t=t, n=total, s=s)
    return Problem(q_, [f"Take the total of {total}.", f"Divide it by {s}.", "The result is the answer."],
        [(total, "/", s)], p)


def result(a, sign, b):
    return {"+": a + b, "-": a - b, "*": a * b, "/": a // b if b else 0}[sign]


def plan(r, task):
    """Numbered or running steps, well under 80 words."""
    if r.maybe(0.6):
        return "\n".join(f"{i}. {line}" for i, line in enumerate(task.plan, 1))
    if r.maybe(0.5):
        return " ".join(task.plan)
    lines = [(line[0].lower() + line[1:].rstrip(".")).removeprefix("then ") for line in task.plan]
    return "First " + lines[0] + ", " + ", ".join("then " + line for line in lines[1:-1]) + (", " if lines[1:-1]
        else "") + "and " + lines[-1] + "."


def working(r, task, wrong=None):
    lines = []
    for i, (a, sign, b) in enumerate(task.steps):
        value = result(a, sign, b)
        lines.append(f"{a} {sign} {b} = {wrong if wrong is not None and i == len(task.steps) - 1 else value}")
    return r.choice(["\n", "\n", ". "]).join(lines) + r.choice(["", "", "."])


def worked(r):
    """One turn: working, then `Answer: N`."""
    task = problem(r)
    question = task.question + r.style(["", " Show your work.", " Think step by step.", " Explain, then answer.",
        " Work it out.", " Calculate step by step."])
    if question != task.question or not task.question.startswith("What is"):
        return chat("word problem", ("user", question), ("assistant", working(r, task) + f"\nAnswer: {task.answer}"))
    return chat("word problem", ("user", task.question + r.choice(["", " Answer with the number only."])),
        ("assistant", str(task.answer)))


def tree(r):
    """Plan, calculation, score: the turns of a tree of thought. A wrong calculation, given, earns a low score."""
    task = problem(r)
    turns = [("user", r.choice(["Make a plan, under 80 words, for: ", "Make a plan, under 80 words, for: ",
        "Make a short plan for: ", "Write a plan for this: ", "Plan the solution of: "]) + task.question),
        ("assistant", plan(r, task))]
    stage = r.random()
    if stage < 0.2:
        return chat("plan", *turns)
    wrong = task.answer + r.choice([-10, -2, -1, 1, 2, 3, 10]) if r.maybe(0.3) and stage > 0.5 else None
    body = working(r, task, wrong)
    value = task.answer if wrong is None else wrong
    how = r.random()
    if wrong is not None:
        body = [(body + f"\nAnswer: {value}", False)]
    elif how < 0.5:
        body = [(body + f"\nAnswer: {value}", True)]
    elif how < 0.75:
        body = [(body, True), ("\nAnswer: ", False), (str(value), True)]
    else:  # the calculation already said the answer when the program's literal asks for it again
        body = [(body + f"\nAnswer: {value}", True), ("\nAnswer: ", False), (str(value), True)]
    turns += [("user", r.choice(["Good plan. Now do the calculation."] * 3 + ["Now calculate.", "Do the calculation.",
        "Good. Carry it out."])), ("assistant", body) if wrong is None else ("given", body[0][0])]
    if stage < 0.5:
        return chat("calculation", *turns)
    score = 5 if wrong is None else 1
    turns += [("user", r.choice(["Score your solution from 1 to 5."] * 3 + ["Rate your solution from 1 to 5.",
        "How good is it, from 1 to 5?"])), ("assistant", [("Score: ", False), (str(score), True)] if r.maybe(0.7)
        else f"Score: {score}")]
    return chat("score", *turns)


def compare(r):
    a, b = n.number(r), n.number(r)
    if a == b:
        b += 1
    question, answer = r.choice([(f"Which is larger, {a} or {b}?", max(a, b)),
        (f"Which is smaller, {a} or {b}?", min(a, b)), (f"Is {a} larger than {b}? Answer yes or no.",
        "yes" if a > b else "no"), (f"Which number is bigger: {a} or {b}?", max(a, b))])
    return chat("other arithmetic", ("user", question), ("assistant", str(answer)))


TASKS = [(5, bare), (4, story), (1.2, worked), (2.6, tree), (0.4, compare)]
