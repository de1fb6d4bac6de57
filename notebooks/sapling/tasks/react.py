"""Loops of thought, action and observation, ending with an answer; one document holds a whole loop."""

import names as n
from doc import END, START, Doc, STOP
from jsonform import tagged

SYSTEM = ["Answer with Thought / Action / Observation steps.", "Answer with Thought / Action / Observation steps.",
    "Answer with Thought / Action / Observation steps.", "Think, then act, then observe. Finish with an answer.",
    "Use the tools search and lookup. Think before you act."]


class Story:
    """A question, the calls that lead to its answer, what each call gives, and what one thinks before it."""

    def __init__(self, question, steps, answer, last):
        self.question, self.steps, self.answer, self.last = question, steps, answer, last


def one_hop(r):
    thing, person, city, year = n.title(r), n.person(r), n.city(r), r.randint(1900, 2024)
    country = n.proper(r)
    kind = r.randrange(6)
    if kind == 0:
        question, fact, answer = r.choice([f"Who wrote {thing}?", f"Who is the author of {thing}?",
            f"Which writer wrote {thing}?"]), r.choice([f"{thing} was written by {person} in {year}.",
            f"{thing} is a book by {person}, published in {year}.", f"{person} wrote {thing} in {year}."]), person
    elif kind == 1:
        question, fact, answer = r.choice([f"Where was {person} born?", f"In which city was {person} born?",
            f"What is the birthplace of {person}?"]), r.choice([f"{person} was born in {city} in {year}.",
            f"{person} (born {year} in {city}) is a {r.word(n.JOBS)}.",
            f"Born in {city}, {person} became a {r.word(n.JOBS)}."]), city
        thing = person
    elif kind == 2:
        thing = n.city(r)
        question, fact, answer = r.choice([f"Which country is {thing} in?", f"In which country is {thing}?",
            f"Where is {thing}?"]), r.choice([f"{thing} is a city in {country}.",
            f"{thing} lies in {country} and has {n.number(r)} inhabitants.",
            f"The city of {thing} belongs to {country}."]), country
    elif kind == 3:
        question, fact, answer = r.choice([f"When did {thing} appear?", f"In which year did {thing} come out?",
            f"What year is {thing} from?"]), r.choice([f"{thing} came out in {year}.",
            f"{thing} is a film from {year} by {person}.", f"{person} made {thing} in {year}."]), str(year)
    elif kind == 4:
        thing = n.company(r)
        question, fact, answer = r.choice([f"Who founded {thing}?", f"Who is the founder of {thing}?",
            f"Who started {thing}?"]), r.choice([f"{thing} was founded by {person} in {city}.",
            f"{person} founded {thing} in {year}.",
            f"{thing}, a company from {city}, was started by {person}."]), person
    else:
        thing = n.city(r)
        count = n.number(r)
        question, fact, answer = r.choice([f"How many people live in {thing}?", f"What is the population of {thing}?",
            f"How large is {thing}?"]), r.choice([f"{thing} has {count} inhabitants.",
            f"{thing} is a city of {count} people in {country}.", f"{count} people live in {thing}."]), str(count)
    thoughts = [f"I need to search {thing}.", f"I should search for {thing}.", f"Let me find out about {thing}.",
        f"First I look for {thing}."]
    return Story(question, [(r.style(thoughts), ("search", {"entity": thing}), fact)], answer, None)


def two_hop(r):
    thing, person, city, country = n.title(r), n.person(r), n.city(r), n.proper(r)
    job = r.word(n.JOBS)
    kind = r.randrange(4)
    first = r.choice([f"{thing} was written by {person}.", f"{thing} is a work of {person}.",
        f"The author of {thing} is {person}."])
    if kind == 0:
        question, second, answer = r.choice([f"Where was the author of {thing} born?",
            f"In which city was the writer of {thing} born?"]), r.choice([f"{person} was born in {city}.",
            f"{person} is a {job} born in {city}."]), city
    elif kind == 1:
        first = r.choice([f"{thing} is a film shot in {city}.", f"{thing} was filmed in {city}."])
        person = city
        question, second, answer = r.choice([f"In which country was {thing} filmed?",
            f"Which country was the film {thing} shot in?"]), r.choice([f"{city} is a city in {country}.",
            f"{city} lies in {country}."]), country
    elif kind == 2:
        year = r.randint(1900, 2020)
        question, second, answer = r.choice([f"When was the author of {thing} born?",
            f"In which year was the writer of {thing} born?"]), r.choice([f"{person} was born in {year} in {city}.",
            f"{person} (born {year}) is a {job}."]), str(year)
    else:
        thing = n.company(r)
        first = r.choice([f"{thing} was founded by {person}.", f"The founder of {thing} is {person}."])
        question, second, answer = r.choice([f"What was the job of the founder of {thing}?",
            f"What did the founder of {thing} work as?"]), r.choice([f"{person} was a {job} from {city}.",
            f"{person} worked as a {job}."]), job
    steps = [(r.style([f"I need to search {thing}.", f"I should search for {thing}.", f"First I look for {thing}."]),
        ("search", {"entity": thing}), first),
             (r.style([f"Now I need to search {person}.", f"Next I should search for {person}.",
                 f"The next step is {person}."]), ("search", {"entity": person}), second)]
    return Story(question, steps, answer, None)


