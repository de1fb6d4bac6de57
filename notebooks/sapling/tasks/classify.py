"""Classification: sentiment, topic, spam, urgency, language, intent, and choosing among options that the prompt gives."""

import names as n
from doc import chat, plain
from draw import put
from feelings import ASPECTS, BAD, BUT, DOES, FRAMES, GOOD, JUDGED, MIDDLING, REMARKS, THINGS, TURNED, WORDS
from jsonform import dumps
from prose import deed
from wording import noise, quoted

def holes(r, text):
    for hole, value in (("{x}", n.first_name), ("{c}", n.city), ("{d}", lambda q: q.choice(n.DAYS)), ("{k}", lambda q: str(q.randint(2, 60)))):
        if hole in text:
            text = text.replace(hole, value(r))
    return text


def adjective(r, label):
    """A word of this feeling, or its opposite with a "not"."""
    if label in TURNED and r.maybe(0.12):
        return r.choice(TURNED[label]).replace("{n}", r.choice(BAD)).replace("{p}", r.choice(GOOD))
    return r.choice(["", "", "", "", "very ", "really ", "so ", "quite ", "absolutely ", "pretty "]) + r.choice(WORDS[label]) if label != "neutral" else r.choice(MIDDLING)


def review(r, label):
    """One sentence of this feeling: adjectives, a deed of some part, or a remark without any word of feeling."""
    thing = r.choice(THINGS) if r.maybe(0.85) else n.thing(r)
    kind = r.random()
    if kind < 0.27:
        one, two = r.sample(ASPECTS, 2)
        text = r.choice(["The {a} {p}.", "The {a} {p} and the {b} {q}.", "Our {a} {p}.", "The {a} {p}, the {b} {q}.", "{A} {p}!", "the {a} {p} and {q}",
            "In {c} the {a} {p}.", "Well, the {a} {p}.", "{x} says the {a} {p}.", "The {a} of the {t} {p}.", "On {d} the {a} {p}.", "My {a} {p}, and that says it all."])
        text = text.replace("{a}", one).replace("{A}", one.capitalize()).replace("{b}", two).replace("{p}", r.choice(DOES[label])).replace("{q}", r.choice(DOES[label]))
        return holes(r, text.replace("{t}", thing))
    if kind < 0.68:
        remark = r.choice(REMARKS[label])
        text = put(r.style(FRAMES), dict(r=remark, R=remark[0].upper() + remark[1:], t=thing, s=r.choice(ASPECTS)))
        return holes(r, text[0].upper() + text[1:] if r.maybe(0.85) else text)
    if kind < 0.74 and label != "neutral":
        other = "negative" if label == "positive" else "positive"
        one, two = r.sample(ASPECTS, 2)
        a = r.choice(["the {s} {p}", "the {s} was {w}"]).replace("{s}", one).replace("{p}", r.choice(DOES[other])).replace("{w}", r.choice(WORDS[other]))
        b = r.choice(["the {s} {p}", "{r}", "all in all it was {w}", "overall I was {h}"]).replace("{s}", two).replace("{p}", r.choice(DOES[label])).replace("{w}",
            r.choice(WORDS[label])).replace("{r}", r.choice(REMARKS[label])).replace("{h}", r.choice(["happy", "delighted", "pleased"] if label == "positive"
            else ["unhappy", "disappointed", "annoyed"]))
        return holes(r, put(r.style(BUT), dict(a=a, b=b, A=a[0].upper() + a[1:])))
    words = [adjective(r, label) for _ in range(3)]
    text = put(r.style(JUDGED), dict(t=thing, w=words[0], W=words[0].capitalize(), v=words[1], u=words[2], s=r.choice(ASPECTS), u2=r.choice(ASPECTS)))
    return holes(r, text)


def reviews(r, label):
    """One to three sentences of one feeling, with some noise."""
    lines = [review(r, label)]
    if label != "neutral" and r.maybe(0.4):
        lines.append(review(r, label) if r.maybe(0.6) else review(r, "neutral"))
    if r.maybe(0.3):
        lines.insert(r.randint(0, len(lines)), plainly(r))
    text = " ".join(lines)
    if r.maybe(0.04):
        text = r.choice([text.lower(), text.upper() if len(text) < 60 else text.lower()])
    return text


