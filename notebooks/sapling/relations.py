"""Statements that can be asked back in other words: relations with synonyms, opposites and denials.

A wording is (third person, base form after "does" or "did" or None, auxiliary). {t} is the second argument, {his} a pronoun.
"""

from dataclasses import dataclass

import names as n
from lexicon import FOODS, GOODS, JOBS, NOUNS

SPORTS = """football tennis chess golf hockey rugby volleyball basketball cricket badminton bowling handball""".split()
SKILLS = """swim ski dance sing cook drive whistle juggle skate type sew knit paint climb sail ride fly dive draw write read""".split()
BEASTS = "dogs cats spiders snakes horses mice bees birds wasps bats sharks thunder heights darkness crowds needles clowns lifts".split()
INSTRUMENTS = "violin piano flute drum guitar trumpet cello harp organ clarinet oboe accordion".split()
LANGUAGES = "English German French Spanish Italian Dutch Polish Greek Turkish Hindi Arabic Swahili Danish Japanese Korean Russian".split()


@dataclass
class Relation:
    """`same` are wordings of one meaning; `against` says that it is not so."""

    second: object
    same: list
    against: list


def article(thing):
    return ("an " if thing[0] in "aeiou" else "a ") + thing


def a_thing(r):
    return article(n.thing(r) if r.maybe(0.5) else r.choice(NOUNS))


