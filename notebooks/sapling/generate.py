"""All task families under one roof: a seed gives a document, always the same one."""

from draw import Draw
from tasks import arithmetic, classify, copying, extract, facts, guide, judging, passages, react, talk, tools, writing

# The share of documents of each family.
FAMILIES = [(30, extract), (4, guide), (14, passages), (13, classify), (7, facts), (12, arithmetic), (7, judging),
    (11, tools), (6, react), (5, talk), (4, writing), (6, copying)]

_FAMILY_WEIGHTS = [w for w, _ in FAMILIES]


def document(r):
    """One document drawn from the mixture."""
    family = r.choices(FAMILIES, _FAMILY_WEIGHTS)[0][1]
    return r.choices([t for _, t in family.TASKS], [w for w, _ in family.TASKS])[0](r)


def documents(seed, count, part="train"):
    """`count` documents of one seed; `part` as in `Draw`."""
    r = Draw(seed, part)
    return [document(r) for _ in range(count)]


if __name__ == "__main__":
    import sys

    for d in documents(int(sys.argv[1]) if len(sys.argv) > 1 else 1, int(sys.argv[2]) if len(sys.argv) > 2 else 10):
        print(f"## {d.task}\n{d.text}\n")
