"""A small fixed set of facts: capitals, colours, sounds, months, opposites, and Espalier itself; in chat and in Q:/A: form."""

import names as n
from doc import chat, plain
from layout import polite

CAPITALS = dict(pair.split(":")
    for pair in """Germany:Berlin France:Paris Spain:Madrid Italy:Rome Portugal:Lisbon Austria:Vienna Norway:Oslo Ireland:Dublin Greece:Athens Japan:Tokyo Egypt:Cairo Peru:Lima Poland:Warsaw
Sweden:Stockholm Finland:Helsinki Denmark:Copenhagen Canada:Ottawa Chile:Santiago China:Beijing Kenya:Nairobi Ghana:Accra Turkey:Ankara Hungary:Budapest Croatia:Zagreb Estonia:Tallinn Latvia:Riga Lithuania:Vilnius
Belgium:Brussels Iceland:Reykjavik Morocco:Rabat Tunisia:Tunis Switzerland:Bern Netherlands:Amsterdam Russia:Moscow Ukraine:Kyiv Romania:Bucharest Bulgaria:Sofia Serbia:Belgrade Slovakia:Bratislava Slovenia:Ljubljana
Cuba:Havana Colombia:Bogota Ecuador:Quito Bolivia:Sucre Uruguay:Montevideo Paraguay:Asuncion Venezuela:Caracas Australia:Canberra Iran:Tehran Iraq:Baghdad Jordan:Amman Lebanon:Beirut Syria:Damascus Thailand:Bangkok
Vietnam:Hanoi Indonesia:Jakarta Philippines:Manila Nepal:Kathmandu Pakistan:Islamabad Nigeria:Abuja Senegal:Dakar Ethiopia:Addis_Ababa Cyprus:Nicosia Malta:Valletta Luxembourg:Luxembourg""".split(
    ))
CAPITALS = {k: v.replace("_", " ") for k, v in CAPITALS.items()} | {"Brazil": "Brasilia", "Argentina": "Buenos Aires",
    "Mexico": "Mexico City", "India": "New Delhi", "England": "London", "the United Kingdom": "London",
    "the United States": "Washington",
                                                                    "South Korea": "Seoul", "Saudi Arabia": "Riyadh",
                                                                    "New Zealand": "Wellington",
                                                                    "the Czech Republic": "Prague"}
SOUNDS = {"dog": "barks", "cat": "meows", "cow": "moos", "sheep": "bleats", "horse": "neighs", "duck": "quacks",
    "lion": "roars", "bee": "buzzes", "frog": "croaks", "snake": "hisses", "pig": "grunts", "owl": "hoots",
    "wolf": "howls", "bird": "sings", "mouse": "squeaks"}
COLOURS = {"grass": "green", "the sky": "blue", "snow": "white", "coal": "black", "a lemon": "yellow", "blood": "red",
    "a carrot": "orange", "milk": "white", "the sun": "yellow", "a tomato": "red", "chocolate": "brown",
    "a banana": "yellow", "a leaf": "green", "the sea": "blue", "a strawberry": "red", "an elephant": "grey"}
OPPOSITES = {"hot": "cold", "big": "small", "day": "night", "up": "down", "left": "right", "black": "white",
    "fast": "slow", "old": "young", "open": "closed", "happy": "sad", "early": "late", "full": "empty", "hard": "soft",
    "high": "low", "wet": "dry", "rich": "poor", "good": "bad", "long": "short", "light": "dark", "loud": "quiet"}
COUNTS = {"days are in a week": "7", "months are in a year": "12", "legs does a spider have": "8",
    "legs does a dog have": "4", "hours are in a day": "24", "minutes are in an hour": "60",
    "seconds are in a minute": "60", "wheels does a bicycle have": "2", "sides does a triangle have": "3",
    "sides does a square have": "4",
          "fingers are on one hand": "5", "legs does an insect have": "6", "continents are there": "7",
          "letters are in the English alphabet": "26", "wheels does a car have": "4",
          "centimetres are in a metre": "100", "grams are in a kilogram": "1000", "days are in a year": "365",
          "eggs are in a dozen": "12", "colours does a rainbow have": "7"}
