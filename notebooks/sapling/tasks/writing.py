"""Writing: tips, short stories, summaries, rewriting. Assembled from small parts of our own; it shall read fluently."""

import names as n
from doc import chat
from jsonform import dumps
from wording import noise, upper

TIPS = {
    "sleep": ["Go to bed at the same time every day.", "Keep the room dark and cool.",
    "Put the phone away an hour before bed.", "Drink no coffee in the evening.", "Take a short walk after dinner.",
    "Read a few pages of a book.", "Open the window for fresh air."],
    "health": ["Eat fruit and vegetables every day.", "Drink enough water.", "Move for half an hour a day.",
    "Sleep at least seven hours.", "Spend time outside.", "Take breaks from the screen.", "Laugh with friends."],
    "learning": ["Study a little every day.", "Explain what you learnt to a friend.", "Take notes by hand.",
    "Test yourself with questions.", "Take a break every hour.", "Start with the hard part.",
    "Repeat the material after a week."],
    "writing": ["Write short sentences.", "Read your text aloud.", "Cut every word that is not needed.",
    "Start with the main point.", "Use simple words.", "Let the text rest for a day.",
    "Give one example for each idea."],
    "gardening": ["Water the plants in the morning.", "Give each plant enough room.", "Use good soil.",
    "Cut dead leaves.", "Put plants where the sun reaches them.", "Plant herbs near the kitchen.",
    "Keep the tools clean."],
    "saving money": ["Write down what you spend.", "Cook at home.", "Buy only what you need.", "Compare prices.",
    "Put some money aside each month.", "Repair things before you replace them.", "Make a list before you shop."],
    "travel": ["Pack light.", "Keep a copy of your papers.", "Learn a few words of the language.",
    "Try the local food.", "Leave early for the station.", "Take good shoes.", "Keep some time free."],
    "cooking": ["Taste the food as you cook.", "Use a sharp knife.", "Prepare everything before you start.",
    "Salt the water for pasta.", "Let meat rest.", "Use fresh herbs.", "Keep the heat low at first."],
    "programming": ["Write a test first.", "Give things clear names.", "Keep functions short.",
    "Read the error message.", "Commit small changes.", "Ask for a review.", "Delete code that is not used."],
    "running": ["Start slowly.", "Wear good shoes.", "Drink water before you run.", "Run with a friend.",
    "Rest for a day between long runs.", "Warm up first.", "Keep your shoulders loose."],
    "friendship": ["Listen before you speak.", "Keep your promises.", "Call from time to time.", "Say thank you.",
    "Forgive small faults.", "Help when it is needed.", "Spend time together."],
    "work": ["Plan the day in the morning.", "Do one thing at a time.", "Take short breaks.", "Keep your desk tidy.",
    "Say no to needless meetings.", "Start with the most important task.", "Write things down."],
}
ALIASES = {"sleep": ["sleep", "sleeping well", "better sleep"], "health": ["health", "staying healthy",
    "a healthy life"], "learning": ["learning", "studying", "learning a language", "exams"],
    "writing": ["writing", "writing an essay", "good writing"], "gardening": ["gardening", "a garden",
    "growing plants"], "saving money": ["saving money", "spending less"],
           "travel": ["travel", "travelling", "a trip"], "cooking": ["cooking", "cooking at home"],
           "programming": ["programming", "writing code", "clean code"], "running": ["running", "jogging", "sport"],
           "friendship": ["friendship", "keeping friends", "being a good friend"],
           "work": ["work", "working from home", "the office"]}
COUNT = {2: "two", 3: "three", 4: "four", 5: "five"}


def tips(r):
    topic = r.choice(list(TIPS))
    count = r.choice([2, 3, 3, 3, 4, 5])
    chosen = r.sample(TIPS[topic], count)
    name = r.choice(ALIASES[topic])
    number = r.choice([str(count), COUNT[count]])
    ask = r.fill(["Give me {k} tips for {t}.", "List {k} tips for {t}.", "{k} tips on {t}, please.",
        "What are {k} good tips for {t}?", "Write {k} tips about {t}.", "I need {k} tips for {t}.",
        "Name {k} pieces of advice on {t}."], k=number, t=name)
    form = r.random()
    if form < 0.4:
        answer = "\n".join(f"{i}. {t}" for i, t in enumerate(chosen, 1))
    elif form < 0.6:
        answer = "\n".join("- " + t for t in chosen)
        ask += r.choice(["", " Use bullets.", " As a list."])
    elif form < 0.85:
        ask += r.choice([" Reply as a JSON array.", " JSON array of strings.", " As a JSON list."])
        answer = dumps(chosen)
    elif form < 0.93:
        tip = chosen[0]
        return chat("tips", ("user", r.choice([f"Give me one tip for {name}.", f"Name one tip for {name}.",
            f"One tip for {name}, please.", f"A tip for {name}?"])), ("assistant", tip))
    else:  # a skeleton first, then each tip is expanded
        return chat("tips", ("user", ask), ("assistant", "\n".join(f"{i}. {t}" for i, t in enumerate(chosen, 1))),
            ("user", r.choice(["Expand tip 1.", "Say more about tip 1.", "Explain the first tip."])),
            ("assistant", chosen[0] + " " + r.choice(["It is a small step, but it helps.", "Try it for a week and see.",
            "Most people feel the difference soon.", "It costs nothing and works well."])))
    return chat("tips", ("user", ask), ("assistant", answer))