def with_lookup(r):
    """The article is long; a keyword finds the place."""
    thing, word, value = n.title(r) if r.maybe(0.5) else n.city(r), r.choice(
        "river mayor symbol colour founder castle festival anthem nickname flower museum bridge".split()), n.proper(r)
    question = r.choice([f"What is the {word} of {thing}?", f"Which {word} does {thing} have?",
        f"Name the {word} of {thing}."])
    page = r.choice([f"{thing} is an old place with a long history.", f"{thing} is known in all of {n.proper(r)}.",
        f"{thing} has many visitors each year.", f"{thing} was first named in {r.randint(900, 1900)}."])
    found = r.choice([f"The {word} of {thing} is {value}.", f"Its {word} is {value}.",
        f"(Result 1 / 1) The {word} is called {value}."])
    return Story(question, [(r.style([f"I need to search {thing}.", f"I should search for {thing}.",
        f"First I look for {thing}."]), ("search", {"entity": thing}), page),
                            (r.style([f"The page does not name the {word}. I look up {word}.",
                                f"I should look up {word} on the page.", f"I need to look up {word}."]),
                                ("lookup", {"keyword": word}), found)], value, None)


def known(r):
    """Answered at once, with no tool."""
    from tasks.facts import pair
    question, answer = pair(r)
    return Story(question, [], answer, None)


def not_found(r):
    story = one_hop(r)
    thought, (tool, arguments), fact = story.steps[0]
    thing = arguments["entity"]
    miss = r.choice([f"Could not find {thing}.", f"No article named {thing}.", "Nothing found.", f"Not found: {thing}"])
    if r.maybe(0.5):
        return Story(story.question, [(thought, (tool, arguments), miss)], "unknown",
            f"Nothing was found, so I do not know.")
    word = "author" if "wrote" in story.question or "author" in story.question else thing.split()[-1]
    return Story(story.question, [(thought, (tool, arguments), miss), (r.choice([f"I look up {word} instead.",
        f"Not found; I look up {word}."]), ("lookup", {"keyword": word}), fact)], story.answer, None)


def loop(r):
    """The whole loop with the turn marks of the runtime: a thought, a newline, the call, the tool's turn."""
    story = r.choices([one_hop, two_hop, with_lookup, known, not_found], [5, 4, 3, 1.5, 1])[0](r)
    steps = story.steps + [(story.last or r.choice([f"The answer is {story.answer}.",
        f"I know the answer: {story.answer}.", f"Now I know: {story.answer}.", f"So the answer is {story.answer}."]),
        None, None)]
    parts = []
    given = (f"{START}system\n{r.choice(SYSTEM)}{END}\n" if r.maybe(0.9)
        else "") + f"{START}user\n{story.question}{END}\n"
    border = r.choices(["open", "closed", "new turn"], [60, 20, 20])[0]  # how thought and action meet
    steps_style = r.maybe(0.85)
    for i, (thought, action, observation) in enumerate(steps):
        space = r.maybe(0.1)
        parts.append((given + f"{START}assistant\nThought:" + (" " if space else ""), False))
        parts.append((("" if space else " ") + thought + "\n", True))
        given = {"open": "", "closed": f"{END}\n", "new turn": f"{END}\n{START}assistant\n"}[border]
        if given:
            parts.append((given, False))
        call = tagged(action[0], **action[1]) if action else tagged("Answer", text=story.answer,
            steps=i) if steps_style else tagged("Answer", text=story.answer, steps=i)
        parts.append((call + END, True))
        if action:
            given = "\n" + f"{START}tool\n{observation}{END}\n"
    return Doc("thought and action", parts)


TASKS = [(3, loop)]
