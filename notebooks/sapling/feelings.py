"""What praise, blame and indifference sound like: adjectives, things done, whole remarks without any adjective.

Feelings are knowledge, not copying, so the more of it the better; only the frames around it are held back as styles.
Holes: {t} the thing, {x} a name, {c} a city, {d} a day, {k} a number.
"""

GOOD = """great wonderful excellent lovely fantastic delicious perfect brilliant charming superb amazing delightful pleasant friendly splendid outstanding impressive beautiful
enjoyable terrific marvellous fabulous comfortable helpful flawless awesome incredible gorgeous magnificent tasty yummy cosy spotless reliable sturdy elegant graceful heavenly divine stunning
remarkable exceptional phenomenal first-class top-notch world-class refreshing relaxing inspiring moving touching hilarious gripping clever thoughtful generous kind courteous attentive welcoming professional efficient punctual
prompt fast smooth effortless intuitive handy useful affordable fair reasonable good fine nice cool sweet stylish fresh crisp juicy tender fragrant clean bright spacious quiet safe
magical unforgettable memorable thrilling captivating satisfying rewarding lovable adorable breathtaking uplifting sublime faultless immaculate solid decent rock-solid well-made well-written well-run
user-friendly lightning-fast crystal-clear mouth-watering heart-warming ideal superior exquisite radiant cheerful lively engaging informative patient skilled competent durable""".split()
BAD = """terrible awful broken rude disappointing dirty slow boring useless horrible dreadful disgusting noisy poor unpleasant nasty overpriced stale annoying faulty lousy miserable
shabby pathetic mediocre bad worst appalling atrocious abysmal ghastly hideous ugly filthy smelly stinking mouldy soggy greasy burnt undercooked overcooked tasteless bland cold lukewarm inedible rotten
cramped stuffy damp gloomy depressing dull tedious dreary predictable confusing clumsy sluggish buggy unreliable unusable unresponsive flimsy fragile shoddy cheap-looking worthless defective leaky scratched torn
unhelpful unfriendly impolite arrogant careless incompetent lazy hostile dishonest unprofessional disorganised chaotic late crowded loud unsafe dangerous expensive outrageous scandalous ridiculous shameful
frustrating infuriating irritating upsetting exhausting painful stressful unbearable insulting embarrassing laughable weak sloppy lifeless forgettable unwatchable unreadable overrated misleading uncomfortable scruffy
rubbish crap poisonous sour bitter watery chewy dry rusty grubby run-down half-baked third-rate second-rate substandard unacceptable inadequate deplorable rushed""".split()
MIDDLING = """average ordinary standard plain usual normal typical common regular unremarkable acceptable so-so middling run-of-the-mill neither-here-nor-there moderate okay passable as-expected
medium-sized rectangular grey two-storey wooden electric Italian monthly portable indoor""".split()
THINGS = """hotel phone soup movie book service room train coffee app car meal concert laptop waiter teacher course breakfast game show trip shop park hike film pizza beach museum garden restaurant lunch dinner
flight driver jacket blender vacuum headphones keyboard camera website update delivery sofa mattress dress boots watch toaster printer novel album play lecture workshop guide ferry bus hostel flat view bar burger salad cake
curry pasta bread wine tea tent bicycle haircut dentist doctor nurse clinic gym yoga class festival zoo tour podcast series ending acting plot music band choir chef staff manager support hotline repair plumber
kettle lamp backpack speaker tablet charger software router subscription parcel newsletter playground neighbourhood apartment campsite swimming pool""".replace("swimming pool", "pool").split()

