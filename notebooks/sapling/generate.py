"""All task families under one roof: a seed gives a document, always the same one."""

import names
from doc import END, START, Doc
from draw import Draw
from lexicon import ROLES
from tasks import arithmetic, classify, copying, extract, facts, guide, judging, passages, react, talk, tools, writing

# The share of documents of each family.
FAMILIES = [(38, extract), (4, guide), (15, passages), (14, classify), (5, facts), (13, arithmetic), (5, judging),
    (12, tools), (5, react), (4, talk), (3, writing), (5, copying)]

_FAMILY_WEIGHTS = [w for w, _ in FAMILIES]


ROLES_OF_PROGRAMS = ["You are a helpful assistant.", "You read the messages of a {n}'s guests.", "You work for {x}.", "Be brief.", "You are the assistant of a {r}.", "You help a {r} with the paperwork.",
    "You are a careful reader.", "Answer in as few words as possible.", "You read letters.", "You sort the mail of {x}.", "Today is {d}.", "You are {x}, a {r}.", "Read closely and answer.",
    "The user is a {r}.", "You know nothing but what the text says.", "You answer for a small shop in {c}.", "You are a program.", "Do what the user asks.", "You look after the notes of a {n}.", "Speak plainly."]


def one(r):
    family = r.choices(FAMILIES, _FAMILY_WEIGHTS)[0][1]
    return r.choices([t for _, t in family.TASKS], [w for w, _ in family.TASKS])[0](r)


def document(r):
    """One document drawn from the mixture; now and then under some role, or after a turn about something else."""
    d = one(r)
    if not d.parts[0][0].startswith(START + "user\n"):
        return d
    kind = r.random()
    if kind < 0.06:
        role = r.style(ROLES_OF_PROGRAMS).replace("{n}", r.word(names.NOUNS)).replace("{x}", names.company(r)).replace("{r}", r.choice(ROLES)).replace("{d}",
            r.choice(names.DAYS)).replace("{c}", names.city(r))
        return Doc(d.task, [(START + "system\n" + role + END + "\n" + d.parts[0][0], d.parts[0][1])] + d.parts[1:])
    if kind < 0.16:
        before = one(r)
        if before.parts[0][0].startswith(START) and before.parts[-1][0].endswith(END) and len(before.text) < 900:
            return Doc(d.task, before.parts + [("\n" + d.parts[0][0], d.parts[0][1])] + d.parts[1:])
    return d


def documents(seed, count, part="train"):
    """`count` documents of one seed; `part` as in `Draw`."""
    r = Draw(seed, part)
    return [document(r) for _ in range(count)]


if __name__ == "__main__":
    import sys

    for d in documents(int(sys.argv[1]) if len(sys.argv) > 1 else 1, int(sys.argv[2]) if len(sys.argv) > 2 else 10):
        print(f"## {d.task}\n{d.text}\n")