RELATIONS = [
    Relation(a_thing, [("has {t}", "have {t}", "does"), ("owns {t}", "own {t}", "does"), ("possesses {t}", "possess {t}", "does"), ("keeps {t} at home", "keep {t} at home", "does"),
        ("is the owner of {t}", None, "is"), ("is the proud owner of {t}", None, "is")],
        ["has never owned {t}", "does not have {t}", "has no use for {t}", "sold {his} {u} long ago", "would like to have {t} one day", "does not own {t}", "never had {t}",
        "lives without {t}", "dreams of {t} but has none"]),
    Relation(lambda r: r.choice([*n.TOPICS[:40], *SPORTS, *FOODS, *GOODS]), [("likes {t}", "like {t}", "does"), ("loves {t}", "love {t}", "does"), ("enjoys {t}", "enjoy {t}", "does"),
        ("is fond of {t}", None, "is"), ("adores {t}", "adore {t}", "does"), ("is mad about {t}", None, "is"), ("is a fan of {t}", None, "is"),
        ("cannot get enough of {t}", None, None), ("has a weakness for {t}", "have a weakness for {t}", "does")],
        ["hates {t}", "dislikes {t}", "cannot stand {t}", "does not like {t}", "is tired of {t}", "never cared for {t}", "detests {t}", "has no love for {t}", "finds {t} boring",
        "does not care for {t} at all", "is not fond of {t}"]),
    Relation(a_thing, [("bought {t}", "buy {t}", "did"), ("purchased {t}", "purchase {t}", "did"), ("paid for {t}", "pay for {t}", "did"), ("came home with {t}", "come home with {t}", "did"),
        ("spent all the money on {t}", "spend money on {t}", "did"), ("got {t} at the market", "get {t}", "did")],
        ["did not buy {t}", "decided against {t}", "wanted {t} but could not pay for it", "left the shop without {t}", "only looked at {t}", "never bought {t}", "refused to buy {t}"]),
    Relation(n.city, [("lives in {t}", "live in {t}", "does"), ("resides in {t}", "reside in {t}", "does"), ("calls {t} home", "call {t} home", "does"), ("is based in {t}", None, "is"),
        ("has a flat in {t}", "have a flat in {t}", "does"), ("is at home in {t}", None, "is"), ("has lived in {t} for years", "live in {t}", "does"), ("moved to {t}", "live in {t}", "does")],
        ["moved away from {t}", "does not live in {t}", "left {t} years ago", "used to live in {t} but moved away", "has never been to {t}", "no longer lives in {t}", "only visits {t} on holiday"]),
    Relation(lambda r: article(r.choice(JOBS)), [("works as {t}", "work as {t}", "does"), ("is {t}", None, "is"), ("earns a living as {t}", "earn a living as {t}", "does"),
        ("has a job as {t}", "have a job as {t}", "does"), ("is employed as {t}", None, "is"), ("became {t}", "work as {t}", "does")],
        ["is not {t}", "wanted to be {t} but never made it", "does not work as {t}", "gave up {his} job as {t}", "never became {t}", "is anything but {t}"]),
    Relation(lambda r: r.choice(SKILLS), [("can {t}", None, "can"), ("is able to {t}", None, "is"), ("knows how to {t}", "know how to {t}", "does"), ("learned to {t}", "know how to {t}", "does"),
        ("is good at it when asked to {t}", "know how to {t}", "does")],
        ["cannot {t}", "never learned to {t}", "is not able to {t}", "does not know how to {t}", "has no idea how to {t}", "is unable to {t}"]),
    Relation(lambda r: r.choice(BEASTS), [("is afraid of {t}", None, "is"), ("fears {t}", "fear {t}", "does"), ("is scared of {t}", None, "is"), ("is terrified of {t}", None, "is"),
        ("trembles at the thought of {t}", "fear {t}", "does"), ("runs away from {t}", "run away from {t}", "does")],
        ["is not afraid of {t}", "has no fear of {t}", "does not mind {t}", "never feared {t}", "is quite happy around {t}", "does not fear {t}"]),
    Relation(lambda r: r.choice(LANGUAGES), [("speaks {t}", "speak {t}", "does"), ("is fluent in {t}", None, "is"), ("knows {t}", "know {t}", "does"), ("learned {t} as a child", "speak {t}", "does"),
        ("talks to {his} mother in {t}", "speak {t}", "does")],
        ["does not speak {t}", "does not understand a word of {t}", "never learned {t}", "failed {his} {t} exam and gave up", "speaks no {t}"]),
    Relation(lambda r: r.choice(INSTRUMENTS), [("plays the {t}", "play the {t}", "does"), ("is learning the {t}", None, "is"), ("practises the {t} every day", "play the {t}", "does"),
        ("is good at the {t}", None, "is"), ("gave a concert on the {t}", "play the {t}", "does")],
        ["does not play the {t}", "gave up the {t}", "never touched a {t}", "would like to play the {t} but cannot", "has never played the {t}"]),
    Relation(n.first_name, [("is married to {t}", None, "is"), ("is the husband of {t}", None, "is"), ("is the spouse of {t}", None, "is"), ("married {t} in spring", None, None)],
        ["is not married to {t}", "never married {t}", "is only a friend of {t}", "divorced {t}", "refused to marry {t}"]),
    Relation(n.company, [("works for {t}", "work for {t}", "does"), ("is employed at {t}", None, "is"), ("has a job at {t}", "have a job at {t}", "does"), ("joined {t}", "work for {t}", "does"),
        ("is on the staff of {t}", None, "is")],
        ["does not work for {t}", "was fired from {t}", "left {t}", "quit {his} job at {t}", "turned down an offer from {t}", "never worked for {t}"]),
    Relation(lambda r: r.choice(SPORTS), [("plays {t}", "play {t}", "does"), ("is a {t} player", None, "is"), ("trains for {t} twice a week", "play {t}", "does"), ("is in the {t} team", None, "is")],
        ["does not play {t}", "gave up {t} years ago", "never plays {t}", "only watches {t} on television", "has no time for {t}"]),
    Relation(lambda r: r.choice(FOODS), [("eats {t}", "eat {t}", "does"), ("had {t} for lunch", "eat {t}", "did"), ("ate {t}", "eat {t}", "did"), ("ordered {t}", "order {t}", "did"),
        ("cooked {t}", "cook {t}", "did")],
        ["does not eat {t}", "is allergic to {t}", "never eats {t}", "sent the {t} back", "refused the {t}", "did not touch the {t}"]),
]

