"""Further kinds of things, and further whole sentences for the kinds of `kinds.py`."""

import names as n
from kinds import Kind, choice, flag, real, several, text, whole
from lexicon import FOODS, JOB_BEFORE, JOBS, NOUNS

CAR = Kind("car", "cars", text("model", lambda r: n.cap(n.invented(r)) + r.choice(["", " " + str(r.randint(2, 900)), " " + r.choice("GTSX")]), labels=["name"]), [
    text("brand", lambda r: n.cap(n.invented(r)), "is made by {v}", "comes from {v}", "is a {v}", labels=["make", "maker"]),
    whole("year", 1960, 2030, "was built in {v}", "dates from {v}", "first hit the road in {v}", labels=["built"]),
    whole("mileage", 100, 300000, "has {v} km on the clock", "has run {v} km", "has done {v} kilometres", labels=["km", "kilometres"]),
    real("price", lambda r: r.randint(200, 90000), "costs {v} euros", "is yours for {v} euros", "goes for {v}", "is offered at {v} dollars", labels=["asking_price"]),
    choice("color", {c: ["is " + c, "is painted " + c, "shines in " + c] for c in n.COLOURS}, ["colour"]),
    choice("fuel", {"petrol": ["runs on petrol", "needs petrol"], "diesel": ["runs on diesel", "has a diesel engine"], "electric": ["is electric", "runs on batteries"]}),
    text("owner", n.person, "belongs to {v}", "is sold by {v}", "was driven by {v}", labels=["seller"]),
    text("plate", n.code, "carries the plate {v}", "is registered as {v}", labels=["licence_plate", "registration"])],
    ["For sale: {brand} {model}, built in {year}, {mileage} km, {price} euros.", "{owner} sells a {color} {brand} {model} for {price}.", "I drive a {brand} {model} from {year}.", "The {color} {model} ({plate}) belongs to {owner}.",
    "My {brand} {model} has {mileage} km on the clock, and I want {price} for it.", "We saw a {color} {brand} {model} with the plate {plate}.", "{brand} {model}, {year}, {color}, {price} euros or best offer", "{owner} parked the {model} with the plate {plate} here."])

SONG = Kind("song", "songs", text("title", n.title, labels=["song", "name"]), [
    text("artist", n.person, "is sung by {v}", "is by {v}", "was recorded by {v}", "made {v} famous", labels=["singer", "band"]),
    text("album", n.title, "is on the album {v}", "appeared on {v}", "comes from the record {v}", labels=["record"]),
    whole("year", 1950, 2030, "came out in {v}", "was a hit in {v}", "dates from {v}", labels=["released"]),
    whole("seconds", 60, 600, "lasts {v} seconds", "runs for {v} seconds", labels=["length", "duration"]),
    text("genre", lambda r: r.choice("jazz rock pop folk soul blues techno punk swing".split()), "is {v}", "counts as {v}", "is filed under {v}", labels=["style"])],
    ["{artist} sang {title} in {year}.", "\"{title}\" by {artist} is from the album {album}.", "Now playing: {title} - {artist}", "They played {title}, the old {genre} song by {artist}.", "{title}, which {artist} recorded in {year}, is still my favourite.",
    "From {album}: {title} ({artist}, {year})", "In {year} everyone sang {title}.", "You just heard {artist} with {title}."])

VACANCY = Kind("vacancy", "vacancies", text("position", lambda r: r.choice(["", r.choice(JOB_BEFORE) + " "]) + r.choice(JOBS), labels=["job", "title", "role"]), [
    text("company", n.company, "is offered by {v}", "is open at {v}", "is with {v}", labels=["employer", "firm"]),
    text("city", n.city, "is in {v}", "is based in {v}", "means working in {v}", labels=["location", "place"]),
    whole("salary", 900, 9000, "pays {v} euros a month", "comes with a salary of {v}", "is paid with {v} a month", labels=["pay", "wage"]),
    text("contact", n.person, "is handled by {v}", "can be discussed with {v}", labels=["contact_person"]),
    text("start", n.date, "starts on {v}", "is free from {v}", "can begin on {v}", labels=["start_date"]),
    flag("remote", ["can be done from home", "is remote"], ["is on site only", "cannot be done from home"])],
    ["{company} is looking for a {position} in {city}.", "Wanted: {position}, {city}, {salary} euros a month.", "{company} ({city}) hires a {position}, start {start}, write to {contact}.", "We need a {position} from {start}. {salary} a month. {company}",
    "Become a {position} at {company}! We pay {salary}.", "In {city} a {position} can earn {salary} at {company}.", "Are you a {position}? {contact} of {company} wants to hear from you.", "Job: {position}. Where: {city}. Pay: {salary}."])

