"""Classification: sentiment, topic, spam, urgency, language, intent, and choosing among options that the prompt gives."""

import names as n
from doc import chat, plain
from draw import put
from jsonform import dumps
from wording import noise, quoted

GOOD = """great wonderful excellent lovely fantastic delicious perfect brilliant charming superb amazing delightful pleasant friendly splendid outstanding impressive beautiful
enjoyable terrific marvellous fabulous comfortable helpful flawless""".split()
BAD = """terrible awful broken rude disappointing dirty slow boring useless horrible dreadful disgusting noisy poor unpleasant nasty overpriced stale annoying faulty lousy miserable
shabby pathetic mediocre""".split()
MIDDLING = "average ordinary standard plain usual normal typical common regular unremarkable acceptable so-so".split()
THINGS = "hotel phone soup movie book service room train coffee app car meal concert laptop waiter teacher course breakfast game show trip shop park hike film pizza beach museum garden".split(
    )
REVIEWS = {
    "positive": ["I loved the {t}.", "The {t} was {w}.", "What a {w} {t}!", "{W} {t}, that is all I can say.",
    "We had a {w} {t} in {c}.", "I found the {t} {w}.", "The {t} made my day.", "I would buy the {t} again.",
    "Best {t} ever!", "The {t} works like a charm.", "Thank you for the {w} {t}!",
                 "I can only recommend the {t}.", "This {t} is {w} and worth every cent.", "Five stars for the {t}.",
                 "The {t} exceeded my hopes.", "I am so happy with this {t}.", "Not bad at all, the {t} was {w}.",
                 "{x} and I really enjoyed the {t}.", "We will come back for the {t}, it was {w}."],
    "negative": ["I hated the {t}.", "The {t} was {w}.", "What a {w} {t}!", "{W} {t}, that is all I can say.",
    "We had a {w} {t} in {c}.", "I found the {t} {w}.", "The {t} ruined my day.", "I want my money back for the {t}.",
    "Worst {t} ever!", "The {t} broke after a day.", "Never again this {w} {t}!",
                 "I cannot recommend the {t}.", "This {t} is {w} and a waste of money.", "One star for the {t}.",
                 "The {t} was a let-down.", "I am so angry about this {t}.", "Not good at all, the {t} was {w}.",
                 "{x} and I did not enjoy the {t}.", "We will not come back, the {t} was {w}."],
    "neutral": ["The {t} was {w}.", "It was a {w} {t}.", "{W} {t}, that is all I can say.", "We had a {w} {t} in {c}.",
    "I found the {t} {w}.", "The {t} is open from nine to five.", "The {t} is on the second floor.",
    "I bought the {t} on {d}.", "The {t} arrived on {d}.", "There is a {t} in {c}.", "The {t} comes in two sizes.",
                "{x} has a {t} too.", "The {t} was neither good nor bad.", "This is a {t} from {c}.",
                "The {t} is what one would expect, {w}.", "We used the {t} on {d}.", "It is a {t}.",
                "They moved the {t} to {c}.", "The {t} was delivered on {d} as planned."],
}
ASPECTS = "staff room food view bed kitchen service owner waiter guide music garden driver seat price place".split()
DOES = {
    "positive": ["was friendly", "was spotless", "smiled at us", "helped us at once", "was worth it", "made us laugh",
    "was a pleasure", "went beyond our hopes", "was clean and bright", "took good care of us", "impressed everyone",
    "was a dream", "saved our day", "was fair", "tasted heavenly",
                 "was quick and kind", "could not be better", "deserves praise", "felt like home", "was full of charm",
                 "treated us like family", "was on time", "gave us a discount"],
    "negative": ["ignored us", "was filthy", "shouted at us", "let us wait for hours", "was a rip-off", "made us sick",
    "was tiny and dark", "fell apart", "smelled bad", "was a nightmare", "failed twice", "kept us awake", "lied to us",
    "was far too expensive", "tasted like soap",
                 "was late and rude", "could not be worse", "deserves no star", "was cold and damp", "stopped working",
                 "forgot our order", "overcharged us", "never answered"],
    "neutral": ["is on the left", "has four chairs", "opens at ten", "was painted in spring", "is next to the station",
    "has a number", "is the same as before", "comes from {c}", "was there on {d}", "is made of wood", "has two doors",
    "is called {x}"],
}
WORDS = {"positive": GOOD, "negative": BAD, "neutral": MIDDLING}


