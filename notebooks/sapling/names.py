"""Words to copy: listed names and a generator of made-up ones.

Extraction, tool arguments and answers from a passage are copying. A model that only ever saw listed names would learn
the list, so about half of all names here are invented on the spot from syllables, in many shapes.
"""

import lexicon

FIRST = """Anna Ben Carla David Eva Felix Greta Hugo Ines Jonas Kira Leo Maria Noah Olga Paul Rita Sam Tina Uwe Vera Walt
Xenia Yara Zoe Ada Alan Alice Amir Anders Ayla Bea Boris Bruno Cara Chen Chloe Clara Dana Daniel Diego Dora Edgar Elena
Emil Emma Erik Esra Fatima Fiona Frank Freya Gina Gustav Hana Hans Heidi Helen Henry Ida Igor Ilse Ivan Jack Jana Jane
Jin Joan Joel John Julia Karl Kate Kenji Lars Laura Lea Lena Liam Lina Linda Lucas Lucy Luis Malik Marco Marek Marta Max
Mei Mia Mila Mina Mohamed Nadia Nina Nora Oliver Omar Oscar Otto Pablo Peter Petra Pia Priya Rafael Raj Rosa Ruth Sara
Selma Simon Sofia Sven Tara Theo Tom Ulla Victor Wanda Wei Yuki Zara José Zoë Renée Jürgen Søren Łukasz Björn Chloé Abena Adil Agnes Aiko Alba Albert Aleksei Alma Amara Amina Andrea Anja Anton Arda Arthur Asha Astrid Aurora Axel Beatrice Bela Benno Bente Berta
Bilal Birgit Carmen Cecilia Celine Chiara Christos Colin Cosima Dagmar Dario Deniz Dmitri Dorothea Eduardo Edith Eero Eleni Elif Elsa Enzo Esther Ewa Fabian Farid Femke Finn Flora Florian Franz Frida Gabriel Georg Gerda Gianni Gloria
Gunnar Halima Hamid Hanna Harald Hector Helga Hiro Hugh Idris Imani Inga Ingrid Irene Iris Isabel Ivo Jakob Jamal Jarek Jasper Jelena Jens Johan Jorge Josef Juan Judith Jun Kaja Kamil Karin Katya Kofi Kwame Lamin Layla Lorenzo
Ludwig Luka Magda Magnus Manuel Mara Marcel Margot Marie Mateo Matilda Maud Maya Milan Milo Miriam Mona Nadim Naomi Natasha Niko Nils Noor Olaf Olivia Pavel Pedro Philip Pilar Quentin Rachel Ramon Rania Regina Ricardo Robin Rolf Roman
Rosalind Rowan Ruben Sabine Said Samira Sandra Sanne Sergio Silas Silvia Siri Sonja Stefan Stella Suki Susan Tadeo Tamar Tarek Teresa Thea Thomas Tilda Timo Tobias Tomas Ursula Valentin Vasco Vito Vivian Walter Wilma Yannick Yusuf Zeynep Zofia""".split(
    )

LAST = """Adler Alvarez Bauer Becker Berg Blake Bose Brandt Brook Carter Castro Chan Clark Costa Cruz Dahl Dean Diaz
Dunn Ekman Ellis Falk Ferrari Fischer Ford Fox Frost Garcia Gill Gomez Gray Green Haas Hall Hansen Hart Hill Holm Hoshino
Hunt Ito Jansen Jones Kaur Keller Khan Kim King Klein Kovacs Kumar Lam Lane Larsen Lee Lind Lopez Maier Marsh Martin Meyer
Mills Moore Mori Moreau Nagy Nash Nielsen Novak Okafor Olsen Ortiz Park Patel Perez Popov Price Quinn Ramos Reed Rice Rossi
Roth Russo Sato Schmidt Shaw Silva Singh Stone Suzuki Tanaka Taylor Torres Vogel Wagner Walker Wang Weber West White Wolf
Wong Wood Young Yilmaz Abbott Achebe Ahmed Albers Almeida Amsel Andersson Archer Baxter Bello Bergmann Bianchi Bishop Blom Bonnet Borg Bright Brown Burke Byrne Campbell Chavez Cohen Conti Cooper Craig Dalton Demir Dietrich Dubois Duarte Eriksen
Evans Farrow Fernandes Fleming Flores Foster Franke Gallo Gruber Gupta Haddad Hahn Hamilton Harper Hayes Henriksen Herrera Hoffmann Horvat Hughes Ibrahim Ivanov Jensen Johansson Kamau Karlsson Kemp Kessler Koch Kowalski Kraus Kurz Lambert Laurent Lehmann Lindqvist
Lombardi Madsen Mancini Marchetti Mensah Mercer Mitchell Mueller Murphy Nakamura Neumann Nguyen Nilsson Nowak Obi Oduya Okonkwo Olivares Osman Palmer Pereira Petrov Pohl Porter Ramirez Richter Rivera Romano Sanders Santos Sauer Schneider Schulz Seidel Sharma Sommer
Sorensen Stark Steiner Sund Svensson Swan Thorne Tran Vance Vargas Vidal Vogt Walsh Watson Weiss Winter Wright Yamada Zeller Zhang Zimmer Núñez Müller O'Brien Smith-Jones""".split()