INVOICE = Kind("invoice", "invoices", text("invoice", n.code, labels=["number", "invoice_number", "id"]), [
    real("total", n.price, "comes to {v} euros", "asks for {v}", "is over {v} euros", "amounts to {v}", labels=["amount", "sum", "due"]),
    text("customer", n.person, "is for {v}", "was sent to {v}", "is addressed to {v}", labels=["name", "client"]),
    text("due_date", n.date, "is due on {v}", "must be paid by {v}", "is payable until {v}", labels=["due", "pay_by"]),
    text("supplier", n.company, "comes from {v}", "was written by {v}", "was issued by {v}", labels=["seller", "from"]),
    flag("paid", ["has been paid", "is settled"], ["has not been paid", "is still open"], ["settled"])],
    ["Invoice {invoice} of {supplier}: {total} euros, due on {due_date}.", "{customer} owes {supplier} {total} euros (invoice {invoice}).", "Please pay {total} by {due_date}, reference {invoice}.", "{supplier} charges {customer} {total} for the work; the number is {invoice}.",
    "We still wait for {total} euros from {customer}, invoice {invoice}.", "Your bill {invoice} over {total} must be paid until {due_date}.", "{invoice}: {customer}, {total}"])

MATCH = Kind("match", "matches", text("winner", lambda r: r.choice(["FC ", "", "", "SV "]) + n.city(r) + r.choice(["", "", " United", " Rovers", " Lions"]), labels=["winning_team", "first"]), [
    text("loser", lambda r: r.choice(["FC ", "", "", "SV "]) + n.city(r) + r.choice(["", "", " City", " Bears", " Hawks"]), "beat {v}", "won against {v}", "defeated {v}", "was too strong for {v}", "sent {v} home", labels=["losing_team", "second"]),
    text("score", lambda r: f"{r.randint(2, 9)}:{r.randint(0, 1)}", "won {v}", "won the game {v}", "finished with a {v}", labels=["result"]),
    text("scorer", n.person, "owes the goal to {v}", "had {v} to thank", "cheered for {v}", labels=["hero", "player"]),
    whole("spectators", 10, 90000, "played before {v} people", "had {v} people watching", labels=["crowd", "visitors"]),
    text("date", n.date, "played on {v}", "won on {v}", labels=["day"])],
    ["{winner} beat {loser} {score}.", "{winner} - {loser} {score}", "{loser} lost {score} to {winner}.", "On {date} {winner} won against {loser} in front of {spectators} people.", "{scorer} scored for {winner} as they beat {loser}.",
    "No luck for {loser}: {winner} won {score}.", "{loser} had no chance; {winner} won by {score}.", "A {score} win for {winner} over {loser}."])

WEATHER = Kind("weather report", "weather reports", text("city", n.city, labels=["place", "town", "location"]), [
    whole("temperature", 1, 40, "has {v} degrees", "reports {v} degrees", "sees {v} degrees at noon", "warms up to {v} degrees", labels=["degrees", "celsius", "high"]),
    choice("sky", {"sunny": ["is sunny", "enjoys the sun", "has clear skies"], "rainy": ["is rainy", "gets rain", "is wet today"], "cloudy": ["is cloudy", "lies under clouds"], "snowy": ["gets snow", "is white with snow"]}, ["conditions"]),
    whole("wind", 1, 140, "has winds of {v} km/h", "is hit by gusts of {v} km/h", labels=["wind_speed"]),
    text("day", lambda r: r.choice(n.DAYS), "looks ahead to {v}", "was measured on {v}", labels=["date"]),
    whole("humidity", 10, 100, "has a humidity of {v} percent", "is at {v} percent humidity")],
    ["{city}: {temperature} degrees, wind {wind} km/h.", "It is {temperature} degrees in {city}.", "On {day} {city} will see {temperature} degrees and winds of {wind} km/h.", "Expect {temperature} degrees in {city} on {day}.",
    "In {city} the thermometer shows {temperature}, humidity {humidity} percent.", "With {temperature} degrees, {city} was the warmest place on {day}.", "Gusts of {wind} km/h swept over {city} on {day}."])