PRAISE = """I loved every minute of it|I would buy it again|I would go back tomorrow|we will definitely come back|my kids ask for it every day|I can't stop smiling|it made my day|it exceeded all my expectations
I couldn't be happier|I could not ask for more|no complaints whatsoever|nothing to complain about|worth every penny|worth every cent|money well spent|five stars|ten out of ten|two thumbs up|highly recommended
I recommend it to everyone|I have already told all my friends|it works like a charm|it works perfectly|it does exactly what it promises|still going strong after {k} years|it has never let me down
best purchase I made this year|I will be ordering more|they went out of their way to help us|they fixed it in minutes and charged nothing|my order came a day early|they remembered my birthday
I slept like a baby|we laughed until we cried|I read it in one sitting|I did not want it to end|I could have stayed forever|the whole family is in love with it|hats off to the team|chapeau|bravo
a big thank you to everyone|thanks for making our day|you saved my weekend|what a treat|what a gem|a hidden gem|pure joy|simply the best|second to none|I am over the moon|I am thrilled|I'm impressed
I am a fan|love it|love love love|wow|yum|so good|super happy|10/10|would recommend|A+|best ever|can't wait to return|count me in next year|I had the time of my life|it put a smile on my face
it was a dream come true|it brightened my week|my back pain is gone|even my grumpy uncle liked it|I finally found what I was looking for|I take it everywhere|I wouldn't change a thing|they treated us like royalty
the line was worth it|you won't regret it|it blew me away|it took my breath away|I was pleasantly surprised|better than I had hoped|better than the old one by miles|it never disappoints|I felt welcome from the first minute
I licked the plate clean|we ordered seconds|everyone asked me where I got it|compliments from all sides|it runs smoothly|setup took two minutes|it just works|the battery lasts forever|it saved me hours|customer for life
keep up the good work|well done|you can tell they care|they deserve every award|our room was upgraded for free|the staff could not do enough for us|not a single problem|not bad at all|never had a better one|nothing could be better
I expected little and got a lot|I wish I had bought it sooner|the best {k} euros I ever spent|I'm already planning my next visit|the audience stood and clapped|my mother cried with joy|I feel ten years younger
the sun set and we danced until midnight|everything arrived safe and sound|the children did not want to leave|I sing its praises to anyone who listens|there was nothing we missed|a real pleasure from start to finish
the refund came within an hour|he stayed late just to help me|she answered all my questions with patience|it tastes like my grandmother's|I'd give six stars if I could|without doubt the highlight of our trip""".replace("\n", "|").split("|")
BLAME = """I hated every minute of it|never again|I want my money back|I would not buy it again|we will not come back|it broke after two days|it broke after a week|it stopped working on {d}|it fell apart in my hands
waste of money|a waste of time|complete waste|don't bother|do not buy this|stay away|avoid at all costs|save your money|one star|zero stars|I would give zero stars if I could|thumbs down|what a let-down|what a mess
what a joke|what a nightmare|I walked out after ten minutes|I fell asleep halfway through|I could not finish it|I left hungry|we left before dessert|I found a hair in it|it made me sick|we all got food poisoning
we waited {k} minutes and nobody came|nobody answered the phone|nobody apologised|they hung up on me|they never replied|I am still waiting for my refund|they lost my luggage|they lost my parcel|they charged me twice
they ruined our holiday|they cancelled without a word|they forgot our order|the box was empty|half the parts were missing|it arrived in pieces|it arrived scratched|it came three weeks late|it never arrived
it crashes every time I open it|it drains the battery in an hour|it freezes all the time|the update broke everything|it smells of smoke|it leaks|it rattles|it scratches|it shrank in the first wash|the colour washed out
the zip broke the first time I wore it|mould on the walls|cockroaches in the bathroom|the sheets were stained|the heating did not work|no hot water|I did not sleep a wink|we could hear every word from next door
I regret buying it|I regret going|I am furious|I am fed up|I'm so disappointed|so angry|I have never been treated like this|shame on you|you should be ashamed|how can you sell this|not worth the money|not worth it|not what I paid for
nothing like the pictures|nothing worked|nothing but trouble|could have been better|left a lot to be desired|it did not live up to the hype|I expected more|I expected better|hardly impressive|far from good|not good|not great at all
I can't recommend it|I wouldn't wish it on my worst enemy|I would not recommend it to anyone|I'll take my business elsewhere|last time I order here|I cancelled my subscription|I returned it the next day|straight into the bin
it belongs in the trash|garbage|rip-off|total rip-off|daylight robbery|a scam|yuck|meh, overpriced|worst ever|worst meal of my life|my dog would not eat it|my feet still hurt|it gave me a headache|I had to throw it away
I had to complain three times|third time it has failed|the screen went black after an hour|the waiter rolled his eyes at us|she shouted at my daughter|he lied to my face|we were sent away|they laughed at our complaint
the queue took forever|the seats hurt|the sound was so low that we heard nothing|I want to speak to the manager|a slap in the face|money down the drain|buyer beware|you get what you pay for, and this is nothing
the plot makes no sense|the ending spoiled everything|even the salt tasted old|I wish I had stayed at home|I wish I had read the reviews|we counted the hours until we could leave|my children were in tears|it rained through the roof
by far the low point of our trip|there was not one thing I liked|I can't believe I paid {k} euros for this|support is a dead end|three calls, no answer|they kept my deposit|the second one failed too|it is not even worth one star""".replace("\n", "|").split("|")
PLAIN = """it opens at nine|it is open from nine to five|it is on the second floor|I bought it on {d}|it arrived on {d}|it comes in two sizes|it is what one would expect|it was neither good nor bad|it does the job, no more, no less
it was okay|it's okay I guess|nothing special|it was fine, nothing more|no strong opinion|I have no strong feelings about it|it costs {k} euros|it weighs {k} grams|there are {k} rooms|it has {k} seats|it seats {k} people
we went there on {d}|I used it twice|it is made of steel|it is made in {c}|it is next to the station|it is close to the river|the entrance is on the left|the manual has {k} pages|it takes two batteries|it has a black case
the meeting starts at ten|the train leaves at {k} past eight|the parcel was handed over on {d}|tickets are sold at the counter|the menu changes every month|it was delivered as planned|it is the same as last year|it is similar to the old one
the report was sent to {x}|{x} works there|they moved to {c}|the shop is closed on {d}|checkout is at eleven|payment is by card or cash|the film runs {k} minutes|the book has {k} chapters|the second part appears in autumn
some like it, some do not|it has its good and its bad sides|not good, not bad|average in every way|could be better, could be worse|as expected|it met the requirements|it is a standard model|it works as described in the manual
I am still testing it|I have not decided yet|ask me again in a month|it replaced the old one|the package contains a cable and a plug|it needs an app|it was written in 1998|it is blue|it stands in the corner|it is used by {k} people
the new version is number {k}|the invoice is attached|please find the form below|my order number is {k}|the seminar took place in room {k}|we stayed for two nights|we had the soup and the fish|the lesson lasted {k} minutes
the bus stops in front of it|the tour covers three churches|it can be returned within {k} days|it was moved to another shelf|they sell bread and cakes|it was founded in {c}|the team has {k} members|the box is brown
the address has changed|I picked it up at noon|there is one in {c} as well|it was assembled on {d}|the lift goes up to the fifth floor|breakfast is served until ten|the temperature was {k} degrees|it belongs to the city""".replace("\n", "|").split("|")
ASPECTS = """staff room food view bed kitchen service owner waiter guide music garden driver seat price place bathroom lobby soup dessert screen battery sound design handle lens acting plot story ending cover delivery packaging support manual
website checkout queue parking pool terrace portion sauce wine coffee crew pilot host teacher nurse doctor lesson receptionist manager atmosphere location neighbourhood app update camera keyboard zip fabric colour fit""".split()
DOES = {
    "positive": """was friendly|was spotless|smiled at us|helped us at once|was worth it|made us laugh|was a pleasure|went beyond our hopes|was clean and bright|took good care of us|impressed everyone|was a dream|saved our day|was fair|tasted heavenly
was quick and kind|could not be better|deserves praise|felt like home|was full of charm|treated us like family|was on time|gave us a discount|blew us away|was a delight|won our hearts|was out of this world|never let us down|stood out
was better than expected|made the trip|was a real treat|exceeded expectations|was beyond praise|had us smiling all day|was to die for|hit the spot|was a hit with the kids|is a joy to use|was just right|couldn't have been nicer|left nothing to be desired
was anything but boring|was not bad at all|was far better than the last one|did a great job|works flawlessly|is a masterpiece|was the best part|kept us on the edge of our seats""".replace("\n", "|").split("|"),
    "negative": """ignored us|was filthy|shouted at us|let us wait for hours|was a rip-off|made us sick|was tiny and dark|fell apart|smelled bad|was a nightmare|failed twice|kept us awake|lied to us|was far too expensive|tasted like soap
was late and rude|could not be worse|deserves no star|was cold and damp|stopped working|forgot our order|overcharged us|never answered|let us down|was a disaster|was a joke|was nothing like the photos|left us cold|was out of order
was worse than expected|ruined the trip|was an insult|fell short|was below all standards|had us in tears|was not fit to eat|missed the mark|bored the kids to death|is a pain to use|was all wrong|couldn't have been ruder|left a lot to be desired
was anything but clean|was not good at all|was far worse than the last one|did a sloppy job|fails every time|is a mess|was the worst part|sent us away|gave up after a week|was hardly edible|made no sense|dragged on forever|broke down|was not worth the wait""".replace("\n", "|").split("|"),
    "neutral": """is on the left|has four chairs|opens at ten|was painted in spring|is next to the station|has a number|is the same as before|comes from {c}|was there on {d}|is made of wood|has two doors|is called {x}|is on the second floor|starts at noon
was okay|was as expected|is average|was neither good nor bad|is grey|is part of the tour|costs {k} euros|can be booked by phone|is open on {d}|was replaced last year|is of medium size|has {k} parts|was fine, nothing special|is used on {d}
is described on page {k}|is included|was what you would expect|changed in May|lies to the north|faces the street|seats {k} people""".replace("\n", "|").split("|"),
}
WORDS = {"positive": GOOD, "negative": BAD, "neutral": MIDDLING}
REMARKS = {"positive": PRAISE, "negative": BLAME, "neutral": PLAIN}
JUDGED = ["The {t} was {w}.", "What a {w} {t}!", "{W} {t}, that is all I can say.", "We had a {w} {t} in {c}.", "I found the {t} {w}.", "The {t} is {w} and {v}.",
    "{W} {t}.", "so {w}!!", "The {t} seemed rather {w} to me.", "{W}, {v}, {u}.", "It is a really {w} {t}.", "My {t} is {w}.", "Everything about the {t} is {w}.",
    "A {w} {t} with a {v} {s}.", "I must say, the {t} is {w}.", "The {t} turned out to be {w}.", "{W} {s}, {v} {u2}.", "Honestly the {t} was so {w}",
    "The {t} we got in {c} was {w}.", "absolutely {w} {t}", "It's {w}.", "How {w}!", "{x} called the {t} {w}, and I agree.", "I have to call this {t} {w}.",
    "The {s} was {w}, the {u2} {v}.", "Such a {w} {t}!", "just {w}.", "Our {t} was {w} from start to finish.", "the {t} here is {w}"]
