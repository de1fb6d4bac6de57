"""Choosing among described tools and filling in their arguments, as one JSON object whose first field is its type."""

import names as n
from doc import chat
from jsonform import dumps, tagged
from prose import aside, lead_in
from wording import upper

# name, parameters {name: (type, maker)}, description, ways to ask
KNOWN = [
    ("weather", {"city": n.city}, "the weather in a city", ["What is the weather in {city}?",
        "Will it rain in {city} tomorrow?", "Is it raining in {city} today?", "Do I need a coat in {city} now?",
        "How is the weather in {city} this week?", "Weather for {city}, please.", "{city} weather?",
        "I am off to {city} tonight. Will it be cold?", "Is there snow in {city} right now?",
        "How warm is it in {city}?", "Do I need an umbrella in {city}?", "Tell me the forecast for {city}.",
        "Is it sunny in {city}?"]),
    ("search", {"query": lambda r: n.phrase(r, 1, 4) if r.maybe(0.6) else n.title(r)}, "searches the web",
        ["Search the web for {query}.", "Look up {query}.", "Find pages about {query}.",
        "What does the web say about {query}?", "Google {query} for me.", "I want to read about {query}."]),
    ("search", {"entity": lambda r: n.title(r) if r.maybe(0.5) else n.person(r)}, "finds an article about an entity",
        ["Search for {entity}.", "Look up the article on {entity}.", "Find out about {entity}.",
        "Who or what is {entity}?", "I want to know about {entity}.", "Get the article {entity}."]),
    ("message", {"to": n.first_name, "text": lambda r: n.phrase(r, 2, 5)}, "sends a message",
        ["Send {to} a message saying {text}.", "Tell {to}: {text}", "Write to {to} that {text}.",
        "Text {to} \"{text}\".", "Let {to} know: {text}.", "Message {to}: {text}"]),
    ("send_email", {"to": n.email, "subject": lambda r: n.phrase(r, 1, 3), "body": lambda r: n.phrase(r, 2, 5)},
        "sends an e-mail", ["Send an e-mail to {to} about {subject} saying {body}.",
        "Mail {to}, subject {subject}, text: {body}", "Write {to} a mail with the subject {subject}: {body}.",
        "E-mail {to}: {subject} - {body}"]),
    ("calculator", {"expression": lambda r: f"{r.randint(1, 999)} {r.choice('+-*/')} {r.randint(1, 999)}"},
        "evaluates an expression", ["Use the calculator for {expression}.", "What is {expression}?",
        "Compute {expression}.", "How much is {expression}?", "Please work out {expression}.",
        "Calculate {expression} for me."]),
    ("reminder", {"text": lambda r: n.phrase(r, 1, 4), "time": n.clock}, "sets a reminder",
        ["Remind me at {time} of {text}.", "Set a reminder for {time}: {text}", "At {time} tell me: {text}.",
        "Don't let me forget {text} at {time}.", "I need a reminder at {time} about {text}."]),
    ("book_table", {"restaurant": n.proper, "people": lambda r: r.randint(1, 12), "time": n.clock},
        "books a table in a restaurant", ["Book a table for {people} at {restaurant} at {time}.",
        "We are {people} and want to eat at {restaurant} at {time}.",
        "Reserve {restaurant} for {people} people, {time}.", "Table for {people}, {time}, {restaurant}."]),
    ("play", {"song": n.title, "artist": n.person}, "plays a song", ["Play {song} by {artist}.",
        "I want to hear {song} from {artist}.", "Put on {artist}'s {song}.", "Let's listen to {song} by {artist}."]),
    ("translate", {"text": lambda r: n.phrase(r, 1, 4), "language": lambda r: r.choice(
        "German French Spanish Italian Polish Greek Dutch Turkish".split())}, "translates a text",
        ["Translate {text} into {language}.", "What is {text} in {language}?", "How do you say {text} in {language}?",
        "Give me {text} in {language}.", "Put \"{text}\" into {language}."]),
    ("lookup", {"keyword": lambda r: n.phrase(r, 1, 2)}, "finds a keyword in the page",
        ["Find {keyword} on the page.", "Where does the page mention {keyword}?", "Look for the keyword {keyword}.",
        "Does the article say something about {keyword}?", "Go to the part about {keyword}."]),
    ("convert", {"amount": lambda r: r.choice([r.randint(1, 999), n.price(r)]),
        "from": lambda r: r.choice("EUR USD GBP JPY CHF".split()), "to": lambda r: r.choice(
        "SEK NOK DKK PLN CZK".split())}, "converts money", ["Convert {amount} {from} to {to}.",
        "How much is {amount} {from} in {to}?", "Change {amount} {from} into {to}.", "{amount} {from} in {to}?"]),
    ("open_page", {"url": n.url}, "opens a page", ["Open {url}.", "Go to {url}.", "Show me {url}.",
        "Load the page {url}.", "Visit {url}, please."]),
    ("get_order", {"order_id": n.code}, "shows an order", ["Where is my order {order_id}?", "Show order {order_id}.",
        "What about {order_id}?", "Has order {order_id} been sent?", "Check the order {order_id}."]),
    ("book_flight", {"from": n.city, "to": n.city, "date": n.date}, "books a flight",
        ["Book a flight from {from} to {to} on {date}.", "I need to fly to {to} from {from} on {date}.",
        "Get me from {from} to {to} on {date}.", "Flight {from} - {to}, {date}, please."]),
    ("create_event", {"title": lambda r: n.phrase(r, 1, 3), "date": n.date, "time": n.clock},
        "puts an event into the calendar", ["Put {title} into my calendar on {date} at {time}.",
        "Schedule {title} for {date}, {time}.", "Plan {title} on {date} at {time}.",
        "On {date} at {time} I have {title}; note it."]),
    ("timer", {"minutes": lambda r: r.randint(1, 120)}, "starts a timer",
        ["Start a timer for {minutes} minutes.", "Wake me in {minutes} minutes.", "Timer: {minutes} minutes.",
        "Count down {minutes} minutes."]),
    ("set_light", {"room": lambda r: r.choice("kitchen bedroom bathroom hall office garage cellar".split()),
        "on": lambda r: r.maybe(0.5)}, "switches the light", ["Light {on} in the {room}.",
        "Switch the {room} light {on}.", "Turn {on} the light in the {room}.", "Please turn the {room} light {on}."]),
]