def review(r, label):
    thing = r.word(THINGS) if r.maybe(0.8) else n.thing(r)
    if r.maybe(0.4):
        one, two = r.sample(ASPECTS, 2)
        text = r.choice(["The {a} {p}.", "The {a} {p} and the {b} {q}.", "Our {a} {p}.", "The {a} {p}, the {b} {q}.",
            "In {c} the {a} {p}.", "Well, the {a} {p}.", "{x} says the {a} {p}."])
        return text.replace("{a}", one).replace("{b}", two).replace("{p}", r.choice(DOES[label])).replace("{q}",
            r.choice(DOES[label])).replace("{c}", n.city(r)).replace("{x}", n.first_name(r)).replace("{d}",
            r.choice(n.DAYS))
    w = r.choice(WORDS[label])  # feelings are knowledge, not copying: none held back
    return r.fill(REVIEWS[label], t=thing, w=w, W=w.capitalize(), c=n.city(r), d=r.choice(n.DAYS), x=n.first_name(r))


def reviews(r, label):
    """One to three sentences of one feeling, with some noise."""
    lines = [review(r, label)]
    if label != "neutral" and r.maybe(0.4):
        lines.append(review(r, label) if r.maybe(0.6) else review(r, "neutral"))
    if r.maybe(0.25):
        lines.insert(r.randint(0, len(lines)), noise(r))
    return " ".join(lines)


def wrap(r, task, text, question, label, key, labels):
    """The label bare, in JSON, or after a literal of the program."""
    kind = r.random()
    if kind < 0.68:
        return chat(task, ("user", quoted(r, text, question)), ("assistant", label))
    if kind < 0.82:
        keys = r.choice([f" Reply in JSON with {key}.", f' Answer as {{"{key}":"..."}}.',
            f' Use JSON like {{"{key}": "{"|".join(labels)}"}}.'])
        return chat(task, ("user", quoted(r, text, question + keys)), ("assistant", dumps({key: label})))
    lead = r.choice([key.capitalize() + ":", "Label:", "Answer:", key + ":", "Class:", "It is"])
    space = r.maybe(0.5)
    pieces = [(lead + (" " if space else ""), False), (("" if space else " ") + label, True)]
    if kind < 0.94:
        return chat(task, ("user", quoted(r, text, question)), ("assistant", pieces))
    return plain(task, (quoted(r, text, question) + "\n" + pieces[0][0], False), pieces[1])


def sentiment(r):
    labels = ["positive", "negative", "neutral"] if r.maybe(0.6) else ["positive", "negative"]
    label = r.choice(labels)
    shown = list(labels)
    r.shuffle(shown)
    names = ", ".join(shown[:-1]) + " or " + shown[-1]
    question = r.fill(["Is the sentiment {l}?", "Classify the sentiment: {l}.",
        "What is the sentiment of this text, {l}?", "Is this {l}?", "Decide whether the review is {l}.",
        "Sentiment ({l})?", "How does the writer feel: {l}?", "Label the text as {l}.", "Rate this review as {l}.",
        "Is the following text {l}?", "Is this review {l}?",
                       "What is the sentiment?", "Classify the sentiment.", "Tell me the mood of the text: {l}.",
                       "Sentiment: {l}?", "Choose {l}.", "Label this {l}.", "Does it sound {l}?", "The tone is {l}?",
                       "Answer with {l}.", "Is the customer {l}?", "Mood: {l}?", "Judge the feeling as {l}.",
                       "Is it {l}?", "Say whether it is {l}.", "Would you call this text {l}?", "Choose one: {l}."]
                       if len(labels) == 3 else
                      ["Is the sentiment {l}?", "Classify the sentiment: {l}.", "Is this {l}?",
                          "Decide whether the review is {l}.", "Sentiment ({l})?", "Label the text as {l}.",
                          "Rate this review as {l}.", "Is this review {l}?", "Tell me the mood of the text: {l}."],
                          l=names)
    return wrap(r, "classify sentiment", reviews(r, label), question, label,
        r.choice(["sentiment", "sentiment", "label", "feeling"]), shown)