CITIES = """Berlin Paris Madrid Rome Lisbon Vienna Oslo Prague Dublin Athens Boston Tokyo Cairo Lima Hamburg Munich Cologne
Lyon Nice Seville Porto Milan Turin Naples Graz Zurich Geneva Basel Bern Ghent Antwerp Utrecht Leeds York Bath Oxford
Glasgow Cork Bergen Malmo Uppsala Aarhus Turku Tampere Riga Tallinn Vilnius Krakow Gdansk Brno Split Zagreb Sofia Izmir
Ankara Haifa Amman Doha Mumbai Delhi Pune Kolkata Hanoi Manila Seoul Busan Osaka Kyoto Kobe Perth Sydney Auckland
Wellington Toronto Montreal Ottawa Chicago Seattle Denver Dallas Austin Miami Portland Phoenix Havana Bogota Quito Santiago
Cusco Recife Nairobi Lagos Accra Dakar Tunis Rabat Luanda Hobart Zürich Málaga""".split()
PLACE_ENDS = """feld berg burg dorf stadt heim hausen bach au ford ton ham by bury wick mouth field bridge port haven stead well dale gate holm ville mont court grad gorod ov ice polis abad pur nagar shima yama
ona ella ino ara eda osa iva anka sund vik fors köping borg stad dijk dam oord""".split()
TWO_WORD_CITIES = ["New York", "San Marco", "Los Alamos", "Cape Town", "Port Louis", "San Diego", "St. Gallen",
    "Rio Claro",
                   "Santa Cruz", "Le Havre", "New Delhi", "El Paso", "Buenos Aires", "Bad Homburg"]

JOBS = lexicon.JOBS

NOUNS = """table chair lamp phone radio clock book pencil bottle basket blanket pillow camera guitar piano bicycle helmet
jacket shirt hat scarf boot glove wallet suitcase umbrella kettle mug plate spoon knife hammer ladder rope bucket broom
carpet curtain mirror candle drum violin flute kite ball puzzle laptop printer keyboard tablet router sofa desk shelf oven
toaster blender fan heater tent compass lantern map stamp coin ring necklace vase painting poster apple pear lemon onion
carrot potato cheese bread cake soup tea coffee rice honey pepper salt ticket letter parcel key door window garden bridge
boat truck tractor train rocket engine battery magnet telescope microscope""".split()

ADJECTIVES = """quiet bright small large green blue red yellow silver golden wooden plastic heavy light soft hard old new
round square long short wide narrow warm cold fresh dry simple clever gentle brave calm eager famous hidden ancient modern
hollow smooth rough sharp rapid slow deep tall tiny giant sweet bitter loud clear purple orange""".split()

TOPICS = """music history chemistry football gardening cooking astronomy economics painting photography biology travel
medicine law poetry physics fashion politics theatre farming sailing chess robotics weather geology dance film tennis
cycling fishing education energy transport banking health""".split()

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
COLOURS = "red blue green yellow black white grey brown orange purple pink silver".split()

ONSETS = "b c d f g h j k l m n p r s t v w z br cr dr fr gr kr pl pr sh sk sl sn st str th tr vl ch qu x y ph".split()
NUCLEI = "a e i o u ai ea ee ia io oa ou y ei au".split()
CODAS = "n r s l m t k x d nd rt st ng ck th sh lf rn mp ff b p g z".split()
ACCENTS = "áéíóúäöüñçèêøåß"
LETTERS = "".join(chr(c) for c in range(0xC0, 0x180) if c not in (0xD7, 0xF7)) + "αβγδλπσωжидлнрящ€£"

# Letter pieces of the vocabulary, once there is one: words made of them use every token, also those that no listed
# word has. A token that training never saw could not be copied.
PIECES = []


