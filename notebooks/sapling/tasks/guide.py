"""City guides: a page with a city, a gateway address and landmarks, to a nested record with a list, an enum and an optional number."""

import names as n
from doc import chat
from jsonform import dumps
from prose import aside

KINDS = {"museum": ["museum", "museum of {t}", "gallery"], "park": ["park", "garden", "public park"],
    "tower": ["tower", "television tower", "watch tower"]}
NAMED = {"museum": ["{p} Museum", "Museum of {T}", "{p} Gallery", "{T} Museum"],
    "park": ["{p} Park", "{p} Gardens", "{p} Park"], "tower": ["{p} Tower", "{p} Tower", "Tower of {p}"]}


def landmark(r):
    kind = r.choice(list(KINDS))
    name = r.choice(NAMED[kind]).replace("{p}", n.city(r) if r.maybe(0.3) else n.proper(r)).replace("{T}",
        r.word(n.TOPICS).capitalize())
    if r.maybe(0.25):
        name = n.proper(r)
    lat = round(r.uniform(-89, 89), r.choice([1, 2, 2, 3, 4])) if r.maybe(0.6) else None
    return {"name": name, "kind": kind, "lat": int(lat) if lat is not None and lat == int(lat) else lat}


def line(r, mark):
    kind = mark["kind"] if r.maybe(0.7) else r.choice(KINDS[mark["kind"]]).replace("{t}", r.word(n.TOPICS))
    if mark["lat"] is None:
        return r.fill(["{n}, a {k}", "{n} ({k})", "The {k} {n}.", "{n} is a {k} worth a visit.",
            "Visit the {k} called {n}.", "{n} - {k}", "Do not miss {n}, the {k}.", "{n}: {k}", "{n}, {k}",
            "The {n} is a {k}.", "{k}: {n}", "Go to {n}, our {k}.", "{n} is our {k}.", "a {k}: {n}",
            "{n} is a fine {k}.", "The best {k} is {n}.", "{n} | {k}", "[{k}] {n}", "See {n}, which is a {k}.", "A {k} named {n}.", "We like {n} ({k}).", "the {k} {n}", "{n} = {k}",
            "Everyone goes to {n}, a {k}.", "Spend an hour at the {k} {n}.", "{n} - our {k}", "There is a {k}, {n}.", "{n}, {k}, no latitude given", "{n}. A {k}.", "You will love {n}, a {k}."], n=mark["name"], k=kind)
    return r.fill(["{n}, a {k} at latitude {l}", "{n} ({k}, lat {l})", "The {k} {n} lies at {l} degrees.",
        "{n} is a {k} (latitude {l}).", "{n} - {k} - {l}", "Visit the {k} called {n}, latitude {l}.", "{n}: {k}, {l}",
        "At {l} degrees you find {n}, a {k}.", "{n}, {k}, {l}", "{k}: {n}, lat {l}", "{n} (a {k}) is at latitude {l}.",
        "{n}, {k}, latitude {l}", "Our {k} {n}; latitude {l}", "lat {l}: {n}, {k}", "{n} is a {k} at {l}.",
        "The best {k} is {n} ({l}).", "{n} | {k} | {l}", "[{k}] {n} @ {l}", "See {n}, which is a {k} at {l}.", "A {k} named {n}, lat. {l}.", "{n}; {k}; {l}", "the {k} {n} (lat {l})", "{n} = {k}, lat = {l}",
        "Latitude {l} is where {n} is, a {k}.", "{l}: {k} {n}", "{n}, our {k}, at {l} degrees latitude", "{n} [{l}], {k}", "There is a {k}, {n}, at latitude {l}.", "{n}. A {k}. {l}.", "{n} - {k} (lat: {l})"],
                  n=mark["name"], k=kind, l=mark["lat"])


