"""Sentences that say nothing to the point: fixed ones, and ones made of random words, with names and numbers to mislead."""

import names as n
from feelings import BLAME, PLAIN, PRAISE
from prose import aside

FIXED = ["The weather was fine all day.", "Thanks for reading this.", "More news will follow soon.",
    "Nobody expected that.", "Please keep this note for later.", "It was a long week.",
         "We had coffee afterwards.", "The rest is not important here.", "All of this was checked twice.",
         "Have a nice day!", "That is all for today.", "Some of it may change.",
         "The train was late again.", "I will call you tomorrow.", "There were many questions.",
         "Let me know if anything is missing.", "Who would have thought so?", "Let us wait and see."]
NAMED = ["We talked for {k} minutes.", "{x} sends greetings.", "The note was written by {x}.",
    "Page {k} of the report has more.", "The office of {c} is closed today.", "It happened near {c}.",
    "I met {x} there too.", "See you in {c}!",
         "{x} took a picture of it.", "With {k} others we waited in {c}.", "In {c} nobody cares.",
         "After {k} hours, {x} went home.", "Since then {c} has been quiet.", "Ask {x} if you want more.",
         "On {d} we all met.", "{x} said so on {d}."]
VERBS = "passed opened closed moved stood waited turned fell grew stopped began changed came went slept sang burned froze".split(
    )
PLACES = ["near {c}", "in {c}", "by the {o}", "with {x}", "on {d}", "after {k} days", "under the {o}", "without {x}",
    "for {k} years", "like a {o}", "at last", "before noon"]
OPENERS = ["Yesterday", "Last spring", "Two weeks ago", "These days", "In the evening", "After the storm",
    "As it happens", "To be fair", "In short", "Of course", "On Monday", "Last year", "At first", "In the meantime",
    "For once", "By chance", "In winter", "This morning",
           "Since May", "In my view", "Once again", "As usual", "At noon", "Behind the house", "Years ago",
           "For a while", "Quite often", "In the end", "Without doubt", "Next week", "Before lunch", "On that day"]


def noise(r):
    """One sentence."""
    kind = r.random()
    if kind < 0.1:
        text = r.choice(r.choice([PRAISE, BLAME, PLAIN])).replace("{k}", str(r.randint(2, 60))).replace("{d}", r.choice(n.DAYS)).replace("{c}", n.city(r)).replace("{x}", n.first_name(r))
        return text[0].upper() + text[1:] + r.choice([".", "!"])
    if kind < 0.6:
        return aside(r)
    kind = r.random()
    if kind < 0.3:
        return r.style(FIXED)
    values = {"k": r.randint(2, 99), "x": n.first_name(r), "c": n.city(r), "d": r.choice(n.DAYS), "o": r.word(n.NOUNS)}
    if kind < 0.6:
        return r.fill(NAMED, **values)
    start = r.choice(["The {a} {n}", "A {n}", "The {n} of {x}", "{x}", "Some {n}s", "Every {n}", "My {a} {n}",
        "The {n}s of {c}"]).replace("{n}", r.word(n.NOUNS)).replace("{a}", r.word(n.ADJECTIVES))
    text = f"{start} {r.choice(VERBS)} {r.choice(PLACES)}"
    if r.maybe(0.3):
        text = r.style(OPENERS) + ", " + (text if text.startswith(("{x}", "My")) else text[0].lower() + text[1:])
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text + r.choice([".", ".", ".", "!"])