VERBS = """fetch update remove register track rename archive repair paint order clean check print scan upload measure add delete create open close start stop list show copy move
share sort count label load save lock unlock pay cancel confirm rate assign merge split export import buy sell rent ship wash cut fold""".split(
    )


OTHER_VERBS = {"fetch": ["get", "bring me"], "remove": ["take away", "get rid of"], "delete": ["get rid of", "erase", "drop"], "create": ["make", "set up"], "buy": ["get", "purchase"], "sell": ["put up for sale"],
    "repair": ["fix", "mend"], "clean": ["wash", "scrub"], "show": ["display", "let me see"], "close": ["shut"], "start": ["launch", "begin"], "stop": ["halt", "end"], "move": ["shift", "carry"],
    "send": ["mail", "dispatch"], "cancel": ["call off"], "count": ["tell me the number of"], "find": ["look for", "search for"], "ship": ["send off"], "rename": ["give a new name to"], "update": ["refresh", "bring up to date"],
    "order": ["get me", "ask for"], "list": ["show me every one of"], "rate": ["judge"], "archive": ["put away", "store"], "confirm": ["say yes to"], "check": ["have a look at", "inspect"], "copy": ["duplicate"]}
# How a request gives an argument without naming it.
LOOSE_ARGUMENTS = {"owner": ["for {K}", "that belongs to {K}", "of {K}"], "city": ["in {K}", "over in {K}"], "date": ["on {K}", "by {K}"], "email": ["and write to {K}", "for {K}"], "price": ["for {K} euros", "at {K}"],
    "count": ["{K} times", "all {K} of them"], "name": ["called {K}", "named {K}"], "color": ["in {K}", "painted {K}"], "path": ["from {K}", "at {K}"], "id": ["number {K}", "{K}"], "size": ["of size {K}", "size {K}"],
    "label": ["labelled {K}", "marked {K}"], "note": ["with the note {K}", "saying {K}"]}