def guide(r):
    city = {"name": n.city(r), "country": n.proper(r) if r.maybe(0.5) else r.word(COUNTRIES),
        "population": r.randint(1, 999) * 10 ** r.randint(1, 4) + r.choice([0, 0, r.randint(0, 999)])}
    gateway, top = n.ip(r), [landmark(r) for _ in range(r.choice([1, 2, 3, 3, 3, 3, 3, 4]))]
    people = f"{city['population']:,}" if r.maybe(0.4) else str(city["population"])
    opening = r.fill(["{n} is a city in {c} with {p} inhabitants.", "Welcome to {n}, {c}! {p} people live here.",
        "{n} ({c}), population {p}.", "{n}, {c}. Population: {p}.", "City: {n}\nCountry: {c}\nPopulation: {p}",
        "In {c} lies {n}, home to {p} people.", "{n} has {p} inhabitants and belongs to {c}.",
        "# {n}\n{c}, {p} people.", "{n} belongs to {c} and counts {p} people.",
        "Our city {n} in {c} has a population of {p}.", "{p} people call {n} in {c} their home.",
        "Name: {n}; country: {c}; inhabitants: {p}", "The {c} city of {n} has {p} inhabitants.",
        "Population {p}: that is {n} in {c}.", "{n} is the pride of {c}. It has {p} inhabitants.",
        "About {n}: it lies in {c} and {p} people live there.", "There are {p} people in {n}, a city of {c}.",
        "{n}, a town of {p} people in {c}, is worth a trip.", "With {p} people, {n} is one of the cities of {c}.",
        "Visit {c}! The city of {n} ({p} inhabitants) awaits you.", "{n} | {c} | {p}", "You are in {n}, {c}, with {p} other people.", "Once a village, {n} in {c} has {p} inhabitants.",
        "{c}'s {n} is a town of {p}.", "Guide to {n} ({c}). Inhabitants: {p}", "Good to know: {n} is in {c}. {p} people live here.", "{p} inhabitants, one city: {n}, {c}.", "{n} in {c}: population {p}.", "Located in {c}, {n} counts {p} people.", "{n} - {c} - {p} inhabitants"],
                     n=city["name"], c=city["country"], p=people)
    network = r.fill(["The visitor network's gateway is {g}.", "Free wireless: use gateway {g}.", "Gateway: {g}",
        "Internet for guests at {g}.", "Network gateway {g}.", "Set your gateway to {g}.",
        "The city network answers at {g}.", "For the guest network, the gateway is {g}.", "Router: {g}",
        "Guests connect through {g}.", "gateway = {g}", "Our network uses {g} as its gateway.", "The gateway is {g}.",
        "Connect via {g}.", "IP of the gateway: {g}", "Wi-Fi gateway address: {g}", "Online at {g}.", "Please use {g} as gateway.", "Tourists go online through {g}.", "(gateway {g})", "Guest wifi: {g}", "gw {g}", "To connect, enter {g}.", "Default gateway: {g}",
        "The hotspot's gateway, {g}, is free.", "{g} is the gateway of the city's network.", "Network: {g}"], g=gateway)
    gap = r.choice(["\n", "\n- ", "\n* ", " ", "; ", "\n1. "])
    lines = [line(r, m) for m in top]
    if gap == "\n1. ":
        places = "\n" + "\n".join(f"{i}. {text}" for i, text in enumerate(lines, 1))
    else:
        places = (gap if gap.startswith("\n") else " ") + gap.join(lines)
    sights = r.fill(["Top sights:", "What to see:", "Landmarks:", "Best places:", "Do not miss:", "Places to visit:",
        "The best of {n}:", "Our favourites:", "Three places:", "See these:", "Attractions", "Highlights:",
        "Worth seeing:", "Go and see:", "Sights:", "Top three:"], n=city["name"]) + places
    blocks = [opening, network, sights]
    if r.maybe(0.4):
        blocks = [opening, sights, network]
    for _ in range(r.choice([0, 0, 1, 2])):
        blocks.insert(r.randint(1, len(blocks)), aside(r))
    page = r.choice(["\n", "\n\n", " "]).join(blocks)
    if r.maybe(0.75):
        answer = {"city": city, "gateway": gateway, "top": top}
        hint = r.choice(['Reply in JSON like {"city": {...}}.', 'Reply in JSON like {"city": {...}}.',
            'Reply in JSON like {"city":{"name":"...","country":"...","population":0},"gateway":"...","top":[{"name":"...","kind":"museum|park|tower","lat":null}]}.',
            "Fields: city (name, country, population), gateway, top (name, kind, lat)."])
    else:
        answer = {"city": city["name"], "country": city["country"], "landmarks": [m["name"] for m in top]}
        hint = 'Reply in JSON like {"city":"...","country":"...","landmarks":["..."]}.'
    lead = r.choice(["Extract the guide from this page.", "Extract the guide from this page.",
        "Read this page and extract the guide.", "Turn this city page into a guide.", "Make a guide of this page."])
    if r.maybe(0.7):
        prompt = f"{lead}\n<page>\n{page}\n</page>\n{hint}"
    else:
        prompt = r.choice([f"{lead} {hint}\n\n{page}", f"{page}\n\n{lead} {hint}", f"{lead}\n```\n{page}\n```\n{hint}"])
    return chat("extract guide", ("user", prompt), ("assistant", dumps(answer)))


COUNTRIES = """Germany France Spain Italy Portugal Austria Norway Ireland Greece Japan Egypt Peru Poland Sweden Finland Denmark Canada Mexico Brazil Chile India China Kenya Ghana
Turkey Hungary Croatia Estonia Latvia Lithuania Belgium Iceland Morocco Tunisia""".split()

TASKS = [(3, guide)]