def use_pieces(tokens):
    """Takes the vocabulary's tokens as further material for made-up words."""
    PIECES[:] = [t for t in tokens if t.isascii() and t.isalpha()]


def invented(r, syllables=None):
    """A made-up word, mostly in lower case."""
    if PIECES and syllables is None and r.maybe(0.3):
        word = "".join(r.choice(PIECES) for _ in range(r.choice([1, 2, 2, 3])))
        return marked(r, word if r.maybe(0.3) else word.lower())
    word = ""
    for _ in range(syllables or r.choice([1, 2, 2, 2, 3, 3, 4])):
        word += r.choice(ONSETS if r.maybe(0.85) else [""]) + r.choice(NUCLEI[:5] if r.maybe(0.7) else NUCLEI)
        if r.maybe(0.45):
            word += r.choice(CODAS)
    return marked(r, word)


def marked(r, word):
    """Now and then an accent; and what is held back."""
    if r.maybe(0.05):
        at = r.randrange(len(word) + 1)
        word = word[:at] + r.choice(ACCENTS if r.maybe(0.4) else LETTERS) + word[at:]
    if r.part == "train" and word.lower().startswith(("zu", "pl", "ke")):  # these beginnings are held back
        return "m" + word[1:]
    if r.part != "train" and r.maybe(0.5):
        return r.choice(["zu", "pla", "ke"]) + word
    return word


def cap(text):
    return text[:1].upper() + text[1:]


def proper(r):
    """A made-up capitalised name, now and then hyphenated, camel-cased, with an apostrophe or a number."""
    kind = r.random()
    if kind < 0.84:
        return cap(invented(r))
    if kind < 0.90:
        return cap(invented(r, 1)) + "-" + cap(invented(r))
    if kind < 0.94:
        return cap(invented(r, 1)) + cap(invented(r, 1))
    if kind < 0.97:
        return r.choice(["O'", "D'", "Mc", "Al-"]) + cap(invented(r))
    return cap(invented(r)) + " " + str(r.randint(2, 99))


def first_name(r):
    return r.word(FIRST) if r.maybe(0.55) else cap(invented(r)) if r.maybe(0.8) else proper(r)


def last_name(r):
    return r.word(LAST) if r.maybe(0.45) else proper(r)


def person(r):
    """A person's name: one, two or three words."""
    kind = r.random()
    if kind < 0.40:
        return first_name(r)
    if kind < 0.92:
        return first_name(r) + " " + last_name(r)
    if kind < 0.94:
        return first_name(r) + " " + r.choice("ABCDEFGHJKLMNPRSTW") + ". " + last_name(r)
    if kind < 0.965:
        return r.choice(["Dr. ", "Prof. ", "Ms. ", "Mr. ", "Mrs. ", "Captain "]) + first_name(r) + " " + last_name(r)
    return r.choice(["Dr. ", "Prof. ", "Ms. ", "Mr. ", "Mrs. ", "Oma ", "Opa ", "Sister ", "Captain ", "Aunt ", "Uncle ", "Grandma ",
        "Miss ", "Sir ", "Lady ", "Father ", "Judge ", "Nurse ", "Frau ", "Herr ", "Señora ", "Madame ", "von ", "de "]) + last_name(r)


def city(r):
    kind = r.random()
    if kind < 0.36:
        return r.word(CITIES)
    if kind < 0.5:
        return cap(invented(r, r.choice([1, 1, 2]))) + r.choice(PLACE_ENDS)
    if kind < 0.6:
        return r.choice(TWO_WORD_CITIES)
    return proper(r) if r.maybe(0.85) else r.choice(["New ", "Port ", "San ", "Bad ", "Upper "]) + proper(r)


def company(r):
    tail = r.choice(["", "", " Ltd", " Inc.", " GmbH", " & Sons", " Labs", " Foods", " Systems", " Group", " Motors",
        " Bank"])
    return (last_name(r) if r.maybe(0.3) else proper(r)) + tail


def thing(r):
    """A noun, plain or described: "lamp", "green lamp", "zorba lamp"."""
    kind = r.random()
    noun = r.word(NOUNS)
    if kind < 0.45:
        return noun
    if kind < 0.7:
        return r.word(ADJECTIVES) + " " + noun
    if kind < 0.85:
        return invented(r)
    return invented(r) + " " + noun