TOPIC = {
    "sports": ["{x} scored {k} goals for {p}.", "The team from {c} won the final {k} to 1.",
    "{p} lost the match in {c}.", "The coach of {p} was happy with the game.", "{x} runs the marathon in {c}.",
    "The players train on {d} for the cup."],
    "politics": ["The minister {x} gave a speech in {c}.", "The parliament in {c} voted on a new law.",
    "{x} won the election in {p}.", "The president met the mayor of {c}.", "The party of {x} lost {k} seats.",
    "The government of {p} plans a new tax."],
    "weather": ["It will rain in {c} on {d}.", "A storm is coming to {c}.",
    "{k} degrees and sunshine are expected in {c}.", "Snow fell on {p} all night.",
    "The forecast for {d} says wind and clouds.", "Fog covers the coast near {c}."],
    "science": ["Researchers in {c} found a new planet.", "{x} studied {k} cells under a microscope.",
    "The laboratory of {p} tested a vaccine.", "A telescope in {c} saw a comet.",
    "The experiment of {x} shows how atoms move.", "Scientists measured the speed of light again."],
    "food": ["{x} cooked a soup with onions.", "The restaurant in {c} serves fresh fish.",
    "Add {k} grams of flour and stir.", "The bread from {p} tastes sweet.",
    "The new menu has cheese, rice and lemon cake.", "{x} bakes a cake on {d}."],
    "business": ["The shares of {p} rose by {k} percent.", "{p} bought a rival from {c}.",
    "The bank raised its interest rate.", "{x} is the new boss of {p}.", "The company {p} earned {k} million.",
    "Profits at {p} fell on {d}."],
    "music": ["The band from {c} released a new song.", "{x} plays the violin in {c}.",
    "The concert of {p} was sold out.", "The album has {k} tracks.", "The choir sang in {c} on {d}.",
    "{x} wrote a melody for the piano."],
    "travel": ["{x} took the train to {c}.", "Our holiday in {c} lasted {k} days.",
    "The hotel near the beach was full.", "We packed our bags and flew to {c}.", "The tour through {p} starts on {d}.",
    "Tourists visit the old town of {c}."],
    "technology": ["{p} presented a new phone.", "The software update fixes {k} bugs.", "{x} repairs computers in {c}.",
    "The robot from {p} can walk.", "The new chip is twice as fast.", "The app needs a password and a network."],
    "health": ["The doctor told {x} to rest.", "Drink water and sleep {k} hours.", "The hospital in {c} has new beds.",
    "{x} has a fever and a cough.", "The nurse gave {x} some medicine.", "Exercise is good for the heart."],
}


def about(r, topic):
    lines = [put(r.choice(TOPIC[topic]), dict(x=n.first_name(r), c=n.city(r), p=n.proper(r), k=r.randint(2, 60),
        d=r.choice(n.DAYS))) for _ in range(r.choice([1, 1, 2, 2, 3]))]
    return " ".join(dict.fromkeys(lines))


