"""How a prompt says which fields it wants: a list of names, a JSON example, a typed sketch, a JSON Schema, or nothing."""

from jsonform import dumps

EXAMPLE = {"string": "...", "int": 0, "number": 0.0, "enum": "...", "bool": True, "list": ["..."]}
SCHEMA = {"string": "string", "int": "integer", "number": "number", "enum": "string", "bool": "boolean",
    "list": "array"}


def type_name(field, options):
    if field.type == "enum":
        return " | ".join('"' + o + '"' for o in options(field))
    return {"list": "string[]", "number": "float"}.get(field.type, field.type)


def options(field):
    return list(field.phrases)


def name_list(r, keys):
    if len(keys) == 1:
        return keys[0]
    return r.choice([", ".join(keys), ", ".join(keys[:-1]) + " and " + keys[-1], ", ".join(f'"{k}"' for k in keys),
        "`" + "`, `".join(keys) + "`"])


VERBS = """Extract Give Return Find Get Read Collect List Show Provide Output Report Identify Determine Copy Produce Fetch Note State Print Name Capture Derive Deliver Detect Need Want
Extract Give""".split() + ["Pull out", "Give me", "Tell me", "Look for", "Pick out", "I need", "I want", "Write down",
    "Fill in"]
OBJECTS = ["{k}", "{k}", "{k}", "the fields {k}", "the {n}'s {k}", "{k} of the {n}", "the following fields: {k}",
    "these: {k}", "the keys {k}", "the values of {k}", "a record with {k}", "the {n} ({k})", "the {n} with {k}"]
FORMS = ["", "", " as JSON", " as JSON", " in JSON", " as a JSON object", " and answer in JSON", " and reply with JSON",
    " (JSON)", " as one JSON object", " from the text", " from this text as JSON", " - JSON only", " in JSON format",
    " and answer with JSON"]
WHOLE = ["Reply in JSON with {k}.", "Return JSON with {k}.", "Answer in JSON: {k}.", "JSON with the keys {k}, please.",
    "What are {k}? Reply as a JSON object.", "JSON only, fields: {k}.", "The answer is a JSON object with {k}.",
    "Which {k} does the {n} have? JSON.", "Fields: {k}. Format: JSON.",
         "Turn this into a record with {k}.", "{k}?", "We want to store {k} of each {n}. Give JSON.",
         "Make a JSON object with {k}.", "Your answer has the fields {k}.", "Keys: {k}",
         "Output a JSON object with the keys {k}.", "I need {k}.", "Who is it about, and what are {k}?", "Please fill in {k}.", "From this I want {k}.", "Could you pull {k} out of it?",
         "Can you find {k}?", "Read it and note {k}.", "For our database: {k}.", "Save {k}.", "The form asks for {k}.", "Just {k}, nothing else.", "Let me have {k} as JSON.",
         "Put {k} into a JSON object.", "Our system stores {k}; give them as JSON.", "Look at the text and tell me {k}.", "Help me to fill a record with {k}.", "What do we learn about {k}?",
         "Everything you know about {k}, in JSON.", "Wanted: {k}", "Extract the following as JSON: {k}", "Parse it into {k}.", "Record: {k}", "Produce one JSON object ({k}).", "Enter {k}.",
         "Transform the message into JSON with {k}.", "JSON object, keys {k}:", "columns: {k}", "Summarise as JSON with {k}.", "Schema: {k}", "{k} - as JSON, please.",
         "Give me the {n} as JSON with {k}.", "A JSON record of the {n}: {k}", "Note down {k} for the {n}."]
QUESTIONS = {"name": ["who is it", "who", "what is the name", "what are they called"], "age": ["how old", "which age", "how old are they"], "city": ["where do they live", "where", "from which city", "which town"],
    "job": ["what do they do", "which job", "what is the profession"], "company": ["which company", "whose firm"], "price": ["how much", "what does it cost", "which price"], "quantity": ["how many", "which quantity"],
    "date": ["when", "on which day", "what date"], "time": ["at what time", "what time"], "email": ["which e-mail", "what address"], "phone": ["which number", "what phone number"], "customer": ["who ordered", "which customer"],
    "item": ["what was ordered", "which item"], "product": ["what is it", "which product"], "from": ["from where"], "to": ["to where"], "hobby": ["what do they like"], "children": ["how many children"],
    "author": ["by whom", "who wrote it"], "year": ["in which year", "when"], "title": ["what is the title", "which one"], "rooms": ["how many rooms"], "rent": ["what rent"], "address": ["which address"],
    "total": ["how much in all"], "owner": ["whose is it"], "event": ["what event"], "guests": ["how many guests"], "nights": ["how many nights"], "hotel": ["which hotel"], "country": ["which country"]}


