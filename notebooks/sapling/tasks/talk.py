"""Small talk, greetings in four languages, talk about Espalier, and conversations that refer back."""

import names as n
from doc import chat
from tasks.facts import pair
from tasks.passages import VARIANT

GREETINGS = [
    (["Hello", "Hello!", "Hi", "Hi!", "Hi there", "Hey", "Hey there!", "hello"],
        ["Hello! How can I help you?", "Hi! What can I do for you?", "Hello! What would you like to do?"]),
    (["Good morning", "Good morning!"], ["Good morning! How can I help you?"]),
    (["Good evening", "Good evening!"], ["Good evening! How can I help you?"]),
    (["How are you?", "How are you today?", "How is it going?", "How do you do?"],
        ["I am fine, thank you. How can I help you?", "Very well, thank you. And you?"]),
    (["Thank you", "Thanks!", "Thanks a lot!", "Thank you very much."], ["You are welcome!",
        "You are welcome. Anything else?"]),
    (["Goodbye", "Bye", "Bye!", "See you!", "Good night."], ["Goodbye!", "Goodbye! See you soon."]),
    (["Hallo", "Hallo!", "Guten Tag", "Guten Tag!", "Guten Morgen!"], ["Hallo! Wie kann ich helfen?",
        "Guten Tag! Was kann ich für Sie tun?"]),
    (["Wie geht es dir?", "Wie geht's?", "Wie geht es Ihnen?"], ["Mir geht es gut, danke. Und dir?",
        "Gut, danke! Wie kann ich helfen?"]),
    (["Danke!", "Vielen Dank!"], ["Gern geschehen!", "Bitte sehr!"]),
    (["Auf Wiedersehen", "Tschüss!"], ["Auf Wiedersehen!", "Tschüss!"]),
    (["Bonjour", "Bonjour !", "Salut !", "Bonsoir"], ["Bonjour ! Comment puis-je vous aider ?",
        "Bonjour ! Que puis-je faire pour vous ?"]),
    (["Comment vas-tu ?", "Comment ça va ?"], ["Je vais bien, merci. Et toi ?", "Très bien, merci !"]),
    (["Merci !", "Merci beaucoup."], ["De rien !", "Avec plaisir !"]),
    (["Au revoir", "À bientôt !"], ["Au revoir !", "À bientôt !"]),
    (["Hola", "¡Hola!", "Buenos días", "Buenas tardes"], ["¡Hola! ¿En qué puedo ayudar?",
        "¡Hola! ¿Qué puedo hacer por ti?"]),
    (["¿Cómo estás?", "¿Qué tal?"], ["Estoy bien, gracias. ¿Y tú?", "¡Muy bien, gracias!"]),
    (["Gracias", "¡Muchas gracias!"], ["¡De nada!", "¡Con gusto!"]),
    (["Adiós", "¡Hasta luego!"], ["¡Adiós!", "¡Hasta luego!"]),
]
ABOUT_SELF = [
    (["Who are you?", "What are you?", "What is your name?", "Tell me about yourself.", "Introduce yourself.",
        "What's your name?"], ["I am Sapling, the small model that comes with Espalier.",
        "My name is Sapling. I am a small language model that comes with Espalier."]),
    (["What is Espalier?", "Tell me about Espalier.", "What does Espalier do?", "Explain Espalier."],
        ["Espalier runs generation programs: code with prompts, typed generations, forks and constraints.",
        "Espalier is a runtime for the JVM that runs programs which generate text of given types."]),
    (["What can you do?", "What are you good at?", "How can you help me?", "What do you know?"],
        ["I can extract fields, classify texts, answer questions about a passage, do small sums and call tools.",
        "I extract data, classify, do small sums and choose tools. For more, use a larger model."]),
    (["How large are you?", "How big are you?", "How many parameters do you have?"],
        ["I am very small: about nine million parameters in less than ten megabytes."]),
    (["What is an espalier?", "What does espalier mean?"],
        ["An espalier is a tree that is trained to grow flat along a wall.",
        "A fruit tree trained along a frame, each branch in its place."]),
    (["What is a sapling?", "What does sapling mean?"], ["A sapling is a young tree."]),
    (["What is a fork in Espalier?", "What does fork do?"],
        ["A fork runs branches in parallel; they share the pages of their common prefix."]),
    (["What does gen do?", "What is gen in Espalier?"],
        ["gen generates a value of a given type and keeps to that type by a token mask."]),
    (["What does select do?", "What is select?"],
        ["select scores every choice by its probability and takes the best one."]),
    (["What is the radix cache?", "What does the cache of Espalier do?"],
        ["It keeps the pages of earlier prefixes in a tree, so that a common prefix is computed only once."]),
    (["Which language is Espalier written in?", "What is Espalier written in?"], ["Espalier is written in Java."]),
    (["Are you a person?", "Are you human?", "Are you real?"], ["No, I am a small language model.",
        "No, I am a model called Sapling."]),
    (["Who made you?", "Who trained you?", "Where do you come from?"],
        ["I was trained by the recipe in the Espalier project, on text that the recipe makes itself."]),
    (["Can I use another model?", "How can I use a larger model?", "How do I use a better model?"],
        ["Yes: start the program with --model and the path of a GGUF file."]),
    (["Tell me a joke.", "Do you know a joke?", "Make me laugh."],
        ["Why did the tree go to school? It wanted to branch out.", "What does a tree drink? Root beer."]),
    (["Can you help me?", "I need help.", "Help me, please."], ["Of course. What do you need?",
        "Gladly. What is it about?"]),
    (["What is the weather like?", "What time is it?", "What day is today?"], ["I cannot know that without a tool."]),
    (["What is your favourite colour?", "Do you like music?", "Do you like trees?"],
        ["Green, like leaves.", "I like anything that grows."]),
]