def topic(r):
    labels = r.some(list(TOPIC), 3, 6)
    label = r.choice(labels)
    names = r.choice([", ".join(labels[:-1]) + " or " + labels[-1], ", ".join(labels), " / ".join(labels),
        "\n- " + "\n- ".join(labels) + "\n"])
    question = r.ask(["What is this text about: {l}?", "Choose the topic: {l}.", "Which topic fits? Options: {l}",
        "Classify into one of {l}.", "Topic ({l})?", "Pick one label from {l}.", "Is it about {l}?",
        "What is the category? One of: {l}", "Label: {l}?", "Give the topic, one of {l}.",
        "Options: {l}. Which one fits?", "Assign one of {l}.", "Choose from {l}.", "{l}?",
        "Under which heading does it belong: {l}?", "The labels are {l}. Choose.", "Select the best label: {l}",
        "Decide between {l}.", "Sort the text into {l}.", "The topic is one of {l}. Which?"], l=names)
    return wrap(r, "classify topic", about(r, label), question, label, r.choice(["topic", "category", "label"]), labels)


PAIRS = [
    ("spam", ["spam", "ham"], {
        "spam": ["You won {k} dollars! Click {u} now!", "Cheap pills, only today, order at {u}.",
        "Dear friend, I need your bank account to move {k} million.", "Claim your free {t} before midnight!!!",
        "Lose weight fast with our magic tea.", "Urgent: your account is locked, log in at {u}.",
        "Make {k} dollars a day from home!", "Congratulations, you were selected for a prize!"],
        "ham": ["Hi {x}, are we still meeting on {d}?", "The report is attached, please read page {k}.",
        "Can you bring the {t} tomorrow?", "Lunch at {k} past twelve?", "{x} asked about the {t}.",
        "Thanks for your help on {d}.", "The train to {c} leaves at nine.", "I put the {t} on your desk."]}),
    ("urgency", ["urgent", "normal"], {
        "urgent": ["Please help right now, the server is down!", "We need the {t} within the hour.",
        "This cannot wait: water runs into the cellar.", "Call {x} at once!",
        "Everything has stopped, answer immediately.", "Emergency in {c}, come quickly!",
        "The deadline is in {k} minutes.", "As soon as possible, please send the {t}."],
        "normal": ["When you have time, look at the {t}.", "No hurry, next week is fine.",
        "Could you tell me the price of a {t}?", "I would like to know more about {c}.",
        "Just a small question about the {t}.", "Whenever it suits you, call {x}.", "There is no rush with the {t}.",
        "Some day we could go to {c}."]}),
    ("language", ["English", "German", "French", "Spanish"], {
        "English": ["The house is small and white.", "Where is the station?", "I would like a cup of tea.",
        "{x} lives in {c} and likes it.", "Good morning, how are you?", "We are going home now."],
        "German": ["Das Haus ist klein und weiß.", "Wo ist der Bahnhof?", "Ich möchte eine Tasse Tee.",
        "{x} wohnt in {c} und mag es.", "Guten Morgen, wie geht es dir?", "Wir gehen jetzt nach Hause."],
        "French": ["La maison est petite et blanche.", "Où est la gare ?", "Je voudrais une tasse de thé.",
        "{x} habite à {c} et l'aime.", "Bonjour, comment vas-tu ?", "Nous rentrons maintenant."],
        "Spanish": ["La casa es pequeña y blanca.", "¿Dónde está la estación?", "Quisiera una taza de té.",
        "{x} vive en {c} y le gusta.", "Buenos días, ¿cómo estás?", "Ahora nos vamos a casa."]}),
    ("intent", ["question", "complaint", "order", "praise"], {
        "question": ["How long is the {t}?", "Can you tell me when the shop in {c} opens?", "Do you sell a {t}?",
        "Where can I find the {t}?", "Is the {t} also there in blue?", "What does the {t} cost?"],
        "complaint": ["The {t} arrived broken.", "I have been waiting for {k} days!",
        "Nobody answers my calls about the {t}.", "The {t} does not work at all.", "You sent me the wrong {t}.",
        "I am not happy with the {t}."],
        "order": ["Please send me {k} pieces of the {t}.", "I want to buy a {t}.", "Put me down for one {t}.",
        "I order {k} of these.", "I'll take the {t}, ship it to {c}.", "Send the {t} to {x}, please."],
        "praise": ["Your {t} is wonderful!", "Thank you, the service in {c} was great.", "{x} was so helpful.",
        "Well done, I love the {t}.", "Best shop in {c}!", "The {t} is perfect, thanks."]}),
]


