"""Judging an article: is it an essay, a verdict by one named metric, and a report with a grade.

Articles are written with known virtues and faults, one per dimension, so that a verdict can be right or wrong.
"""

import names as n
from doc import chat
from jsonform import dumps
from tasks.classify import TOPIC, about
from wording import noise

DIMENSIONS = {
    "Clarity": ["How easily can a reader follow the argument?", "Is the text easy to follow?",
    "Can one understand it at first reading?"],
    "Originality": ["Does it say something that was not said before?", "Is there a new idea in it?",
    "Is it more than common talk?"],
    "Evidence": ["Are claims supported by facts that can be checked?", "Does the writer give facts and numbers?",
    "Are there sources?"],
    "Style": ["Is the prose precise and pleasant to read?", "Is it well written?", "Does it read well?"],
}
OTHER = {"Structure": ["Is the text well ordered?", "Does one part follow from the other?"],
    "Brevity": ["Is it as short as it can be?", "Are there needless words?"],
    "Usefulness": ["Can a reader use it?", "Does it help?"], "Tone": ["Is the tone fair and calm?", "Is it polite?"]}
MARKS = {
    ("Clarity", True): ["First, we must ask what {t} is for.", "The argument has three steps.",
        "To begin with, let us define {t}.", "In short, the point is simple.", "It follows that {t} needs care.",
        "I will make one claim and defend it."],
    ("Clarity", False): ["But then again, as I said, or did not say, {t} is this and that.",
        "Which brings me to another matter, before I forget.", "Anyway, where was I?",
        "It is what it is because of what it is not, in a way.", "This and that and so on, one could add."],
    ("Originality", True): ["Few people have noticed that {t} is a kind of listening.",
        "I want to propose a new way to look at {t}.", "What nobody has asked is whether {t} needs silence.",
        "Seen from {c}, {t} looks like a language.", "My claim is unusual: {t} grows when it is left alone."],
    ("Originality", False): ["As everyone always says, {t} is important.", "{T} has always been with us.",
        "It is well known that {t} matters.", "Like all people, I think {t} is good.",
        "Since the dawn of time, people have loved {t}."],
    ("Evidence", True): ["A survey of {k} people in {c} found that {p} percent agree.",
        "In {y}, the town of {c} counted {k} cases.", "{x} measured it for {p} weeks and found a rise of {p} percent.",
        "The records of {c} from {y} show {k} entries.", "According to a study of {y}, {p} of 100 pupils did better."],
    ("Evidence", False): ["Everybody knows this is true.", "I just feel that it must be so.",
        "Somebody told me that it works.", "There is no need to prove it.",
        "It is surely the best thing in the world."],
    ("Style", True): ["{T} asks for patience, and it repays it.", "A quiet room, a clear thought: that is all.",
        "Good {t} hides its effort.", "The words are few, and they stay.", "Like rain on a roof, {t} has a rhythm."],
    ("Style", False): ["{T} is very very really nice stuff.", "It is a thing which is a thing that is good as a thing.",
        "Really, it is super super great, really.", "And {t} and more {t} and even more {t}.",
        "The fact of the matter of the thing is the fact."],
}
VERDICTS = {
    ("Clarity", True): ["The argument is easy to follow and each step leads to the next.",
        "A reader can follow the point about {t} without effort.", "Clear: it says what it wants and stays with it."],
    ("Clarity", False): ["The text wanders and the reader loses the thread.",
        "It is hard to follow; the point about {t} gets lost.", "Unclear: sentences jump from one matter to another."],
    ("Originality", True): ["It offers a new way to look at {t}.", "The idea about {t} is fresh and not heard before.",
        "Original: it dares an unusual claim."],
    ("Originality", False): ["It repeats what everybody says about {t}.", "There is no new idea in it.",
        "Not original: only common talk about {t}."],
    ("Evidence", True): ["Claims are backed by numbers that can be checked.",
        "It names a place, a year or a count to support its claim.", "Good evidence: facts are given for {t}."],
    ("Evidence", False): ["No facts are given; it only asserts.", "The claims about {t} have no support.",
        "Weak: it asks to be believed without proof."],
    ("Style", True): ["The prose is precise and pleasant to read.", "Well written, with short and careful sentences.",
        "The style is calm and exact."],
    ("Style", False): ["The prose is clumsy and repeats itself.", "Badly written: empty words pile up.",
        "The style is loose and full of filler."],
}
GENERAL = {True: ["It does this well for a text on {t}.", "Good: the text on {t} holds up here.",
    "This is one of its strengths."], False: ["It does this badly for a text on {t}.",
    "Weak: the text on {t} fails here.", "This is one of its faults."]}
GRADES = {4: "A", 3: "B", 2: "C", 1: "D", 0: "D"}


def article(r):
    """(topic, virtues by dimension, text)"""
    topic = r.choice(n.TOPICS)
    quality = {d: r.maybe(0.5) for d in DIMENSIONS}
    if r.maybe(0.3):
        quality = dict.fromkeys(quality, r.maybe(0.5))
    lines = []
    for d, good in quality.items():
        for text in r.some(MARKS[d, good], 1, 2):
            lines.append(text.replace("{T}", topic.capitalize()).replace("{t}", topic).replace("{c}",
                n.city(r)).replace("{x}", n.person(r)).replace("{k}", str(r.randint(20, 900))).replace("{p}",
                str(r.randint(2, 95))).replace("{y}", str(r.randint(1950, 2025))))
    if r.maybe(0.3):
        lines += [about(r, r.choice(list(TOPIC))) for _ in range(r.randint(1, 3))]
    r.shuffle(lines)
    opening = r.fill(["On {t}", "Why {t} matters.", "An essay on {t}.", "{T} and us.", "What is {t}?",
        "Thoughts on {t}.", "In praise of {t}.", "Is {t} useful?"], t=topic,
        T=topic.capitalize()) if r.maybe(0.6) else ""
    cut = r.randint(1, len(lines))
    text = opening + ("\n\n" if opening else "") + " ".join(lines[:cut]) + r.choice(["\n", "\n\n", " "]) + " ".join(
        lines[cut:])
    return topic, quality, text.strip()