def plainly(r):
    """A sentence that feels nothing: when, where, who."""
    return holes(r, r.fill(["We were there on {d}.", "I ordered it on {d}.", "This was in {c}.", "I am {x} from {c}.", "My order number is {k}.", "It was my {k}th visit.",
        "We were a party of {k}.", "{x} told me about it.", "I used it for {k} days.", "We came by train.", "I am writing about my stay in {c}.", "Bought in {c}.",
        "It was a gift from {x}.", "It was a {d}.", "Hello,", "Hi there.", "To whom it may concern:", "Review by {x}:", "I live nearby."]))


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
    question = r.ask(["Is the sentiment {l}?", "Classify the sentiment: {l}.",
        "What is the sentiment of this text, {l}?", "Is this {l}?", "Decide whether the review is {l}.",
        "Sentiment ({l})?", "How does the writer feel: {l}?", "Label the text as {l}.", "Rate this review as {l}.",
        "Is the following text {l}?", "Is this review {l}?",
                       "What is the sentiment?", "Classify the sentiment.", "Tell me the mood of the text: {l}.",
                       "Sentiment: {l}?", "Choose {l}.", "Label this {l}.", "Does it sound {l}?", "The tone is {l}?",
                       "Answer with {l}.", "Is the customer {l}?", "Mood: {l}?", "Judge the feeling as {l}.",
                       "Is it {l}?", "Say whether it is {l}.", "Would you call this text {l}?", "Choose one: {l}.", "How does this sound: {l}?",
                       "What is the tone of this message?", "Is the writer pleased? Say {l}.", "Sentiment?", "Give the sentiment.", "Determine the sentiment of the review.",
                       "Tag it with {l}.", "Which of {l} describes the mood?", "Happy or not? {l}", "Please classify this feedback as {l}.", "Is this feedback {l}?",
                       "Assess the emotion: {l}.", "Tell me whether this is {l}.", "{l}?", "What mood is the author in: {l}?", "Read the comment and answer {l}.",
                       "Does the author like it? Use {l}.", "The sentiment of the following is {l}:"]
                       if len(labels) == 3 else
                      ["Is the sentiment {l}?", "Classify the sentiment: {l}.", "Is this {l}?",
                          "Decide whether the review is {l}.", "Sentiment ({l})?", "Label the text as {l}.",
                          "Rate this review as {l}.", "Is this review {l}?", "Tell me the mood of the text: {l}.", "{l}?", "How does it sound, {l}?", "Is the customer {l}?", "Choose {l}.",
                          "Please classify this feedback as {l}.", "What is the tone: {l}?", "Answer {l}.", "Would you say {l}?", "Thumbs: {l}?", "Mood: {l}?"],
                          l=names)
    return wrap(r, "classify sentiment", reviews(r, label), question, label,
        r.choice(["sentiment", "sentiment", "label", "feeling"]), shown)


TOPIC = {
    "billing": ["I was charged twice for {k} euros.", "My invoice shows the wrong sum.", "When will I get my refund?", "The card payment of {k} dollars failed.", "Please send the bill to {x}.", "You took {k} euros from my account.",
    "I do not understand the fees on my statement.", "How can I pay by bank transfer?", "The price on the receipt is wrong.", "My credit card was rejected."],
    "delivery": ["My parcel has not arrived.", "The package was left at the wrong door.", "When will my order be shipped to {c}?", "The courier never rang the bell.", "The box came {k} days late.", "Where is my shipment?",
    "The tracking number does not work.", "Can you deliver on {d}?", "The driver left it with {x}.", "It is still on its way since {d}."],
    "product": ["The screen is cracked.", "The handle broke after {k} days.", "It stops working when it gets warm.", "The buttons are stuck.", "Does the lamp come in blue?", "The blender makes a strange noise.", "The zip of the jacket is torn.",
    "The battery does not last.", "How do I change the filter?", "The colour is not as shown."],
    "account": ["I cannot log in.", "How do I change my password?", "Please delete my profile.", "My user name is {x}, but I forgot the code.", "The confirmation mail never came.", "I want to change my e-mail address.", "My login is blocked."],
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
        "{x} asked for {l}.", "Give {l} to {x}.", "{x} went for {l} without a doubt.", "It was {l} that {x} wanted.", "{x} pointed at {l}.", "If you ask {x}, take {l}.", "{x} {e}, then took {l}.", "{l} was {x}'s choice.", "{x} came home with {l}.",
        "{x} could not resist {l}.", "After all that, {l} is what {x} got.", "{x} paid for {l}.", "{x} settled on {l}.", "{x}'s favourite is {l}.", "{x} has made up {h} mind: {l}.", "{x} would rather have {l}.", "{x} ordered {l} and {e}.",
        "Nothing but {l} makes {x} happy.", "{x} opted for {l}.", "{l}? {x} took it at once.", "{x} signed up for {l}.", "{x} is going with {l}."], x=who, l=label, e=deed(r), h=r.choice(["his", "her"]))
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


TASKS = [(5, sentiment), (1.6, topic), (1.8, labelled), (2, option)]
