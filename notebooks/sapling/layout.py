"""How a prompt joins an instruction and a text: order, separator, wrapping, politeness; composed, so that few are alike."""

import names as n

WRAPS = ["{t}", "{t}", "{t}", "\"{t}\"", "```\n{t}\n```", "<page>\n{t}\n</page>", "<text>\n{t}\n</text>", "Text: {t}",
    "Text:\n{t}", "Input: {t}", "\"\"\"\n{t}\n\"\"\"", "'{t}'", "<doc>{t}</doc>", "Passage: {t}", "[{t}]",
    "Here is the text:\n{t}", "### Text\n{t}", "> {t}", "Message:\n{t}",
         "<article>\n{t}\n</article>", "Content: {t}", "Source:\n{t}", "---\n{t}\n---", "Document:\n{t}", "=== {t} ==="]
GAPS = ["\n", "\n", "\n\n", " ", "\n---\n", "\n\n\n"]
BEFORE = ["Please ", "Now ", "Hi, ", "Task: ", "Your task: ", "Instruction: ", "Quick one: ", "OK. ", "Dear model, ",
    "I need this: ", "Question: ", "Next: ", "### Task\n"]
AFTER = [" Thanks.", " Please.", " Thank you!", " Be exact.", " This is important.", " Do not explain.",
    " No comments.", " Take your time."]


def polite(r, text):
    """The instruction, sometimes with words around it."""
    if r.maybe(0.12):
        before = r.style(BEFORE)
        text = before + (text[0].lower() + text[1:] if before in ("Please ", "Now ") else text)
    if r.maybe(0.08):
        text += r.style(AFTER)
    return text


def quoted(r, text, instruction):
    """One user message of an instruction and a text."""
    instruction = polite(r, instruction)
    wrap = r.style(WRAPS)
    if r.part == "train" and r.maybe(0.1):
        tag = r.choice([n.invented(r, 2), r.word(n.NOUNS)])
        wrap = r.choice([f"<{tag}>\n{{t}}\n</{tag}>", f"{tag.capitalize()}: {{t}}", f"{tag.capitalize()}:\n{{t}}",
            f"# {tag}\n{{t}}", f"({tag}) {{t}}"])
    body = wrap.replace("{t}", text)
    gap = r.choice(GAPS)
    if r.maybe(0.5):
        if gap == " " and r.maybe(0.4) and instruction[-1] in ".:":
            return instruction[:-1] + ": " + body
        return instruction + gap + body
    return body + gap + instruction