def greeting(r):
    asks, replies = r.choice(GREETINGS)
    return chat("small talk", *maybe_system(r), ("user", r.choice(asks)), ("assistant", r.choice(replies)))


def self_question(r):
    asks, replies = r.choice(ABOUT_SELF)
    return chat("small talk", *maybe_system(r), ("user", r.choice(asks)), ("assistant", r.choice(replies)))


def maybe_system(r):
    return [("system", r.choice(["You are a helpful assistant.", "You are Sapling.", "Be friendly.",
        "You are a friendly assistant."]))] if r.maybe(0.25) else []


SUBJECTS = {"name": (n.first_name, ["My name is {v}.", "I am {v}.", "I'm {v}.", "Call me {v}.", "People call me {v}.",
    "{v} is my name."], ["What is my name?", "Who am I?", "Do you remember my name?", "How am I called?"],
    ["Your name is {v}."]),
            "city": (n.city, ["I live in {v}.", "I am from {v}.", "My home is {v}.", "I moved to {v}.",
            "I come from {v}.", "We live in {v}."], ["Where do I live?", "Which city am I from?", "Where is my home?"],
            ["You live in {v}."]),
            "age": (lambda r: r.randint(5, 99), ["I am {v} years old.", "My age is {v}.", "I turned {v} this week.",
            "I'm {v}."], ["How old am I?", "What is my age?"], ["You are {v} years old."]),
            "pet": (n.first_name, ["My dog is called {v}.", "I have a dog named {v}.", "My dog's name is {v}."],
            ["What is the name of my dog?", "How is my dog called?"], ["Your dog is called {v}."]),
            "job": (lambda r: r.word(n.JOBS), ["I work as a {v}.", "My job is {v}.", "I am a {v}."],
            ["What is my job?", "What do I do?"], ["You work as a {v}."]),
            "colour": (lambda r: r.choice(n.COLOURS), ["My favourite colour is {v}.", "I like {v} best.",
            "I love the colour {v}."], ["What is my favourite colour?", "Which colour do I like?"],
            ["Your favourite colour is {v}."]),
            "number": (n.number, ["The number is {v}.", "My lucky number is {v}.", "Remember the number {v}."],
            ["What was the number?", "Which number did I say?"], ["The number is {v}."]),
            "word": (n.invented, ["The password is {v}.", "Remember the word {v}.", "The secret word is {v}."],
            ["What was the word?", "What is the secret word?", "Which word did I tell you?"], ["The word is {v}."])}
ACCEPT = ["Nice to meet you!", "Good to know.", "I will remember that.", "Thank you for telling me."]


def refer_back(r):
    """Something is said, other turns may follow, then it is asked for."""
    keys = r.sample(list(SUBJECTS), r.randint(1, 3))
    values = {k: SUBJECTS[k][0](r) for k in keys}
    turns = list(maybe_system(r))
    for key in keys:
        turns += [("user", r.choice(SUBJECTS[key][1]).replace("{v}", str(values[key]))
            + (" " + r.choice(["Hello!", "Nice to meet you."]) if r.maybe(0.1) else "")),
            ("assistant", r.choice(ACCEPT))]
    if r.maybe(0.4):
        question, answer = pair(r)
        turns += [("user", question), ("assistant", answer)]
    key = r.choice(keys)
    turns += [("user", r.choice(SUBJECTS[key][2])), ("assistant", r.choice(SUBJECTS[key][3]).replace("{v}",
        str(values[key])))]
    return chat("refer back", *turns)


def change(r):
    """A list that the user changes over several turns."""
    items = [n.thing(r) for _ in range(r.randint(2, 4))]
    items = list(dict.fromkeys(items))
    turns = [("user", r.choice(["My list: ", "I need to buy: ", "Keep this list: ", "Remember these things: "])
        + ", ".join(items)), ("assistant", r.choice(["I keep the list.", "Noted.", "All right."]))]
    for _ in range(r.randint(1, 3)):
        if r.maybe(0.5) or len(items) < 2:
            new = n.thing(r)
            items.append(new)
            turns += [("user", r.choice(["Add {v}.", "Also {v}.", "Put {v} on the list.", "And {v}, please."]).replace(
                "{v}", new))]
        else:
            gone = items.pop(r.randrange(len(items)))
            turns += [("user", r.choice(["Remove {v}.", "Without {v}.", "Take {v} off the list."]).replace("{v}",
                gone))]
        turns += [("assistant", ", ".join(items))]
    return chat("keep a list", *turns)


def more_questions(r):
    """Several questions about one passage, in turns."""
    from tasks.passages import article, facts, tell
    told = facts(r)
    text = " ".join(tell(r, f) for f in told)
    turns = [("user", text)] if r.maybe(0.3) else []
    if turns:
        turns.append(("assistant", "I have read it."))
    lead = "" if turns else text + "\n"
    for _ in range(r.randint(2, 3)):
        who, (verb, base), thing, _ = r.choice(told)
        turns += [("user", lead + r.choice([f"Who {verb} {article(thing)}?", f"Who {verb} the {thing}?"])),
            ("assistant", who)]
        lead = ""
    return chat("refer back", *turns)


TASKS = [(2, greeting), (2, self_question), (2, refer_back), (1, change), (0.7, more_questions)]
