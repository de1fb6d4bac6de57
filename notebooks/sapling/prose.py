"""Ordinary prose from a small recursive grammar: clauses with listed words, names and numbers that say nothing to the point.

What surrounds a fact should be as varied as what people write, so that the model reads the fact's structure and does not
memorise its surroundings.
"""

import names as n
from lexicon import ADJECTIVES, ADVERBS, ALONE, FOODS, GOODS, KIN, NOUNS, PAST, ROLES

POSSESSIVES = ["my", "your", "his", "her", "our", "their", "its"]
PLACES = ["in the {n}", "at the {n}", "behind the {n}", "near the {n}", "under the {n}", "beside the {n}", "on the {n}",
    "across the {n}", "outside the {a} {n}", "along the {a} {n}", "next to the {n}", "in front of the {n}", "without a {n}",
    "with the {n}", "between the {n} and the {m}", "by the {n}", "through the {n}", "past the {n}", "around the {n}",
    "after the {n}", "before the {n}", "during the {n}", "despite the {n}", "because of the {n}", "for the {n}"]
TIMES = ["yesterday", "this morning", "last night", "on {d}", "two weeks ago", "in the evening", "last spring", "at noon",
    "before dawn", "after lunch", "all day", "for {k} minutes", "{k} years ago", "since {d}", "at the weekend", "by then",
    "in winter", "next week", "these days", "for a while", "until {d}", "every {d}", "in {m}", "on the way home",
    "for the first time", "at first", "in the end", "over the summer", "for {k} hours", "at {k} o'clock"]
ASIDES = ["of course", "as usual", "I think", "they say", "it seems", "by the way", "to be honest", "for once", "no doubt",
    "as far as I know", "after all", "in fact", "so I hear", "sadly", "thank goodness", "believe it or not", "in short",
    "to my surprise", "if I remember rightly", "strange as it sounds"]
LINKS = ["and", "but", "so", "while", "because", "although", "when", "until", "before", "after", "as", "since", "and then",
    "yet", "whereas", "as soon as", "even though", "unless"]
STARTERS = ["I", "We", "They", "You", "Nobody", "Everyone", "Someone", "People", "He", "She", "It"]
STATES = ["was {a}", "was rather {a}", "seemed {a}", "looked {a}", "felt {a} and {b}", "was neither {a} nor {b}", "became {a}",
    "was full of {n}s", "had no {n}", "had a {a} {n}", "was not {a} at all", "stayed {a}", "turned {a}", "was made of {n}",
    "needed a {n}", "had {k} {n}s", "smelled of {n}", "was too {a} for the {n}", "is {a}", "is not as {a} as the {n}",
    "will be {a}", "could be {a}", "never was {a}", "has a {n}", "is still {a}", "would like a {n}"]


def noun_phrase(r):
    """A thing or a person that matters to nobody."""
    kind = r.random()
    if kind < 0.40:
        return r.choice(["the ", "the ", "a ", "this ", "that ", "every ", "another ", "no ", "some "]) + described(r)
    if kind < 0.55:
        return r.choice(POSSESSIVES) + " " + described(r)
    if kind < 0.68:
        return r.choice(["the ", "a ", "my ", "our ", "his ", "her "]) + r.choice(ROLES if r.maybe(0.6) else KIN)
    if kind < 0.78:
        return str(r.randint(2, 99)) + " " + r.choice(GOODS if r.maybe(0.6) else FOODS)
    if kind < 0.86:
        return r.choice(FOODS if r.maybe(0.6) else GOODS)
    if kind < 0.93:
        return "the " + r.choice(NOUNS) + " of the " + r.choice(NOUNS)
    return r.choice(["everything", "nothing", "something", "it", "them", "us", "me", "him", "her", "the others", "anything"])


def described(r):
    kind = r.random()
    noun = r.choice(NOUNS)
    if kind < 0.6:
        return noun
    if kind < 0.93:
        return r.choice(ADJECTIVES) + " " + noun
    return r.choice(ADVERBS) + " " + r.choice(ADJECTIVES) + " " + noun