PLACES = ["a small village by the sea", "an old house on a hill", "a town at the edge of a forest", "a quiet valley",
    "a lighthouse", "a city full of bridges", "a cottage near a lake"]
HEROES = ["a fox", "a dragon", "a dog", "a tree", "a cat", "a young fox", "a curious girl", "an old baker",
    "a little robot", "a brave boy", "a lonely knight", "a small bear", "a tired captain", "a clever mouse",
    "a young gardener"]
TROUBLES = ["One day the {t} was gone.", "One morning a storm came over the hills.",
    "One night a strange light shone in the window.", "Then a letter arrived that nobody could read.",
    "But the river had run dry.", "One evening there was a knock at the door."]
DEEDS = ["{N} took a lantern and went to look.", "{N} asked everyone for help.",
    "{N} walked for three days and three nights.", "{N} was afraid, but did not turn back.",
    "{N} climbed the highest tree to see more.", "{N} followed the tracks into the forest."]
MEETINGS = ["On the way {N} met {h}, who knew the answer.", "There {N} found an old map under a stone.",
    "A bird showed {N} the way.", "Behind the hill stood {h}, and they became friends.",
    "At last {N} found a {t} in the grass."]
ENDS = ["In the end everything was well again, and they all had soup.",
    "When {N} came home, the whole place was full of music.", "From then on {N} was never alone.",
    "And {N} learned that small steps lead far.", "That evening the stars were brighter than ever."]


def story(r):
    name, hero, place, thing = n.first_name(r), r.choice(HEROES), r.choice(PLACES), r.word(n.NOUNS)
    lines = [r.choice([f"Once upon a time, in {place}, there lived {hero} called {name}.",
        f"In {place} lived {hero} named {name}.", f"{name} was {hero} who lived in {place}."])]
    for pool in (TROUBLES, DEEDS, MEETINGS, ENDS):
        if pool is not MEETINGS or r.maybe(0.8):
            lines.append(r.choice(pool))
    text = " ".join(lines).replace("{N}", name).replace("{t}", thing).replace("{h}", r.choice(HEROES))
    hint = r.random()
    if hint < 0.4:
        ask = r.choice([f"Tell me a short story about {hero} called {name}.", f"Write a story about {name}, {hero}.",
            f"Write a short story with {hero} named {name}."])
    elif hint < 0.6:
        ask = r.choice([f"Tell me a story about {name}.", f"Write a short story about {name}."]) if r.maybe(
            0.4) else r.choice([f"Tell me a short story about {hero}.", f"Write a story about {hero}.",
            f"A story with {hero}, please."])
    else:
        ask = r.choice(["Tell me a story.", "Write a short story.", "Tell me a short story.", "Once upon a time"])
    return chat("story", ("user", ask), ("assistant", text))


def describe(r):
    """A sentence or two about a thing from given keywords."""
    thing, adjective, city = r.word(n.NOUNS), r.word(n.ADJECTIVES), n.city(r)
    ask = r.choice([f"Write one sentence with the words {thing}, {adjective} and {city}.",
        f"Make a sentence of: {thing}, {adjective}, {city}.", f"Use {thing}, {adjective} and {city} in a sentence."])
    return chat("story", ("user", ask), ("assistant", r.choice([f"The {thing} from {city} is {adjective}.",
        f"In {city} I saw a {adjective} {thing}.", f"Somebody in {city} has a {adjective} {thing}."])))


def rewrite(r):
    """Mechanical changes of a given text: upper case, a list to commas, first word, count, reverse order."""
    words = [n.thing(r) for _ in range(r.randint(2, 5))]
    kind = r.randrange(6)
    if kind == 0:
        return chat("rewrite", ("user", r.choice(["Make a bullet list of: ", "Write as bullets: ",
            "As a list, please: "]) + ", ".join(words)), ("assistant", "\n".join("- " + w for w in words)))
    if kind == 1:
        return chat("rewrite", ("user", r.choice(["Turn into a JSON array: ", "As a JSON list: ",
            "JSON array of these: "]) + ", ".join(words)), ("assistant", dumps(words)))
    if kind == 2:
        return chat("rewrite", ("user", r.choice(["Join with commas:\n", "Put on one line:\n",
            "One line, commas between:\n"]) + "\n".join("- " + w for w in words)), ("assistant", ", ".join(words)))
    if kind == 3:
        at = r.randrange(len(words))
        order = ["first", "second", "third", "fourth", "fifth"][at]
        return chat("rewrite", ("user", r.choice([f"What is the {order} item? ", f"Name the {order} of these: ",
            f"Take the {order}: "]) + ", ".join(words)), ("assistant", words[at]))
    if kind == 4:
        return chat("rewrite", ("user", r.choice(["How many items are there? ", "Count the items: ",
            "How many things are named? "]) + ", ".join(words)), ("assistant", str(len(words))))
    return chat("rewrite", ("user", r.choice(["What is the last item? ", "Name the last of these: ",
        "Take the last: "]) + ", ".join(words)), ("assistant", words[-1]))


TASKS = [(2, tips), (1.5, story), (0.5, describe), (1.5, rewrite)]