def not_essay(r):
    """A list, a bill, a message, code, a timetable or a piece of news."""
    kind = r.randrange(7)
    things = [n.thing(r) for _ in range(r.randint(3, 6))]
    if kind == 0:
        return "\n".join(r.choice(["- ", "* ", ""]) + t for t in things)
    if kind == 1:
        return "Invoice " + n.code(r) + "\n" + "\n".join(f"{t}: {n.price(r)}" for t in things) + "\nTotal due: " + str(
            n.price(r))
    if kind == 2:
        return f"Hi {n.first_name(r)}, " + noise(r) + " " + noise(r) + f" {n.first_name(r)}"
    if kind == 3:
        a = n.plain(n.invented(r))
        return f"def {a}(x):\n    return x + {r.randint(1, 9)}\n\nprint({a}({r.randint(1, 99)}))"
    if kind == 4:
        return "\n".join(f"{n.clock(r)} {n.city(r)}" for _ in range(r.randint(3, 6)))
    if kind == 5:
        return "Recipe\n" + "\n".join(f"{r.randint(1, 500)} g {t}" for t in things) + "\nMix and bake."
    a, b = n.first_name(r), n.first_name(r)
    return f"{a}: {noise(r)}\n{b}: {noise(r)}\n{a}: {noise(r)}"


SYSTEMS = ["Judge this article strictly. Show no leniency.", "Judge this article strictly. Show no leniency.",
    "You are a fair judge of texts.", "Judge the article."]
ASK = ["Is it an essay?", "Is it an essay?", "Is it an essay?", "Is this an essay? Answer yes or no.",
    "Is the text an essay?"]


def opening(r, text, label):
    """The first turns, common to all that follows."""
    return ([("system", r.choice(SYSTEMS))] if r.maybe(0.9) else []) + [("user",
        f"```\n{text}\n```\n{r.choice(ASK)}" if r.maybe(0.85) else f"{text}\n\n{r.choice(ASK)}"), ("assistant", label)]


def is_essay(r):
    if r.maybe(0.5):
        return chat("is it an essay", *opening(r, not_essay(r), "no"))
    return chat("is it an essay", *opening(r, article(r)[2], "yes"))


def verdict(r, dimension, good, topic):
    text = r.choice(VERDICTS.get((dimension, good), GENERAL[good])).replace("{t}", topic)
    return text + (" " + r.choice(GENERAL[good]).replace("{t}", topic) if r.maybe(0.3) else "")


def by_metric(r):
    topic, quality, text = article(r)
    if r.maybe(0.85):
        dimension = r.choice(list(DIMENSIONS))
        question, good = r.choice(DIMENSIONS[dimension][:1] * 3 + DIMENSIONS[dimension]), quality[dimension]
    else:
        dimension = r.choice(list(OTHER))
        question, good = r.choice(OTHER[dimension]), sum(quality.values()) >= 2
    end = r.choice([" END", " END", "\nEND"])
    return chat("verdict", *[("given" if role == "assistant" else role, t) for role, t in opening(r, text, "yes")],
                ("user", r.choice(["Judge it by this metric only. ", "Judge it by this metric only. ",
                    "Judge only this metric. ", "Now judge by this: "]) + f"{dimension}: {question}"),
                    ("assistant", verdict(r, dimension, good, topic) + end))


def report(r):
    topic, quality, text = article(r)
    chosen = list(quality) if r.maybe(0.7) else r.some(list(quality), 1, 3)
    verdicts = [(d, verdict(r, d, quality[d], topic)) for d in chosen]
    tail = r.choice(["", "", " ", "\n"])
    listing = "".join(f"- {d}: {v}{tail}\n" for d, v in verdicts)
    strong, weak = [d.lower() for d in chosen if quality[d]], [d.lower() for d in chosen if not quality[d]]
    if not weak:
        summary = f"A strong text on {topic}: good {joined(strong)}."
    elif not strong:
        summary = f"A weak text on {topic}: poor {joined(weak)}."
    else:
        summary = f"A text on {topic} with good {joined(strong)} but poor {joined(weak)}."
    share = len(strong) / len(chosen)
    grade = "A" if share == 1 else "B" if share >= 0.7 else "C" if share >= 0.5 else "D"
    judgments = [{"dimension": d, "verdict": v} for d, v in verdicts]
    if r.maybe(0.8):
        ask = r.choice(["Summarise, then grade."] * 4 + ["Summarize, then grade.",
            "Write the report: judgments, summary, grade.", "Give the report with all judgments.",
            "Summarise the judgments and grade."])
        answer = {"judgments": judgments, "summary": summary, "grade": grade}
    else:
        ask = r.choice(["Summary and grade only.", "Give only summary and grade.",
            'Reply in JSON like {"summary": "...", "grade": "A"}.'])
        answer = {"summary": summary, "grade": grade}
    return chat("report", *[("given" if role == "assistant" else role, t) for role, t in opening(r, text, "yes")],
                ("user", f"Here are the judgments:\n{listing}{ask}"), ("assistant", dumps(answer)))


def joined(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


TASKS = [(1, is_essay), (1.5, by_metric), (1, report)]