TURNED = {"positive": ["not {n}", "not {n} at all", "never {n}", "anything but {n}", "far from {n}"], "negative": ["not {p}", "not very {p}", "not {p} at all", "never {p}",
    "anything but {p}", "far from {p}", "hardly {p}", "not exactly {p}", "not as {p} as promised", "less {p} than before"]}
FRAMES = ["{r}.", "{r}!", "{r}", "The {t}: {r}.", "About the {t}: {r}.", "I got the {t} on {d}. {R}.", "{R}. That is my view of the {t}.", "{R}, says {x}.", "We tried the {t} in {c}. {R}.",
    "New {t}. {R}!", "Honestly? {R}.", "{R}. {x}, {c}", "My sister bought the {t} too. {R}.", "After {k} days with the {t}: {r}.", "In one word about the {t} - {r}.",
    "{R} - and that goes for the {t} as well.", "Well, {r}.", "As for the {t}, {r}.", "So, the {t}. {R}.", "To sum up: {r}.", "{R}, to be honest.", "{R}, believe me.", "omg {r}",
    "Short version: {r}", "Went there on {d}. {R}.", "Was it the {t}? Was it the {s}? {R}."]
BUT = ["{a}, but {b}.", "{A}. Still, {b}.", "Although {a}, {b}.", "{A}; however, {b}.", "I thought {a}, yet {b}.", "At first {a}, but in the end {b}.", "Even if {a}, {b}.", "{A} - nevertheless {b}."]
