"""A training document: parts of text, each either given or generated.

Parts are tokenised one by one, as the runtime does it: a literal ends where its statement ends, generated tokens are
never tokenised again. The loss counts generated parts in full, given parts a little, and silent parts not at all: what
a program writes into the assistant's turn is no example of what the assistant would say.
"""

from dataclasses import dataclass

SILENT = None
START, END, STOP = "<|im_start|>", "<|im_end|>", "<|endoftext|>"


@dataclass
class Doc:
    """`parts` is a list of (text, generated), where generated is True, False or SILENT. `task` names the score it counts for."""

    task: str
    parts: list

    @property
    def text(self):
        return "".join(text for text, _ in self.parts)


def chat(task, *turns):
    """A ChatML conversation. A turn is (role, text); an assistant's text may be a list of (text, generated) pieces.
    A turn that is to be read, not learnt, has the role "given" and is shown as the assistant's."""
    parts, given = [], ""
    for role, text in turns:
        given += START + ("assistant" if role == "given" else role) + "\n"
        if role == "given":
            parts += [(given, False), (text, SILENT)]
            given = END + "\n"
            continue
        if role != "assistant":
            given += text + END + "\n"
            continue
        pieces = [(text, True)] if isinstance(text, str) else list(text)
        if pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + END, True)
        else:
            pieces.append((END, True))
        for piece, generated in pieces:
            if given:
                parts.append((given, False))
                given = ""
            parts.append((piece, True if generated else SILENT))
        given += "\n"
    return Doc(task, parts)


def plain(task, *pieces):
    """A text without chat marks: (text, generated) pieces."""
    parts = [p for p in pieces if p[0]]
    if parts[-1][1]:
        parts[-1] = (parts[-1][0] + STOP, True)
    return Doc(task, parts)