RECIPE = Kind("recipe", "recipes", text("dish", lambda r: r.choice([n.cap(r.choice(FOODS).rstrip("s")) + " " + r.choice(["soup", "pie", "salad", "stew", "cake", "bread", "curry"]), n.proper(r) + " " + r.choice(["soup", "cake", "stew", "pie"]), r.choice(FOODS).rstrip("s") + " " + r.choice(["soup", "pie", "salad", "stew", "bread"]), r.choice(NOUNS) + " " + r.choice(["soup", "stew", "cake"])]), labels=["name", "title"]), [
    whole("minutes", 5, 240, "takes {v} minutes", "is ready in {v} minutes", "needs {v} minutes in the oven", labels=["time", "duration"]),
    whole("servings", 1, 20, "serves {v}", "feeds {v} people", "is enough for {v} people", labels=["persons", "portions"]),
    several("ingredients", lambda r: r.choice(FOODS), "needs {v}", "is made of {v}", "contains {v}", "calls for {v}"),
    text("cook", n.person, "was invented by {v}", "is the pride of {v}", "comes from {v}", labels=["author", "chef"]),
    flag("vegetarian", ["is vegetarian", "contains no meat"], ["contains meat", "is not vegetarian"])],
    ["{dish} for {servings} people, ready in {minutes} minutes.", "{cook}'s {dish} takes {minutes} minutes.", "You need {minutes} minutes for the {dish}, and it feeds {servings}.", "Tonight we cook {dish}; it serves {servings}.", "{dish}: {minutes} min, {servings} portions",
    "In {minutes} minutes {cook} makes a {dish} for {servings}."])

LESSON = Kind("course", "courses", text("course", lambda r: n.cap(r.word(n.TOPICS)) + r.choice(["", " for Beginners", " II", " Basics"]), labels=["title", "subject", "name"]), [
    text("teacher", n.person, "is taught by {v}", "is given by {v}", "is in the hands of {v}", labels=["lecturer", "instructor"]),
    text("room", lambda r: r.choice([str(r.randint(1, 400)), r.choice("ABCD") + str(r.randint(1, 40))]), "takes place in room {v}", "is in room {v}", "meets in {v}", labels=["place"]),
    text("day", lambda r: r.choice(n.DAYS), "is on {v}", "takes place every {v}", "meets on {v}", labels=["weekday"]),
    text("time", n.clock, "starts at {v}", "begins at {v}", "is at {v}", labels=["start"]),
    whole("students", 2, 300, "has {v} students", "is attended by {v} people", "is limited to {v} students", labels=["participants", "seats"]),
    real("fee", n.price, "costs {v} euros", "has a fee of {v}", labels=["price", "cost"])],
    ["{teacher} teaches {course} on {day} at {time} in room {room}.", "{course} ({teacher}) moves to room {room}.", "Every {day}: {course} with {teacher}, {fee} euros.", "Sign up for {course}! {day}, {time}, room {room}.", "{students} students take {course} with {teacher}.",
    "On {day} {teacher} gives {course} at {time}."])

TRANSFER = Kind("transfer", "transfers", text("sender", n.person, labels=["from", "payer"]), [
    text("recipient", n.person, "sent money to {v}", "paid {v}", "made a transfer to {v}", "wired a sum to {v}", "owed {v} something and paid", labels=["to", "receiver", "payee"]),
    real("amount", n.price, "sent {v} euros", "transferred {v} dollars", "paid {v} euros", "wired {v}", "handed over {v} euros", labels=["sum", "total"]),
    text("purpose", lambda r: r.choice(["rent", "food", "a gift", "the repair", "lessons", "the tickets", "books", "fuel", "the deposit", "dinner"]), "paid for {v}", "sent it for {v}", "settled the bill for {v}", labels=["reason", "for"]),
    text("date", n.date, "paid on {v}", "sent it on {v}", "made the transfer on {v}", labels=["day"])],
    ["{sender} sent {recipient} {amount} euros.", "{recipient} received {amount} euros from {sender}.", "{amount} euros went from {sender} to {recipient} on {date}.", "{sender} owes nothing any more: {amount} paid to {recipient}.", "On {date} {sender} gave {recipient} {amount} for {purpose}.",
    "Please transfer {amount} to {recipient}. Yours, {sender}", "{recipient} got {amount} from {sender}, for {purpose}.", "Thanks, {sender}, for the {amount} euros! {recipient}", "{sender} lent {recipient} {amount} dollars.", "To {recipient}: {amount}. From {sender}."], "He")