def listed(r, names, noun):
    """A request that lists the names of the fields: one of many verbs, objects and forms, or a whole sentence."""
    if r.maybe(0.3):
        return r.ask(WHOLE, k=names, n=noun)
    return r.ask([r.style(VERBS) + " " + r.style(OBJECTS) + r.style(FORMS) + r.choice([".", ".", "", ":"])], k=names,
        n=noun)


def hint(r, noun, fields):
    """(a sentence that asks for these fields of a `noun`, whether it names them all)."""
    keys = [f.key for f in fields]
    names = name_list(r, keys)
    kind = r.random()
    if kind < 0.04 and all(k in QUESTIONS for k in keys):  # asked in words; the keys are left to the program
        asked = [r.choice(QUESTIONS[k]) for k in keys]
        text = asked[0] if len(asked) == 1 else ", ".join(asked[:-1]) + " and " + asked[-1]
        return text[0].upper() + text[1:] + "?", False
    if kind < 0.08:  # lines of fields
        sign = r.choice(["- ", "* ", "", "1. "])
        lines = "\n".join((sign if sign != "1. " else f"{i}. ") + k for i, k in enumerate(keys, 1))
        return r.ask(["Extract these fields:\n{l}", "Fields:\n{l}", "Give JSON with these keys:\n{l}", "I need the following in JSON:\n{l}", "Find:\n{l}", "Record with\n{l}", "Return as JSON:\n{l}",
            "Required fields\n{l}", "What I want to know:\n{l}", "Fill in:\n{l}"], l=lines), True
    if kind < 0.40:
        return listed(r, names, noun), True
    if kind < 0.60:
        example = dumps({f.key: EXAMPLE[f.type] if f.type != "enum" else "|".join(options(f)) for f in fields})
        if r.maybe(0.5):
            example = example.replace('":', '": ').replace(',"', ', "')
        complete = r.maybe(0.8)
        if not complete:
            example = '{"' + keys[0] + '": ...}'
        return r.ask(["Reply in JSON like {e}.", "Reply in JSON like {e}", "Like this: {e}", "Format: {e}", "{e}",
            "Output format: {e}", "Fill this in: {e}", "Complete {e} from the text.", "Extract it in the form {e}.",
            "JSON such as {e}", "Answer in this form: {e}", "Use this format: {e}", "Extract the {n} as {e}.",
            "Return {e} with the values filled in.",
                       "Give the {n} as JSON, for example {e}.", "The answer must look like this: {e}"], e=example,
                       n=noun), complete
    if kind < 0.74:
        gap = r.choice(["  ", "\n  ", ", "])
        body = gap.join(f"{f.key}: {type_name(f, options)}" for f in fields)
        return r.ask(["Fill this record:\nrecord {N} { {b} }", "Extract a {N} { {b} }.", "Return JSON for {N} { {b} }",
            "Type:\n{N} {\n  {b}\n}", "Answer with the type { {b} }.",
                       "Extract the {n}. Its fields are {b}.", "interface {N} { {b} }\nReply with JSON."], b=body,
                       n=noun, N=noun.capitalize()), True
    if kind < 0.82:
        properties = {f.key: {"type": SCHEMA[f.type], **({"enum": options(f)} if f.type == "enum" else {}),
            **({"items": {"type": "string"}} if f.type == "list" else {})} for f in fields}
        return r.ask(["JSON Schema:\n{s}\nAnswer with the {n}.", "Extract the {n} so that it fits {s}",
            "Use the schema {s}", "Answer with JSON that fits this schema:\n{s}", "Schema: {s}\nExtract the {n}.",
            "Follow this JSON Schema: {s}"],
                      s=dumps({"type": "object", "properties": properties, "required": keys}), n=noun), True
    return r.ask(["Describe the {n} in JSON.", "What {n} is this? JSON.", "Find the {n}.", "{n}?", "The {n}, please.",
        "Give the {n}.", "Write the {n} as a record.", "Fill in the {n}.", "Extract the {n}.",
        "Extract the {n} as JSON.", "Who or what is described here? Reply in JSON.", "Turn this into JSON.",
        "Give me the {n} record.", "Parse the {n} from this text.",
                   "Extract the {n} from this text.", "Make a record of it.", "Get the {n} details.",
                   "Read the {n} data.", "Structure this {n}.", "Who is this about?", "Tell me about the {n}.", "Take down the {n}.", "Which {n} is meant?", "Note the {n}.",
                   "Please register the {n}.", "Enter this {n} into the system.", "Fill in the form.", "What do you know about this {n}?", "Convert the text to JSON.",
                   "Extract.", "Extract the data.", "JSON, please.", "Read the text and fill the record.", "Data of the {n}:", "{N} record:", "Details of the {n}?"], n=noun, N=noun.capitalize()), False