GENERAL = {"What do bees make?": "Honey", "What do cows drink?": "Water", "What is frozen water called?": "Ice",
    "Which planet do we live on?": "Earth", "What is the largest ocean?": "The Pacific",
    "What do plants need to grow?": "Light and water", "Which animal is the largest?": "The blue whale",
    "What is the largest planet?": "Jupiter",
           "Which planet is closest to the sun?": "Mercury", "What is the closest star?": "The sun",
           "What is the longest river in Africa?": "The Nile", "What is the highest mountain?": "Mount Everest",
           "What gas do we breathe?": "Oxygen", "What is H2O?": "Water", "What do caterpillars become?": "Butterflies",
           "Where do fish live?": "In water",
           "What is the season after winter?": "Spring", "What is the season after summer?": "Autumn",
           "What is the first letter of the alphabet?": "A", "What is the last letter of the alphabet?": "Z",
           "What do we use to cut paper?": "Scissors", "What is bread made of?": "Flour",
           "What is cheese made of?": "Milk", "What is wine made of?": "Grapes",
           "What do we call a baby dog?": "A puppy", "What do we call a baby cat?": "A kitten",
           "What does a baker make?": "Bread", "Who repairs teeth?": "A dentist", "Who flies a plane?": "A pilot",
           "Who teaches at a school?": "A teacher", "Which metal is liquid?": "Mercury",
           "What orbits the earth?": "The moon",
           "What is the freezing point of water?": "0 degrees Celsius",
           "What is the boiling point of water?": "100 degrees Celsius",
           "What language is spoken in Brazil?": "Portuguese", "What language is spoken in Austria?": "German",
           "What language is spoken in Mexico?": "Spanish", "What is the currency of Japan?": "The yen",
           "What is the currency of Germany?": "The euro",
           "On which continent is Egypt?": "Africa", "On which continent is Japan?": "Asia",
           "On which continent is Peru?": "South America", "On which continent is France?": "Europe",
           "On which continent is Canada?": "North America"}


def capital(r):
    country, city = r.choice(list(CAPITALS.items()))
    if r.maybe(0.2):
        return r.fill(["{C} is the capital of which country?", "Which country has the capital {C}?",
            "Of which country is {C} the capital?", "Whose capital is {C}?"], C=city), {"London": "England"}.get(city,
            r_the(country))
    return r.fill(["What is the capital of {c}?", "What is the capital of {c}?", "Which city is the capital of {c}?",
        "Name the capital of {c}.", "Capital of {c}?", "What's the capital city of {c}?", "Tell me the capital of {c}.",
        "Do you know the capital of {c}?"], c=country), city


def r_the(country):
    return country[0].upper() + country[1:]


def sequence(r):
    items, noun = r.choice([(n.MONTHS, "month"), (n.DAYS, "day")])
    i = r.randrange(len(items))
    step = r.choice([1, -1])
    word = "after" if step == 1 else "before"
    return r.fill(["Which {n} comes {w} {i}?", "What {n} is {w} {i}?", "Name the {n} {w} {i}.", "What comes {w} {i}?"],
        n=noun, w=word, i=items[i]), items[(i + step) % len(items)]