SALE = Kind("sale", "sales", text("buyer", n.person, labels=["customer", "bought_by"]), [
    text("seller", n.person, "bought it from {v}", "got it from {v}", "made a deal with {v}", "did business with {v}", labels=["sold_by", "vendor"]),
    text("item", lambda r: r.choice(NOUNS), "bought the {v}", "took the {v} home", "wanted the {v}", "fell in love with the {v}", labels=["object", "article", "thing"]),
    real("price", n.price, "paid {v} euros", "gave {v} dollars for it", "got it for {v}", "spent {v} euros on it", labels=["amount", "paid"]),
    text("date", n.date, "bought it on {v}", "came to buy on {v}", labels=["day"])],
    ["{buyer} bought a {item} from {seller} for {price}.", "{seller} sold {buyer} a {item}.", "{seller} sold the {item} to {buyer} for {price} euros.", "For {price} euros, {seller}'s {item} went to {buyer}.", "The {item} changed hands on {date}: {seller} gave it to {buyer} for {price}.",
    "{buyer} paid {seller} {price} for the {item}.", "The {item} was bought by {buyer}; {seller} asked {price} for it.", "{seller}'s old {item} now belongs to {buyer}."], "She")

VISIT = Kind("appointment", "appointments", text("patient", n.person, labels=["name", "client"]), [
    text("doctor", lambda r: "Dr. " + n.last_name(r) if r.maybe(0.8) else n.person(r), "sees {v}", "has an appointment with {v}", "was sent to {v}", "is treated by {v}", labels=["physician", "with"]),
    text("date", n.date, "comes on {v}", "has to come on {v}", "is booked for {v}", labels=["day"]),
    text("time", n.clock, "comes at {v}", "is expected at {v}", "should be there at {v}", labels=["hour"]),
    text("complaint", lambda r: r.choice(["a cough", "back pain", "a headache", "fever", "a sore throat", "toothache", "an earache", "a rash", "a broken arm", "dizziness", "a cold", "knee pain"]), "complains of {v}", "suffers from {v}", "has {v}", "came because of {v}",
        labels=["symptom", "reason", "problem"]),
    text("phone", n.phone, "can be called at {v}", "left the number {v}", labels=["number"])],
    ["{patient} sees {doctor} on {date} at {time}.", "{doctor} will see {patient} on {date}.", "{patient} called about {complaint}; {doctor} has time on {date}.", "Because of {complaint}, {patient} needs to see {doctor}.", "{doctor}, {date}, {time}: {patient} with {complaint}",
    "This is {patient}. I have {complaint}. Can I see {doctor} on {date}?", "On {date} at {time} {doctor} expects {patient}."], "She")

MORE = [TRANSFER, SALE, VISIT, CAR, SONG, VACANCY, INVOICE, MATCH, WEATHER, RECIPE, LESSON]

