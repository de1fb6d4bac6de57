"""What records are about: kinds of things, their fields, and how people write each field down.

A field carries verb phrases ("is {v} years old"), so that any subset of fields can be put into sentences in any order
by one composer (`wording.py`), beside whole-sentence templates that belong to a kind.
"""

from dataclasses import dataclass, field
from typing import Callable

import names as n
from lexicon import GOODS, NOUNS


@dataclass
class Field:
    """`phrases`: verb phrases for a subject, with {v}; for an enum or a bool a dict value -> verb phrases."""

    key: str
    type: str
    value: Callable
    phrases: object
    labels: list = field(default_factory=list)

    def phrase(self, r, value):
        options = self.phrases[value] if isinstance(self.phrases, dict) else self.phrases
        return r.style(options).replace("{v}", shown(r, value))


@dataclass
class Kind:
    """A kind of thing: what it is called, its naming field, its other fields, whole sentences, a pronoun."""

    noun: str
    plural: str
    title: Field
    fields: list
    sentences: list
    pronoun: str = "It"


def shown(r, value):
    """A value as it stands in running text."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else ", ".join(value[:-1]) + " and " + value[-1]
    if isinstance(value, int) and value >= 10000 and r.maybe(0.25):
        return f"{value:,}"
    return str(value)


def text(key, value, *phrases, labels=()):
    return Field(key, "string", value, list(phrases), list(labels))


def whole(key, low, high, *phrases, labels=()):
    return Field(key, "int", lambda r: r.randint(low, min(high, 10 ** r.randint(len(str(low)), len(str(high))))),
                 list(phrases), list(labels))


def real(key, value, *phrases, labels=()):
    return Field(key, "number", value, list(phrases), list(labels))


def choice(key, phrases, labels=()):
    return Field(key, "enum", lambda r: r.choice(list(phrases)), phrases, list(labels))


def flag(key, yes, no, labels=()):
    return Field(key, "bool", lambda r: r.maybe(0.5), {True: yes, False: no}, list(labels))


def several(key, value, *phrases, labels=()):
    return Field(key, "list", lambda r: [value(r) for _ in range(r.choice([1, 2, 2, 3, 3, 4]))], list(phrases),
        list(labels))


EMAIL = text("email", n.email, "can be reached at {v}", "answers mail at {v}", "has the e-mail address {v}",
    "uses {v} for mail",
             "reads {v}", "writes from {v}", labels=["e-mail", "mail", "contact"])
PHONE = text("phone", n.phone, "can be called at {v}", "has the phone number {v}", "answers the phone under {v}",
    "picks up at {v}",
             "left the number {v}", "is on {v}", labels=["telephone", "tel", "mobile"])
CITY = lambda *p: text("city", n.city, *p, labels=["town", "place"])

PERSON = Kind("person", "people", text("name", n.person), [
    whole("age", 1, 99, "is {v} years old", "is {v}", "is aged {v}", "turned {v} last week",
        "has reached the age of {v}",
          "celebrated birthday number {v}", "just turned {v}"),
    CITY("lives in {v}", "comes from {v}", "moved to {v}", "has a flat in {v}", "is based in {v}", "stays in {v}",
        "grew up in {v}", "is at home in {v}"),
    text("job", lambda r: r.word(n.JOBS) if r.maybe(0.7) else n.invented(r), "works as a {v}", "is a {v}",
        "earns money as a {v}", "has a job as a {v}",
         "became a {v}", "is employed as a {v}", "has always been a {v}", "trained as a {v}",
         labels=["occupation", "profession", "role"]),
    text("company", n.company, "works for {v}", "is employed at {v}", "joined {v} last year", "is with {v}",
        "started at {v}", "signed a contract with {v}",
         labels=["employer"]),
    EMAIL, PHONE,
    text("hobby", lambda r: r.word(n.TOPICS), "likes {v}", "loves {v}", "spends the weekend on {v}", "is mad about {v}",
        "enjoys {v}", "is fond of {v}"),
    text("country", n.proper, "is a citizen of {v}", "has a passport of {v}", labels=["nationality"]),
    text("birthplace", n.city, "was born in {v}", labels=["born_in", "place_of_birth"]),
    whole("children", 0, 9, "has {v} children", "is a parent of {v}", "raised {v} children"),
    flag("married", ["is married", "has a spouse", "got married in spring"],
        ["is single", "is not married", "never married"]),
    several("languages",
        lambda r: r.choice("English German French Spanish Italian Dutch Polish Greek Turkish Hindi Arabic Swahili".split(
        )),
            "speaks {v}", "is fluent in {v}", "can talk in {v}", "knows {v}"),
    text("birthday", n.date, "was born on {v}", "has the birthday {v}", labels=["born", "birth_date"]),
], ["{name} is {age} years old and lives in {city}. {name} works as a {job}.",
    "My name is {name}, I am a {age} year old {job} from {city}.",
    "{name}, {age}, {job}, {city}.", "In {city} there is a {job} called {name}, aged {age}.",
    "{name} ({age}) moved to {city} to become a {job}.",
    "The {job} {name} turned {age} last week in {city}.",
    "Hi! I'm {name}. I'm {age}, from {city}, and I work as a {job}.",
    "At {age}, {name} from {city} still enjoys being a {job}.",
    "Meet {name}: {job}, {age} years of age, resident of {city}.",
    "{city} is home to {name}, a {job} of {age}.", "Our new {job} is {name}. {name} comes from {city} and is {age}.",
    "A {age}-year-old {job} named {name} has been living in {city} for years.",
    "We spoke with {name} in {city}. The {job}, who is {age}, was in a good mood.",
    "Though only {age}, {name} is already a {job} in {city}.",
    "{name}, {age}, left {city} for good.", "{name}, {age}, loves {city}.", "{name}, {age}, came to {city} by train.",
    "{name}, a {job}, {age}, never leaves {city}.", "{name}, {age}, left {city}.",
    "{name}, {age}, of {city} has no time.", "The police of {city} found {name}, {age}.",
    "{name} ({age}, {city}) won the prize.", "After years as a {job} in {city}, {name} ({age}) retired.",
    "It was {name}, {age}, who called from {city}.", "{name} turned {age} and opened a shop in {city}.",
    "Name: {name}. Age: {age}. Home: {city}. Work: {job}.", "Born in {city}, {name} became a {job}.",
    "{city}-born {name} is {age} now.", "A {job} from {city}, {name}, aged {age}, spoke first.",
    "Her name is {name}; she is {age} and works in {city} as a {job}.",
    "This is {name} speaking, {job}, {age}, calling from {city}.",
    "We hired {name} ({job}, {age}) in {city}.", "Of all people in {city}, {name}, {age}, had to be the {job}.",
    "Someone named {name}, maybe {age}, moved from {city}.", "You can find {name}, the {job}, in {city}."], "She")

PRODUCT = Kind("product", "products", text("product", lambda r: r.choice(GOODS) if r.maybe(0.1) else n.thing(r) if r.maybe(0.2) else n.cap(n.thing(r)) if r.maybe(0.4) else n.proper(r)
    + " " + r.choice([r.word(n.NOUNS), r.word(n.NOUNS), n.invented(r), r.word(n.ADJECTIVES), n.proper(r),
    str(r.randint(2, 900))]), labels=["item", "name"]), [
    real("price", n.price, "costs {v} dollars", "is sold for {v} euros", "is priced at {v}", "goes for {v} dollars",
        "can be had for {v} euros", "sells at ${v}", "is yours for €{v}",
         labels=["cost"]),
    whole("quantity", 0, 5000, "is in stock {v} times", "has {v} units left", "is stored in {v} boxes",
        "is available {v} times", labels=["stock", "count", "amount"]),
    choice("color", {c: ["is " + c, "comes in " + c, "has a " + c + " finish", "shines in " + c] for c in n.COLOURS},
        ["colour"]),
    text("brand", n.company, "is made by {v}", "comes from {v}", "carries the label of {v}", "was built by {v}",
        labels=["maker", "manufacturer"]),
    real("weight", lambda r: r.choice([r.randint(1, 90), r.randint(1, 90) + r.choice([0.5, 0.2, 0.4, 0.8])]),
        "weighs {v} kg", "has a weight of {v} kilos", "brings {v} kg to the scale"),
    text("sku", n.code, "has the number {v}", "is listed as {v}", "carries the code {v}",
        labels=["code", "article_number"]),
    choice("size", {s: ["is " + s, "comes in size " + s, "is of " + s + " size"] for s in ["small", "medium",
        "large"]}),
    flag("available", ["is in stock", "can be ordered now", "is available"],
        ["is sold out", "is not available", "cannot be ordered"], ["in_stock"]),
    text("category", lambda r: r.choice("tools toys kitchen garden sport office music clothing books electronics".split(
        )), "belongs to {v}", "is found under {v}", "is listed in {v}"),
], ["The {product} costs {price} euros.", "{product}: {price} dollars, made by {brand}.",
    "Buy the {product} by {brand} for only {price}!",
    "For {price} dollars you get a {product} from {brand}.", "{brand} sells the {product} at {price}.",
    "New from {brand}: {product}, just {price} euros.",
    "I paid {price} for the {product} by {brand}."])

EVENT = Kind("event", "events", text("event", lambda r: r.choice([n.cap(r.word(n.TOPICS)) + " "
    + r.choice(["Festival", "Evening", "Workshop", "Conference", "Meetup", "Fair"]),
                                                                n.proper(r) + " "
                                                                    + r.choice(["Concert", "Summit", "Days", "Party",
                                                                    "Meeting", "Marathon"])]), labels=["title",
                                                                    "name"]), [
    text("date", n.date, "takes place on {v}", "is on {v}", "starts on {v}", "is planned for {v}",
        "will be held on {v}", "was moved to {v}", labels=["day", "when"]),
    text("time", n.clock, "begins at {v}", "starts at {v}", "opens its doors at {v}", "kicks off at {v}",
        labels=["start"]),
    CITY("is held in {v}", "happens in {v}", "comes to {v}", "will be in {v}", "takes place in {v}"),
    text("place", lambda r: r.choice(["room ", "hall "]) + str(r.randint(1, 90)) if r.maybe(0.5) else n.proper(r)
        + r.choice([" Hall", " Park", " Club", " Arena", " Hotel"]),
         "is at {v}", "uses {v}", "meets in {v}", "will be in {v}", labels=["location", "venue", "room"]),
    text("organizer", n.person, "is run by {v}", "is organised by {v}", "was planned by {v}", "is hosted by {v}",
        labels=["host"]),
    real("price", n.price, "costs {v} euros", "has tickets at {v} dollars", "charges {v} euros at the door",
        labels=["ticket_price", "fee"]),
    whole("guests", 2, 9000, "expects {v} guests", "has room for {v} people", "drew {v} visitors",
        "is limited to {v} seats", labels=["visitors", "seats"]),
    flag("online", ["is online", "is streamed on the web", "happens on the internet only"],
        ["is not streamed", "is on site only", "takes place in person"]),
], ["The {event} takes place in {city} on {date} at {time}.", "Join us for the {event}! {date}, {time}, {city}.",
    "{event}, {city}, {date}.",
    "Don't miss the {event} on {date} in {city}; doors open at {time}.",
    "On {date} at {time} the {event} starts in {city}.",
    "{city} welcomes the {event} on {date}.", "Save the date: {event}, {date} ({city})."])

ORDER = Kind("order", "orders", text("order_id", n.code, labels=["id", "order_number", "number"]), [
    text("customer", n.person, "was placed by {v}", "is for {v}", "belongs to {v}", "comes from {v}",
        labels=["name", "buyer", "client"]),
    text("item", n.thing, "contains one {v}", "is about a {v}", "includes a {v}", "asks for a {v}",
        labels=["product", "article"]),
    whole("quantity", 1, 400, "has a quantity of {v}", "counts {v} pieces", "covers {v} units",
        labels=["amount", "count", "pieces"]),
    real("total", n.price, "comes to {v} euros", "totals {v} dollars", "adds up to {v}", "costs {v} in all",
        labels=["price", "sum"]),
    text("address", n.street, "goes to {v}", "ships to {v}", "will be delivered to {v}", labels=["street", "ship_to"]),
    choice("status", {"shipped": ["has left the warehouse", "is on its way", "was shipped"],
        "paid": ["is paid", "has been paid for"],
                      "cancelled": ["was cancelled", "has been called off"],
                      "pending": ["is still pending", "waits to be handled"],
                      "delivered": ["was delivered", "has arrived"]}, ["state"]),
    text("date", n.date, "was placed on {v}", "dates from {v}", "came in on {v}", "arrives on {v}",
        labels=["ordered_on"]),
], ["{customer} ordered {quantity} x {item} (order {order_id}).",
    "Order {order_id}: {quantity} {item} for {customer}, total {total} euros.",
    "Dear shop, please send me {quantity} pieces of {item}. My order number is {order_id}. Regards, {customer}",
    "We received order {order_id} from {customer}: {item}, {quantity} pieces.",
    "Invoice for {customer}. {quantity} times {item}, {total} in all, number {order_id}.",
    "{customer} bought {quantity} of the {item} and paid {total}. The order is {order_id}."])

BOOK = Kind("book", "books", text("title", n.title, labels=["name"]), [
    text("author", n.person, "was written by {v}", "is by {v}", "is a work of {v}", "comes from the pen of {v}",
        labels=["writer"]),
    whole("year", 1850, 2030, "appeared in {v}", "was published in {v}", "came out in {v}", "dates from {v}",
        labels=["published"]),
    whole("pages", 20, 1200, "has {v} pages", "runs to {v} pages", "is {v} pages long", "fills {v} pages",
        labels=["length"]),
    text("genre", lambda r: r.choice(
        "novel thriller biography fantasy romance poetry comedy history mystery western".split()), "is a {v}",
        "belongs to the genre {v}", "is sold as a {v}"),
    text("publisher", n.company, "was printed by {v}", "is published by {v}", "came out with {v}"),
    whole("rating", 1, 5, "got {v} stars", "was rated {v} out of 5", "earned {v} stars", labels=["stars"]),
    text("language", lambda r: r.choice("English German French Spanish Italian Dutch Polish Greek".split()),
        "is written in {v}", "is in {v}"),
], ["\"{title}\" by {author} ({year}).", "{author} wrote {title} in {year}.",
    "I just finished {title} by {author}; it has {pages} pages.",
    "{title}, {author}, {year}, {pages} pages.", "In {year} {author} published {title}.",
    "The book {title} was written by {author} and has {pages} pages."])

FLIGHT = Kind("flight", "flights", text("flight", lambda r: "".join(r.choice("ABDEFKLMNQRSTX") for _ in range(2))
    + str(r.randint(10, 9999)), labels=["number", "flight_number"]), [
    text("from", n.city, "leaves from {v}", "departs from {v}", "takes off in {v}", "starts in {v}",
        labels=["origin", "departure", "source"]),
    text("to", n.city, "goes to {v}", "flies to {v}", "lands in {v}", "is bound for {v}",
        labels=["destination", "arrival", "target"]),
    text("date", n.date, "is on {v}", "leaves on {v}", "departs on {v}", "is booked for {v}"),
    text("time", n.clock, "leaves at {v}", "takes off at {v}", "departs at {v}", labels=["departure_time"]),
    text("gate", lambda r: r.choice("ABCDE") + str(r.randint(1, 60)), "boards at gate {v}", "leaves from gate {v}",
        "waits at gate {v}"),
    text("passenger", n.person, "carries {v}", "was booked by {v}", "has {v} on board", labels=["name", "traveller"]),
    text("seat", lambda r: str(r.randint(1, 60)) + r.choice("ABCDEF"), "has seat {v} reserved", "offers seat {v}"),
    choice("status", {"on time": ["is on time", "runs as planned"], "delayed": ["is delayed", "is late",
        "will leave later"], "cancelled": ["was cancelled", "will not fly"]}),
], ["Flight {flight} goes from {from} to {to} at {time}.",
    "{passenger} flies from {from} to {to} on {date} with {flight}.",
    "Your trip: {from} - {to}, {date}, {time}, flight {flight}.",
    "Please book me a seat from {from} to {to} on {date}.",
    "I need to get to {to} from {from} on {date}.", "{flight} to {to} leaves {from} at {time} from gate {gate}."])

HOUSE = Kind("house", "houses", text("address", n.street, labels=["street"]), [
    CITY("is in {v}", "lies in {v}", "stands in {v}", "is found in {v}"),
    whole("rooms", 1, 14, "has {v} rooms", "offers {v} rooms", "counts {v} rooms", labels=["bedrooms"]),
    whole("area", 15, 400, "has {v} square metres", "measures {v} square metres", "offers {v} m2",
        labels=["size", "square_metres"]),
    whole("rent", 200, 5000, "costs {v} a month", "is let for {v} euros a month", "has a rent of {v}",
        labels=["price", "monthly_rent"]),
    whole("year", 1850, 2030, "was built in {v}", "dates from {v}", labels=["built"]),
    flag("garden", ["has a garden", "comes with a garden"], ["has no garden", "lacks a garden"], ["has_garden"]),
    flag("balcony", ["has a balcony", "offers a balcony"], ["has no balcony", "is without a balcony"]),
    text("owner", n.person, "belongs to {v}", "is owned by {v}", "is let by {v}", labels=["landlord"]),
], ["For rent: {address}, {city}, {rooms} rooms, {rent} a month.",
    "The house at {address} in {city} has {rooms} rooms.",
    "{rooms} rooms in {city}, {address}. Rent: {rent}.",
    "Nice flat with {rooms} rooms and {area} square metres at {address}, {city}."])

COMPANY = Kind("company", "companies", text("company", n.company, labels=["name"]), [
    CITY("is based in {v}", "has its seat in {v}", "is run from {v}", "has offices in {v}"),
    whole("founded", 1850, 2030, "was founded in {v}", "goes back to {v}", "started in {v}", "exists since {v}",
        labels=["year", "founding_year"]),
    text("founder", n.person, "was founded by {v}", "was started by {v}", "is the idea of {v}"),
    text("ceo", n.person, "is led by {v}", "is run by {v}", "has {v} at the top", labels=["boss", "director"]),
    whole("employees", 2, 90000, "has {v} employees", "employs {v} people", "gives work to {v} people",
        labels=["staff"]),
    text("industry", lambda r: r.word(n.TOPICS), "is active in {v}", "earns its money with {v}", "deals with {v}",
        labels=["sector", "field"]),
    text("website", n.url, "is online at {v}", "has the website {v}", "presents itself at {v}",
        labels=["url", "web", "site"]),
    EMAIL, PHONE,
], ["{company} was founded in {founded} in {city}.", "{company} from {city} employs {employees} people.",
    "In {founded} {founder} started {company} in {city}.",
    "{founder} is the founder of {company}, a firm of {employees} people.",
    "The {city} firm {company} (founded {founded}) has {employees} staff."])

MEETING = Kind("meeting", "meetings", text("topic", lambda r: r.choice([n.cap(r.word(n.TOPICS)),
    n.cap(n.phrase(r, 1, 2)), "the " + n.phrase(r, 1, 2), "budget", r.choice(NOUNS) + " " + r.choice(NOUNS), "the " + r.choice(NOUNS), "project " + n.proper(r)]),
                                         labels=["title", "subject"]), [
    text("date", n.date, "is on {v}", "was set for {v}", "takes place on {v}", "has been moved to {v}", labels=["day"]),
    text("time", n.clock, "starts at {v}", "is at {v}", "begins at {v}", labels=["start"]),
    text("room", lambda r: r.choice([str(r.randint(1, 400)), r.choice("ABCD") + str(r.randint(1, 40)), n.proper(r)]),
        "is in room {v}", "uses room {v}", "meets in room {v}", labels=["place", "location"]),
    several("attendees", n.first_name, "brings together {v}", "is for {v}", "will be joined by {v}", "includes {v}",
        labels=["people", "participants", "guests"]),
    whole("minutes", 5, 240, "lasts {v} minutes", "takes {v} minutes", "is planned for {v} minutes",
        labels=["duration", "length"]),
    text("organizer", n.first_name, "was called by {v}", "is led by {v}", labels=["host", "chair"]),
], ["Meeting about {topic} on {date} at {time} in room {room}.", "Let's talk about {topic} on {date}, {time}.",
    "Reminder: {topic}, {date}, {time}, room {room}.",
    "{organizer} invites you to discuss {topic} on {date} at {time}.",
    "Can we meet on {date} at {time}? I want to discuss {topic}."])

PLACE = Kind("city", "cities", text("name", n.city, labels=["city"]), [
    text("country", n.proper, "lies in {v}", "is a city in {v}", "belongs to {v}", "is part of {v}", labels=["state"]),
    whole("population", 500, 30000000, "has {v} inhabitants", "is home to {v} people", "counts {v} people",
        "has a population of {v}", labels=["inhabitants"]),
    text("river", n.proper, "lies on the {v}", "is crossed by the {v}", "was built beside the {v}"),
    text("mayor", n.person, "is governed by {v}", "has the mayor {v}", "elected {v} as mayor"),
    whole("founded", 100, 1990, "was founded in {v}", "goes back to the year {v}", labels=["year"]),
    several("sights", lambda r: n.proper(r) + r.choice([" Tower", " Museum", " Park", " Bridge", " Castle"]),
        "is known for {v}", "is visited for {v}", "offers {v}"),
], ["{name} is a city in {country} with {population} inhabitants.", "{name} ({country}) has {population} people.",
    "The {country} city of {name} counts {population} inhabitants and lies on the {river}.",
    "With {population} people, {name} is one of the larger towns of {country}."])

FILM = Kind("film", "films", text("title", n.title, labels=["film", "movie", "name"]), [
    text("director", n.person, "was directed by {v}", "is by {v}", "was shot by {v}"),
    whole("year", 1920, 2030, "came out in {v}", "was released in {v}", "is from {v}", labels=["released"]),
    several("actors", n.person, "stars {v}", "features {v}", "shows {v}", labels=["cast", "stars"]),
    whole("minutes", 60, 220, "runs {v} minutes", "lasts {v} minutes", labels=["length", "runtime"]),
    choice("genre", {g: ["is a " + g, "counts as a " + g, "is sold as a " + g] for g in ["comedy", "drama", "thriller",
        "western", "romance"]}),
    real("rating", lambda r: r.randint(1, 9) + r.choice([0.5, 0.1, 0.3, 0.7, 0.9]), "is rated {v}",
        "got a {v} from critics", "has a score of {v}", labels=["score"]),
], ["{title} ({year}) was directed by {director}.", "{director}'s film {title} came out in {year}.",
    "We watched {title} by {director}; it runs {minutes} minutes."])

TICKET = Kind("ticket", "tickets", text("ticket", n.code, labels=["id", "number"]), [
    text("customer", n.person, "was opened by {v}", "comes from {v}", "was sent in by {v}",
        labels=["reporter", "user", "name"]),
    text("product", lambda r: n.proper(r) + " " + r.choice(["App", "Phone", "Cloud", "Printer", "Server"]),
        "is about {v}", "concerns {v}", "has to do with {v}", labels=["subject"]),
    choice("priority", {"high": ["is urgent", "must be solved today", "has high priority", "cannot wait"],
        "medium": ["has medium priority", "should be done this week"],
                        "low": ["can wait", "has low priority", "is not urgent at all"]}, ["urgency"]),
    choice("status", {"open": ["is open", "is not solved yet"], "closed": ["is closed", "has been solved", "is done"],
        "waiting": ["is waiting for an answer", "is on hold"]}),
    text("version", lambda r: f"{r.randint(0, 20)}.{r.randint(0, 30)}" + r.choice(["", f".{r.randint(0, 9)}"]),
        "happens with version {v}", "was seen in version {v}", "concerns release {v}", labels=["release"]),
    text("assignee", n.first_name, "is handled by {v}", "was given to {v}", "is assigned to {v}",
        labels=["agent", "owner"]),
    EMAIL,
], ["{customer} reports a problem with {product} (ticket {ticket}).",
    "Ticket {ticket}: {product} does not start, says {customer}.",
    "Hello, my {product} is broken. My ticket number is {ticket}. {customer}"])

ANIMAL = Kind("pet", "pets", text("name", lambda r: r.choice([n.first_name(r), n.cap(n.invented(r)),
    n.cap(r.word(n.NOUNS))])), [
    choice("species", {s: ["is a " + s, "is a lovely " + s, "is the " + s + " of the house"] for s in ["dog", "cat",
        "rabbit", "horse", "parrot", "hamster", "turtle", "fish"]}, ["animal", "kind"]),
    whole("age", 1, 30, "is {v} years old", "is {v}", "has lived for {v} years"),
    text("owner", n.person, "belongs to {v}", "lives with {v}", "is owned by {v}"),
    choice("color", {c: ["is " + c, "has " + c + " fur", "looks " + c] for c in ["black", "white", "brown", "grey",
        "yellow"]}, ["colour"]),
    real("weight", lambda r: r.randint(1, 60), "weighs {v} kg", "has a weight of {v} kilos"),
    text("food", lambda r: r.choice("carrots fish rice meat grass apples cheese corn".split()), "loves {v}", "eats {v}",
        "is fed with {v}"),
    flag("vaccinated", ["is vaccinated", "got all its shots"], ["is not vaccinated", "still needs its shots"]),
], ["{name} is a {species} of {age} years and belongs to {owner}.", "{owner} has a {color} {species} named {name}.",
    "Our {species} {name} is {age} years old."])

BOOKING = Kind("booking", "bookings", text("guest", n.person, labels=["name", "customer"]), [
    text("hotel", lambda r: "Hotel " + n.proper(r) if r.maybe(0.6) else n.proper(r) + " Inn", "stays at {v}",
        "booked {v}", "has a room at {v}", "checked in at {v}"),
    whole("nights", 1, 21, "stays for {v} nights", "booked {v} nights", "will sleep there for {v} nights"),
    whole("guests", 1, 9, "comes with a party of {v}", "travels in a group of {v}", "needs beds for {v}",
        labels=["people", "persons"]),
    text("arrival", n.date, "arrives on {v}", "comes on {v}", "checks in on {v}", labels=["check_in", "date"]),
    text("room", lambda r: str(r.randint(1, 900)), "has room {v}", "sleeps in room {v}", "got room {v}"),
    flag("breakfast", ["wants breakfast", "booked breakfast"], ["does not want breakfast", "comes without breakfast"]),
    EMAIL, PHONE,
], ["{guest} booked {nights} nights at {hotel} from {arrival}.",
    "A room for {guests} people at {hotel} for {nights} nights, please. {guest}",
    "{guest}, {hotel}, {nights} nights, arrival {arrival}.",
    "I would like to stay at {hotel} from {arrival} for {nights} nights. My name is {guest}."], "He")

ROUTE = Kind("server", "servers", text("host", lambda r: n.plain(n.invented(r))
    + r.choice(["", "-01", "-db", "." + n.domain(r), str(r.randint(1, 9))]), labels=["name", "server"]), [
    text("ip", n.ip, "has the address {v}", "answers at {v}", "is reached at {v}", "listens on {v}",
        labels=["address", "gateway"]),
    whole("port", 20, 65535, "listens on port {v}", "uses port {v}", "is open on port {v}"),
    whole("memory", 1, 512, "has {v} GB of memory", "comes with {v} GB of RAM", labels=["ram", "memory_gb"]),
    whole("cores", 1, 128, "has {v} cores", "runs on {v} cores", labels=["cpus"]),
    choice("state", {"up": ["is up", "is running", "works fine"], "down": ["is down", "does not answer",
        "has crashed"]}, ["status"]),
    text("owner", n.first_name, "is looked after by {v}", "belongs to {v}", labels=["admin"]),
    text("os", lambda r: r.choice(["Linux", "Debian", "Windows", "BSD"]) + r.choice(["", " " + str(r.randint(7, 24))]),
        "runs {v}", "was set up with {v}", labels=["system"]),
], ["Server {host} ({ip}) listens on port {port}.", "{host} at {ip} runs {os} on {cores} cores.",
    "Connect to {host} on port {port}; the address is {ip}."])

KINDS = [PERSON, PERSON, PERSON, PRODUCT, EVENT, ORDER, BOOK, FLIGHT, HOUSE, COMPANY, MEETING, PLACE, FILM, TICKET,
    ANIMAL, BOOKING, ROUTE]

from more_kinds import MORE, SENTENCES  # noqa: E402  it builds on the classes above

for kind in {k.noun: k for k in KINDS}.values():
    kind.sentences[:0] = SENTENCES.get(kind.noun, [])
KINDS += [PERSON] + MORE