SAME_PURPOSE = [{"message", "send_message"}, {"timer", "set_timer", "set_alarm", "reminder"}, {"add_item", "add_to_list"}, {"book_flight", "find_flights", "train_times"}, {"convert", "currency"}, {"call", "message", "send_message"},
    {"get_order", "track_parcel", "cancel_order"}, {"play", "play_music"}, {"calculator", "add", "multiply"}, {"search", "lookup", "define", "population", "stock_price"}, {"time_in", "weather"},
    {"read_file", "delete_file", "open_page", "search"}]


def apart(tools):
    """The tools without those whose purpose another one shares."""
    out = []
    for tool in tools:
        if not any(tool[0] in group and any(o[0] in group for o in out) for group in SAME_PURPOSE):
            out.append(tool)
    return out


def invented_tool(r):
    """A tool nobody has seen: its name, parameters and request are made up on the spot."""
    verb = r.choice(VERBS) if r.maybe(0.85) else n.invented(r)
    noun = r.word(n.NOUNS) if r.maybe(0.5) else n.invented(r) if r.maybe(0.6) else r.word(
        r.choice([n.TOPICS, n.JOBS, n.ADJECTIVES]))
    verb, noun = n.plain(verb) or "do", n.plain(noun) or "it"
    name = r.choice([f"{verb}_{noun}", verb + noun.capitalize(), verb, noun, f"{noun}_{verb}"])
    makers = {"id": n.code, "name": n.proper, "count": lambda q: q.randint(1, 99), "owner": n.first_name,
        "city": n.city, "date": n.date, "label": n.invented, "email": n.email, "price": n.price,
        "note": lambda q: n.phrase(q, 1, 3), "color": lambda q: q.choice(n.COLOURS), "size": lambda q: q.randint(1, 60),
        "path": lambda q: "/" + n.plain(n.invented(q)) + "/" + n.plain(n.invented(q)),
        n.plain(n.invented(r)): n.invented}
    keys = r.some(list(makers), 1, 3)
    if r.maybe(0.5) and all(k in LOOSE_ARGUMENTS for k in keys):
        doing = r.choice(OTHER_VERBS[verb]) if verb in OTHER_VERBS and r.maybe(0.4) else verb
        wish = upper(f"{doing} {r.choice(['the', 'the', 'a', 'my', 'that', 'this'])} {noun} " + " ".join(r.choice(LOOSE_ARGUMENTS[k]).replace("{K}", "{" + k + "}") for k in keys)) + r.choice([".", "", "!"])
    else:
        wish = upper(f"{verb} the {noun} " + r.choice([" and ", ", ", " "]).join(
        r.choice(["with {k} {K}", "({k} {K})", "{k}: {K}", "whose {k} is {K}"]).replace("{k}", k).replace("{K}",
        "{" + k + "}") for k in keys)) + r.choice([".", "", "!"])
    if r.maybe(0.4):
        wish = r.choice(["Please ", "I want you to ", "I would like to ", "Go and ", "Let us ", "You should ",
            "Can you ", "Could you please ", "Now ", "I need someone to ", "It is time to ", "My wish: ", "Someone has to ", "We must ", "Would you mind to ", "Next, ", "Don't forget to "]) + wish[0].lower() + wish[1:]
    return (name, {k: makers[k] for k in keys}, f"can {verb} a {noun}", [wish])


SAMPLE = {str: "string", int: "int", float: "float", bool: "bool"}


def describe(r, tools):
    """The system text that shows the tools."""
    style = r.randrange(5)
    rng = type(r)(1)
    typed = lambda params: ", ".join(f"{k}: {SAMPLE[type(make(rng))]}" for k, make in params.items())
    lines = []
    for name, params, text, _ in tools:
        if style == 0:
            lines.append(f"- {name}({typed(params)}): {text}")
        elif style == 1:
            lines.append(f"{name}({', '.join(params)}) - {text}")
        elif style == 2:
            lines.append(f"tool {name}({typed(params)})")
        elif style == 3:
            lines.append(dumps({"name": name, "description": text, "parameters": {k: SAMPLE[type(make(rng))] for k,
                make in params.items()}}))
        else:
            lines.append(f"{name}: {text}. Arguments: {', '.join(params)}.")
    return "\n".join(lines)