# By the kind's noun: more sentences of its own.
SENTENCES = {
    "product": ["{product} for sale, {price} euros, {quantity} left.", "Only {quantity} of the {product} left at {price} each!", "The shop asks {price} euros for the {product}.", "How about a {color} {product}? It is {price} dollars.",
        "We have {quantity} pieces of the {product} on the shelf.", "{price} euros is the price of the {product}.", "You will pay {price} for the {product}, which {brand} makes in {color}.", "I want to return the {color} {product} that I bought for {price}.",
        "The {product} used to be dear, but it is {price} euros now.", "For {price} you can take the {product} home; we still have {quantity}.", "{brand}'s new {product} weighs {weight} kg and costs {price}.", "Looking for a {product}? {price} euros, {quantity} in stock.",
        "Got the {product} for {price} bucks.", "At {price} euros the {product} by {brand} is a bargain.", "{quantity} {product}, {price} each"],
    "event": ["On {date}, {city} hosts the {event}.", "See you at the {event} in {city} on {date}, {time}!", "The {event} has been moved to {date}.", "{organizer} invites everyone to the {event} at {place}.", "Tickets for the {event} on {date} cost {price} euros.",
        "Come to {place} at {time} on {date} for the {event}.", "The doors of {place} open at {time} for the {event}.", "{guests} people are expected at the {event} in {city}.", "Mark {date} in your calendar: {event} at {place}, {time}.",
        "Because of rain the {event} in {city} will now be on {date}.", "I got tickets for the {event}, {date}, {time}, {place}.", "{event} tonight at {time}, {place}", "Will you come to {city} for the {event} on {date}?"],
    "order": ["Please send {quantity} {item} to {address}. {customer}", "{customer} wants {quantity} of the {item} delivered to {address} by {date}.", "I'd like to order {quantity} {item}. Name: {customer}. Address: {address}.", "{quantity} {item} for {customer}, please.",
        "Could you ship {quantity} {item} to {customer}, {address}?", "Order {order_id} is {quantity} {item} for {total} euros.", "{customer} here. I ordered {quantity} {item} on {date}; the number is {order_id}.", "Hello, {customer} speaking, where is my {item}? Order {order_id}.",
        "On {date} {customer} ordered {item} for {total}.", "{total} euros for {quantity} {item}, {customer} paid at once.", "Put {customer} down for {quantity} {item}.", "We sent {quantity} {item} to {address} on {date}.", "{order_id} - {item} x {quantity} - {customer}"],
    "book": ["I am reading {title} by {author}.", "{author}'s {title} came out in {year} and has {pages} pages.", "{title} is a {genre} of {pages} pages by {author}.", "Have you read {title}? {author} wrote it in {year}.", "{publisher} published {title} by {author} in {year}.",
        "In {title}, {author} tells a long story on {pages} pages.", "{pages} pages, {year}, {author}: that is {title}.", "Please bring back {title} by {author}.", "The {genre} {title} made {author} famous in {year}."],
    "flight": ["{flight} takes you from {from} to {to} on {date}.", "{passenger}, seat {seat}, flight {flight} to {to}.", "Boarding for {flight} to {to} at gate {gate}, {time}.", "I land in {to} with {flight}; I leave {from} at {time}.", "Flight {flight} from {from} is bound for {to}.",
        "We fly to {to} on {date}, starting from {from} at {time}.", "From {from} it is {flight} at {time} that goes to {to}.", "{passenger} wants to travel from {from} to {to}, on {date} if possible.", "Leaving {from} at {time}, arriving in {to}: that is {flight}."],
    "house": ["{rooms} rooms and {area} square metres at {address}: {rent} euros a month.", "{owner} lets the house at {address} in {city} for {rent}.", "Live in {city}! {address}, {rooms} rooms, {rent} a month.", "The flat at {address} costs {rent} and has {rooms} rooms.",
        "Built in {year}, {address} offers {rooms} rooms.", "We rent {address} from {owner} for {rent} euros.", "At {address} you get {area} square metres for {rent}.", "Looking for someone to take over {address}: {rooms} rooms, {rent}."],
    "company": ["{founder} founded {company} in {founded}.", "With {employees} people, {company} is the largest firm in {city}.", "{ceo} runs {company} from {city}.", "{company} makes its money with {industry} and has {employees} employees.", "At {company} in {city}, {ceo} is the boss.",
        "Since {founded}, {company} has been at home in {city}.", "{company}, {city}, {employees} people, boss: {ceo}", "It was {founder} who started {company} back in {founded}."],
    "meeting": ["Let's meet on {date} at {time} in room {room} to talk about {topic}.", "{attendees} will discuss {topic} on {date}.", "{organizer} called a meeting on {topic}: {date}, {time}.", "Room {room} is booked at {time} on {date} for {topic}.", "Can you make it at {time} on {date}? It is about {topic}.",
        "We need {minutes} minutes for {topic}; {date}, {time}?", "About {topic}: {date}, {time}, {room}.", "{topic} has been moved to {date} at {time}."],
    "ticket": ["{customer} says {product} crashes ({ticket}).", "Please look at {ticket}: {customer} cannot use {product}.", "{assignee} takes care of {ticket} from {customer}.", "{customer} is unhappy with {product} in version {version}; see {ticket}."],
    "pet": ["Our {color} {species} {name} weighs {weight} kg.", "{owner} lost a {species}. It is {color} and called {name}.", "{name}, the {species} of {owner}, turned {age}.", "Have you seen {name}? A {color} {species}, {age} years old.", "{owner} feeds {name}, the {species}, with {food}.",
        "At {age}, {name} is an old {species}.", "A {species} named {name} lives with {owner}."],
    "booking": ["We are {guests} people and stay for {nights} nights from {arrival}; name: {guest}.", "{guest} would like a room for {nights} nights at {hotel}.", "Please book {nights} nights for {guest}, arriving on {arrival}.", "{guest} arrives on {arrival} with a party of {guests}.",
        "This is {guest}. I need {nights} nights at {hotel} from {arrival}.", "{hotel} expects {guest} on {arrival} for {nights} nights.", "Reservation: {guest}, {guests} people, {arrival}, {nights} nights."],
    "film": ["{director} made {title} in {year}.", "{title} by {director} runs for {minutes} minutes.", "Tonight at the cinema: {title}, {minutes} minutes, directed by {director}.", "In {year} {director} shot {title}.", "Critics gave {title} by {director} a {rating}."],
    "city": ["{population} people live in {name}, {country}.", "{mayor} is the mayor of {name}.", "{name} lies on the {river} in {country}.", "In {country} you find {name}, a city of {population}.", "Founded in {founded}, {name} has {population} inhabitants today."],
    "server": ["{host} answers at {ip}, port {port}.", "{owner} set up {host} with {os}.", "Please restart {host} ({ip}).", "{host}: {cores} cores, {memory} GB, {os}."],
}