def labelled(r):
    """Spam, urgency, language, intent."""
    name, labels, examples = r.choice(PAIRS)
    label = r.choice(labels)
    shown = list(labels)
    r.shuffle(shown)
    text = put(r.choice(examples[label]), dict(x=n.first_name(r), c=n.city(r), t=r.word(n.NOUNS), k=r.randint(2, 90),
        d=r.choice(n.DAYS), u=n.url(r)))
    question = r.fill(["Is this {l}?", "Classify: {l}.", "What is the {k} ({l})?", "Label it as {l}.", "{K}: {l}?",
        "Decide: {l}.", "Choose one of {l}.", "{l}?", "Answer with {l}.", "Say {l}.", "Which {k} is it, {l}?",
        "The {k} is {l}?", "Give the {k}: {l}.", "Sort it: {l}.", "Pick the right {k}: {l}", "Select the {k}, {l}."],
                      l=", ".join(shown[:-1]) + " or " + shown[-1], k=name, K=name.capitalize())
    if name == "spam" and r.maybe(0.3):
        return wrap(r, "classify other", text, r.fill(["Is this spam? Answer yes or no.", "Spam, yes or no?",
            "Is the mail spam?", "Does this look like spam?"]), "yes" if label == "spam" else "no", "spam",
            ["yes", "no"])
    if name == "urgency" and r.maybe(0.3):
        return wrap(r, "classify other", text, r.fill(["Is it urgent? Answer yes or no.", "Urgent, yes or no?",
            "Is this urgent?", "Does it need an answer at once? yes or no"]), "yes" if label == "urgent" else "no",
            "urgent", ["yes", "no"])
    return wrap(r, "classify other", text, question, label, name, shown)


def option(r):
    """The option that the text itself names: made-up options, so that choosing is reading."""
    options = list(dict.fromkeys(n.proper(r) if r.maybe(0.5) else n.thing(r) for _ in range(r.randint(2, 5))))
    label = r.choice(options)
    who = n.first_name(r)
    text = r.fill(["{x} decided to take the {l}.", "In the end {x} chose {l}.", "{x} did not want anything but {l}.",
        "{x} likes {l} best.", "After a long talk, {x} picked {l}.", "The winner is {l}, says {x}.", "{x} bought {l}.",
        "Only {l} was good enough for {x}.", "{x} said: {l}, please.", "{x} voted for {l}.",
        "For {x} it has to be {l}.", "{x} prefers {l}.", "{l} it is, said {x}.", "{x} ended up with {l}.",
        "{x} asked for {l}.", "Give {l} to {x}.", "{x} went for {l} without a doubt."], x=who, l=label)
    if r.maybe(0.3):
        text += " " + noise(r)
    if r.maybe(0.3):
        text = noise(r) + " " + text
    listing = r.choice([", ".join(options), " / ".join(options), "\n- " + "\n- ".join(options) + "\n",
        ", ".join(options[:-1]) + " or " + options[-1] if len(options) > 1 else options[0]])
    question = r.ask(["What did {x} choose: {o}?", "Which one is it? Options: {o}", "Choose the right one of {o}.",
        "Which of these does {x} take: {o}?", "Options: {o}. What does {x} want?", "Select one: {o}",
        "Pick what the text says: {o}", "{o}?", "Choose: {o}", "Which of {o}?", "Decide for one of {o}.",
        "What is it, {o}?", "The options are {o}. Which one?", "Answer with one of {o}.", "One of {o}. Which?",
        "Take one: {o}."], x=who, o=listing)
    return wrap(r, "choose option", text, question, label, "choice", options)


TASKS = [(4, sentiment), (2, topic), (2, labelled), (2, option)]
