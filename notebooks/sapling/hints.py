"""How a prompt says which fields it wants: a list of names, a JSON example, a typed sketch, a JSON Schema, or nothing."""

from jsonform import dumps

EXAMPLE = {"string": "...", "int": 0, "number": 0.0, "enum": "...", "bool": True, "list": ["..."]}
SCHEMA = {"string": "string", "int": "integer", "number": "number", "enum": "string", "bool": "boolean", "list": "array"}


def type_name(field, options):
    if field.type == "enum":
        return " | ".join('"' + o + '"' for o in options(field))
    return {"list": "string[]", "number": "float"}.get(field.type, field.type)


def options(field):
    return list(field.phrases)


def name_list(r, keys):
    if len(keys) == 1:
        return keys[0]
    return r.choice([", ".join(keys), ", ".join(keys[:-1]) + " and " + keys[-1], ", ".join(f'"{k}"' for k in keys), "`" + "`, `".join(keys) + "`"])


def hint(r, noun, fields):
    """(a sentence that asks for these fields of a `noun`, whether it names them all)."""
    keys = [f.key for f in fields]
    names = name_list(r, keys)
    kind = r.random()
    if kind < 0.40:
        return r.fill(["Extract {k} as JSON.", "Give me {k} as JSON.", "Return JSON with {k}.", "Reply in JSON with {k}.", "Read the text and give {k} as JSON.", "Find {k}. Answer in JSON.",
                       "What are {k}? Reply as a JSON object.", "Extract the fields {k}.", "I need {k} of the {n}, as JSON.", "Pull out {k}.", "Output a JSON object with the keys {k}.",
                       "Please extract: {k}.", "Turn this into a record with {k}.", "JSON only, fields: {k}.", "Fill in {k}.", "Extract the following fields: {k}", "Write down {k} in JSON format.",
                       "Get the {n}'s {k} and answer with JSON."], k=names, n=noun), True
    if kind < 0.60:
        example = dumps({f.key: EXAMPLE[f.type] if f.type != "enum" else "|".join(options(f)) for f in fields})
        if r.maybe(0.5):
            example = example.replace('":', '": ').replace(',"', ', "')
        complete = r.maybe(0.8)
        if not complete:
            example = '{"' + keys[0] + '": ...}'
        return r.fill(["Reply in JSON like {e}.", "Reply in JSON like {e}", "Answer in this form: {e}", "Use this format: {e}", "Extract the {n} as {e}.", "Return {e} with the values filled in.",
                       "Give the {n} as JSON, for example {e}.", "The answer must look like this: {e}"], e=example, n=noun), complete
    if kind < 0.74:
        gap = r.choice(["  ", "\n  ", ", "])
        body = gap.join(f"{f.key}: {type_name(f, options)}" for f in fields)
        return r.fill(["Fill this record:\nrecord {N} { {b} }", "Extract a {N} { {b} }.", "Return JSON for {N} { {b} }", "Type:\n{N} {\n  {b}\n}", "Answer with the type { {b} }.",
                       "Extract the {n}. Its fields are {b}.", "interface {N} { {b} }\nReply with JSON."], b=body, n=noun, N=noun.capitalize()), True
    if kind < 0.82:
        properties = {f.key: {"type": SCHEMA[f.type], **({"enum": options(f)} if f.type == "enum" else {}), **({"items": {"type": "string"}} if f.type == "list" else {})} for f in fields}
        return r.fill(["Answer with JSON that fits this schema:\n{s}", "Schema: {s}\nExtract the {n}.", "Follow this JSON Schema: {s}"],
                      s=dumps({"type": "object", "properties": properties, "required": keys}), n=noun), True
    return r.fill(["Extract the {n}.", "Extract the {n} as JSON.", "Who or what is described here? Reply in JSON.", "Turn this into JSON.", "Give me the {n} record.", "Parse the {n} from this text.",
                   "Extract the {n} from this text.", "Make a record of it.", "Get the {n} details.", "Read the {n} data.", "Structure this {n}."], n=noun), False