def holes(r, text):
    """A pattern of this file with its holes filled."""
    if "{" not in text:
        return text
    for hole, items in (("{n}", NOUNS), ("{a}", ADJECTIVES), ("{b}", ADJECTIVES), ("{d}", n.DAYS)):
        if hole in text:
            text = text.replace(hole, r.choice(items))
    if "{m}" in text:
        text = text.replace("{m}", r.choice(n.MONTHS if "in {m}" in text else NOUNS))
    return text.replace("{k}", str(r.randint(2, 60))) if "{k}" in text else text


def place(r):
    return holes(r, r.style(PLACES))


def time(r):
    return holes(r, r.style(TIMES))


def deed(r):
    """A finite verb phrase in the past or a state: what one does beside the point."""
    kind = r.random()
    if kind < 0.42:
        text = r.choice(PAST) + " " + noun_phrase(r)
    elif kind < 0.68:
        text = r.choice(ALONE)
    else:
        return holes(r, r.style(STATES))
    if r.maybe(0.2):
        text = r.choice(ADVERBS) + " " + text
    return text + " " + (place(r) if r.maybe(0.6) else time(r)) if r.maybe(0.4) else text


def clause(r, named=0.12):
    """Subject and deed; the subject is a name now and then."""
    kind = r.random()
    if kind < named and not r.quiet:
        subject = r.choice(["", "", "", "old ", "our ", "poor ", "a certain ", "my friend "]) + n.first_name(r)
    elif kind < 0.5:
        subject = noun_phrase(r)
    else:
        subject = r.choice(STARTERS).lower()
        subject = "I" if subject == "i" else subject
    return subject + " " + deed(r)


def aside(r):
    """One sentence of prose."""
    text = clause(r)
    kind = r.random()
    if kind < 0.12:
        text = time(r) + r.choice([", ", " "]) + text
    elif kind < 0.2:
        text = place(r) + ", " + text
    elif kind < 0.28:
        text = r.style(ASIDES) + ", " + text
    elif kind < 0.5:
        text = text + r.choice([" ", ", "]) + r.style(LINKS) + " " + clause(r)
    elif kind < 0.55:
        text = r.style(LINKS[3:]) + " " + clause(r) + ", " + text
    elif kind < 0.6:
        text = text + ", " + r.style(ASIDES)
    return text[0].upper() + text[1:] + r.choice([".", ".", ".", ".", "!", "..."])


CALLS = """guess what|you won't believe it|good news|bad news|listen|look|hello|hi there|well|oh|by the way|once more|no joke|sorry|excuse me|thanks|great|fun fact|reminder|question|attention|heads-up|finally|breaking|hurray|mind you
as promised|for the record|in case you wonder|just so you know|what a day|long story short|if you ask me|would you believe it|quick update|small correction|first things first|not to forget|as luck would have it""".replace("\n", "|").split("|")
BINDERS = ["when", "while", "if", "since", "after", "before", "although", "because", "even if", "until", "though", "whenever", "as", "once", "now that", "wherever"]


def lead_in(r):
    """What stands before the point of a sentence and ends in a comma, a colon or a mark: any ordinary word may open a text."""
    kind = r.random()
    if kind < 0.3:
        text = r.choice(BINDERS) + " " + clause(r, 0) + ","
    elif kind < 0.42:
        text = r.choice(CALLS) + r.choice([",", ":", "!", "...", " -"])
    elif kind < 0.54:
        text = r.choice(ADVERBS) + r.choice([",", ""])
    elif kind < 0.66:
        text = r.choice([r.choice(ADJECTIVES) + " ", ""]) + r.choice(NOUNS) + " " + r.choice(NOUNS) + r.choice([":", " -", ":"])
    elif kind < 0.76:
        text = r.choice(PAST) + " " + place(r) + ","
    elif kind < 0.88:
        text = clause(r, 0) + r.choice([",", ":", ";", " and", ", but", "!", "?", "."])
    else:
        text = r.choice(["has anyone", "who", "why", "how", "what", "where", "did you"]) + " " + deed(r) + "?"
    return text[0].upper() + text[1:] + " "