# Places and things: (says yes, says no, question)
STATES = [
    (["The {p} is open on {d}.", "You can visit the {p} on {d}.", "On {d} the doors of the {p} are open."], ["The {p} is closed on {d}.", "On {d} the {p} stays shut.", "Nobody gets into the {p} on {d}."],
        ["Is the {p} open on {d}?", "Can I visit the {p} on {d}?", "Does the {p} open on {d}?"]),
    (["Entry to the {p} is free.", "The {p} costs nothing.", "There is no fee for the {p}.", "You do not have to pay for the {p}."], ["Entry to the {p} costs {k} euros.", "The {p} charges {k} euros.", "A ticket for the {p} is {k} euros.",
        "You have to pay {k} euros for the {p}."], ["Is the {p} free?", "Is entry free of charge?", "Can one get into the {p} for free?"]),
    (["Dogs are allowed in the {p}.", "Dogs are welcome in the {p}.", "You may bring your dog to the {p}."], ["Dogs are not allowed in the {p}.", "No dogs in the {p}, please.", "Leave your dog outside the {p}."],
        ["Are dogs allowed in the {p}?", "Can I bring my dog to the {p}?", "May dogs enter the {p}?"]),
    (["The {p} has a lift.", "There is a lift in the {p}.", "A lift takes you up in the {p}."], ["The {p} has no lift.", "There is no lift in the {p}.", "You have to take the stairs in the {p}, as there is no lift."],
        ["Does the {p} have a lift?", "Is there a lift in the {p}?"]),
    (["Breakfast is included.", "The price covers breakfast.", "Breakfast comes with the room."], ["Breakfast is not included.", "Breakfast costs {k} euros extra.", "The price does not cover breakfast."],
        ["Is breakfast included?", "Does the price include breakfast?", "Do guests get breakfast without paying more?"]),
    (["The {p} is sold out.", "There are no tickets left for the {p}.", "All tickets for the {p} are gone."], ["There are still tickets for the {p}.", "Some tickets for the {p} are left.", "Tickets for the {p} can still be bought."],
        ["Is the {p} sold out?", "Are all tickets for the {p} gone?"]),
    (["The {p} was built of wood.", "The {p} is a wooden building.", "They used nothing but wood for the {p}."], ["The {p} was built of stone.", "The {p} is made of steel and glass.", "There is no wood in the {p}."],
        ["Is the {p} made of wood?", "Was the {p} built of wood?"]),
    (["The train was late.", "The train arrived {k} minutes late.", "The train did not come on time."], ["The train was on time.", "The train arrived to the minute.", "The train was not late."], ["Was the train late?", "Did the train arrive late?"]),
    (["It rained all day in {c}.", "In {c} it was raining.", "Rain fell on {c}."], ["It did not rain in {c}.", "In {c} it stayed dry.", "There was not a drop of rain in {c}."], ["Did it rain in {c}?", "Was there rain in {c}?"]),
    (["The {p} works again.", "The {p} has been repaired.", "They fixed the {p}."], ["The {p} is still broken.", "Nobody has repaired the {p}.", "The {p} does not work."], ["Does the {p} work?", "Has the {p} been repaired?", "Is the {p} working?"]),
    (["{x} won the race.", "{x} came first in the race.", "First prize in the race went to {x}."], ["{x} lost the race.", "{x} came last in the race.", "{x} did not win the race."], ["Did {x} win the race?", "Was {x} the winner of the race?"]),
    (["{x} came to the meeting.", "{x} was at the meeting.", "{x} did not miss the meeting."], ["{x} missed the meeting.", "{x} was not at the meeting.", "{x} did not come to the meeting."], ["Was {x} at the meeting?", "Did {x} come to the meeting?",
        "Did {x} attend the meeting?"]),
    (["{x} passed the exam.", "{x} did well and passed.", "The exam was no problem for {x}, who passed."], ["{x} failed the exam.", "{x} did not pass the exam.", "{x} has to repeat the exam."], ["Did {x} pass the exam?", "Has {x} passed the exam?"]),
    (["Smoking is allowed in the {p}.", "You may smoke in the {p}."], ["Smoking is forbidden in the {p}.", "Nobody may smoke in the {p}.", "The {p} is smoke-free."], ["Is smoking allowed in the {p}?", "May one smoke in the {p}?"]),
    (["The parcel has arrived.", "The parcel was delivered on {d}.", "The parcel is here."], ["The parcel has not arrived yet.", "The parcel is still on its way.", "The parcel got lost."], ["Has the parcel arrived?", "Did the parcel arrive?", "Was the parcel delivered?"]),
    (["You need a ticket for the {p}.", "Nobody gets into the {p} without a ticket."], ["You do not need a ticket for the {p}.", "No ticket is needed for the {p}."], ["Do I need a ticket for the {p}?", "Is a ticket needed for the {p}?"]),
]
PLACES = "museum library pool market park theatre shop castle zoo cinema tower cafe gym church gallery exhibition concert hall station garden school clinic office bakery restaurant hotel".split()