LEADS = ["You may call these tools:\n{t}\nAnswer with a JSON tool call.", "Tools:\n{t}",
    "You have these tools:\n{t}\nReply with one JSON object.", "Choose a tool and fill in its arguments.\n{t}",
    "Available tools:\n{t}\nAnswer as {\"type\": \"...\", ...}.", "{t}\nUse exactly one tool. JSON only.",
    "You are an assistant with tools.\n{t}", "Call one of:\n{t}",
         "Pick the right tool.\n{t}\nThe first field is \"type\".", "The following tools exist:\n{t}",
         "Use a tool if you can.\n{t}", "Functions:\n{t}\nOne call, as JSON.", "Tools you can use:\n\n{t}",
         "Respond with a tool call.\nTools:\n{t}", "Act by calling a tool:\n{t}", "{t}",
         "Help the user with these tools.\n{t}\n", "Reply with the call as JSON: {\"type\": name, arguments}.\n{t}",
         "Decide which tool to call:\n{t}", "# Tools\n{t}",
         "These functions can be called:\n{t}\nWrite the call as JSON.", "Here are your tools.\n{t}\nCall one."]


def call(r):
    tools = [r.choice(KNOWN) if r.maybe(0.55) else invented_tool(r) for _ in range(r.choice([1, 2, 3, 3, 4, 5]))]
    tools = list({t[2]: t for t in {t[0]: t for t in tools}.values()}.values())  # neither name nor purpose twice
    tools = apart(tools)
    tool = r.choice(tools)
    name, params, _, wishes = tool
    values = {k: make(r) for k, make in params.items()}
    text = r.style(wishes) if len(wishes) > 1 else wishes[0]
    for k, v in values.items():
        text = text.replace("{" + k + "}", {True: "on", False: "off"}.get(v, str(v)) if isinstance(v, bool) else str(v))
    if r.maybe(0.08) and len(wishes) > 1:
        text = r.choice(["Please ", "Could you help? ", "I have a wish: ", "One more thing: ", "Quick question. ", "Sorry to bother you. ", "As discussed: ", "ok ", "Listen: "]) + text
    if r.maybe(0.08):
        text = (aside(r) + " " if r.maybe(0.5) else lead_in(r)) + text
    if r.maybe(0.12):
        text = r.choice(["Hi! ", "Hello, ", "Quick one: ", "Hey, "]) + text
    if r.maybe(0.2) and not any(text.rstrip(".!?").endswith(str(v)) for v in values.values()):
        text += r.choice([" Thanks.", " Today, please.", " It is urgent.", " Please.", " Can you do that?",
            " Thank you!", " Now."])
    system = r.style(LEADS).replace("{t}", describe(r, tools))
    if tool in KNOWN and r.maybe(0.08):  # the program's union alone says which tools there are
        return chat("tool call, fields not named", *([("system", r.choice(["You are an assistant with tools.", "Answer with a tool call.", "Use the tools."]))] if r.maybe(0.5) else []),
            ("user", text), ("assistant", tagged(name, **values)))
    if r.maybe(0.8):
        turns = [("system", system), ("user", text)]
    else:
        turns = [("user", system + "\n\n" + r.choice(["Request: ", "User: ", "Task: ", ""]) + text)]
    return chat("tool call", *turns, ("assistant", tagged(name, **values)))


def without_tool(r):
    """An answer of another type beside the tools: greetings get a reply."""
    tools = [r.choice(KNOWN) for _ in range(r.randint(1, 3))]
    text, reply = r.choice([("Hello!", "Hello! How can I help?"), ("Thank you!", "You are welcome."),
        ("Hi there", "Hi! What can I do for you?"), ("Good morning.", "Good morning!"), ("Bye!", "Goodbye!"),
        ("Thanks, that is all.", "You are welcome. Goodbye!")])
    return chat("tool or reply", ("system", r.style(LEADS).replace("{t}",
        describe(r, tools) + "\n" + r.choice(["- reply(text: string): answers the user",
        "reply(text) - answers the user"]))), ("user", text), ("assistant", tagged("reply", text=reply)))


TASKS = [(6, call), (0.4, without_tool)]