def phrase(r, low=1, high=4):
    """A few lower-case words, listed and made up."""
    pools = [NOUNS, ADJECTIVES, TOPICS, JOBS]
    return " ".join(invented(r) if r.maybe(0.35) else r.word(r.choice(pools)) for _ in range(r.randint(low, high)))


def title(r):
    """A title of a book, film or song."""
    kind = r.random()
    if kind < 0.3:
        return "The " + cap(r.word(ADJECTIVES)) + " " + cap(r.word(NOUNS))
    if kind < 0.5:
        return cap(r.word(NOUNS)) + " of " + proper(r)
    if kind < 0.7:
        return proper(r) + " " + proper(r)
    if kind < 0.85:
        return "The " + cap(r.word(NOUNS)) + "s of " + city(r)
    return cap(phrase(r, 1, 3))


def code(r):
    """An identifier such as AB-1234, XJ9, 2024/113 or #8841."""
    letters = "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(r.randint(1, 3)))
    digits = "".join(r.choice("0123456789") for _ in range(r.randint(2, 6)))
    return r.choice([letters + "-" + digits, letters + digits, digits + letters, "#" + digits, letters + "/" + digits,
                     letters + digits + "-" + r.choice("ABCXYZ")])


def number(r):
    """A whole number of one to seven digits, small ones most often."""
    return r.randint(0, 10 ** r.choice([1, 2, 2, 2, 3, 3, 4, 5, 6, 7]))


def email(r):
    user = r.choice([invented(r), r.word(FIRST[:110]).lower(), r.word(FIRST[:110]).lower() + "." + invented(r),
                     invented(r) + str(r.randint(1, 99)), invented(r) + "_" + invented(r, 1)])
    return plain(user) + "@" + domain(r)


def domain(r):
    return plain(invented(r)) + r.choice(["", "", "-" + plain(invented(r, 1))]) + r.choice(
        [".com", ".org", ".net", ".de", ".fr", ".io", ".eu", ".co.uk", ".example", ".test", ".edu"])


def plain(text):
    return "".join(c for c in text if c.isascii())


def url(r):
    path = r.choice(["", "/", "/" + plain(invented(r)), "/" + plain(invented(r)) + "/" + str(number(r)),
                     "/" + plain(invented(r)) + ".html", "/?id=" + str(number(r))])
    return r.choice(["https://", "http://", "https://www."]) + domain(r) + path


def phone(r):
    d = lambda n: "".join(r.choice("0123456789") for _ in range(n))
    return r.choice([f"+{r.randint(1, 99)} {d(3)} {d(4)}", f"0{d(3)}-{d(5)}", f"({d(3)}) {d(3)}-{d(4)}",
        f"+{r.randint(1, 99)} {d(2)} {d(7)}",
                     f"{d(3)}-{d(4)}", f"0{d(2)} {d(3)} {d(3)}", f"{d(3)} {d(3)} {d(3)}", f"0{d(9)}"])


def ip(r):
    return ".".join(str(r.choice([r.randint(0, 255), 10, 192, 168, 0, 1])) for _ in range(4))


def clock(r):
    return r.choice([f"{r.randint(0, 23):02}:{r.randint(0, 59):02}",
        f"{r.randint(0, 23)}:{r.choice(['00', '15', '30', '45'])}",
                     f"{r.randint(1, 12)} pm", f"{r.randint(1, 12)}:30 am"])


def iso_date(r):
    return f"{r.randint(1950, 2035)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"


def date(r):
    """A date as people write it; extraction copies it as it stands."""
    day, month, year = r.randint(1, 28), r.choice(MONTHS), r.randint(1950, 2035)
    return r.choice([iso_date(r), f"{day} {month} {year}", f"{month} {day}, {year}", f"{day}.{r.randint(1, 12)}.{year}",
                     f"{r.randint(1, 12)}/{day}/{year}", f"{day} {month}", f"{r.choice(DAYS)}", f"{month} {year}"])


def price(r):
    """A price as a JSON number: whole, or with two decimals that do not end in 0."""
    if r.maybe(0.4):
        return r.randint(1, 999)
    return (100 * r.randint(0, 999) + r.choice([5, 25, 45, 49, 75, 79, 95, 99, 19, 29, 85])) / 100


def street(r):
    return r.choice([f"{r.randint(1, 250)} {proper(r)} Street", f"{r.randint(1, 99)} {r.word(NOUNS).capitalize()} Road",
                     f"{proper(r)} Lane {r.randint(1, 99)}", f"{proper(r)}strasse {r.randint(1, 150)}"])