def pair(r):
    """(question, short answer)"""
    kind = r.random()
    if kind < 0.38:
        return capital(r)
    if kind < 0.48:
        return sequence(r)
    if kind < 0.57:
        animal, sound = r.choice(list(SOUNDS.items()))
        return r.fill(["What sound does a {a} make?", "What does a {a} do?", "Which sound comes from a {a}?"],
            a=animal).replace("a owl", "an owl"), r.choice(["It " + sound])
    if kind < 0.67:
        thing, colour = r.choice(list(COLOURS.items()))
        return r.fill(["What colour is {t}?", "What color is {t}?", "Which colour does {t} have?",
            "Name the colour of {t}."], t=thing), colour.capitalize()
    if kind < 0.76:
        word, other = r.choice(list(OPPOSITES.items()))
        if r.maybe(0.5):
            word, other = other, word
        return r.fill(["What is the opposite of {a}?", "Opposite of {a}?", "Name the opposite of {a}.",
            "Which word is the opposite of {a}?"], a=word), other.capitalize()
    if kind < 0.86:
        what, count = r.choice(list(COUNTS.items()))
        return "How many " + what + "?", count
    if kind < 0.92:
        a, b = r.randint(1, 20), r.randint(1, 20)
        return r.choice([(f"What is {a} + {b}?", str(a + b)), (f"What is {max(a, b)} - {min(a, b)}?", str(abs(a - b))),
            (f"What is {min(a, 10)} times {min(b, 10)}?", str(min(a, 10) * min(b, 10)))])
    return r.choice(list(GENERAL.items()))


HEADERS = ["The following are questions with answers.\n\n", "The following are questions with answers.\n\n",
    "Answer the questions.\n\n", "Questions and answers:\n\n", "", "Quiz\n\n",
    "Here are some questions with short answers.\n\n", "Answer each question in a few words.\n"]


def few_shot(r):
    """A header, some answered questions, and one to answer; the program's literal ends at the colon."""
    q, a = r.style([("Q:", "A:"), ("Q:", "A:"), ("Q:", "A:"), ("Question:", "Answer:"), ("Q.", "A."),
        ("Problem:", "Solution:"), ("Human:", "Assistant:"), ("Ask:", "Reply:"), ("Student:", "Teacher:"),
        ("Q -", "A -"), ("Client:", "Expert:"), ("Me:", "You:"), ("User:", "Bot:")])
    gap = r.choice(["\n", "\n", "\n\n"])
    text = r.choice(HEADERS)
    if r.maybe(0.3):
        text += f"{q} What is the capital of France?\n{a} Paris" + gap
    for _ in range(r.choice([0, 0, 1, 2, 3])):
        question, answer = pair(r)
        text += f"{q} {question}\n{a} {answer}" + gap
    pieces = []
    for i in range(r.choice([1, 1, 1, 2])):
        question, answer = pair(r)
        space = r.maybe(0.12)
        pieces += [((gap if i else text) + f"{q} {question}\n{a}" + (" " if space else ""), False),
            ((("" if space else " ") + answer + ("\n" if r.maybe(0.6) else "")), True)]
    if gap == "\n\n" or r.maybe(0.3):
        pieces[-1] = (pieces[-1][0].rstrip("\n"), True)
    return plain("facts few-shot", *pieces)


def asked(r):
    question, answer = pair(r)
    question = polite(r, question) if r.maybe(0.4) else question
    if r.maybe(0.12):
        return chat("facts chat", ("user", f"Give your best short answer to {question}" + r.choice(["", "."])),
            ("assistant", answer))
    if r.maybe(0.3):
        question += r.style([" Answer in one word.", " Be brief.", " Short answer, please.", " Just the answer."])
    if r.maybe(0.1):
        question = r.choice(["Please tell me: ", "Hi! ", "Quick question: ", "One more: "]) + question
    return chat("facts chat", *([("system", r.choice(["You are a helpful assistant.", "Answer shortly.",
        "Be brief."]))] if r.maybe(0.2) else []), ("user", question), ("assistant", answer + r.choice([""])))


def judged(r):
    """Is this statement about a known fact right?"""
    country, city = r.choice(list(CAPITALS.items()))
    right = r.maybe(0.5)
    shown = city if right else r.choice(list(CAPITALS.values()))
    return chat("facts chat", ("user", r.fill(["Is {x} the capital of {c}? Answer yes or no.",
        "True or false: the capital of {c} is {x}. Answer yes or no.", "Is it true that {x} is the capital of {c}?",
        "Yes or no: {x} is the capital of {c}."], x=shown, c=country)), ("assistant", "yes" if shown == city else "no"))


TASKS = [(3, few_shot), (2.5, asked), (0.7, judged)]
