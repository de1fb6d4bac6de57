"""Documents to rows of tokens: many documents in a row, each marked at its start, the learnt tokens marked too."""

import numpy as np

from generate import documents

ROW = 1024
TOKEN = (1 << 12) - 1  # the bits of the token id
SILENT_MARK, START_MARK, LEARN_MARK = 1 << 12, 1 << 13, 1 << 14  # a row fits int16


def encode(tok, docs):
    """Token ids with marks, one list a document; parts are tokenised one by one."""
    parts = [p for d in docs for p, _ in d.parts]
    encoded = iter(tok.encode_batch(parts, add_special_tokens=False))
    out = []
    for d in docs:
        ids = []
        for _, learnt in d.parts:
            mark = {True: LEARN_MARK, False: 0, None: SILENT_MARK}[learnt]
            ids += [i | mark for i in next(encoded).ids]
        ids[0] |= START_MARK
        out.append(ids)
    return out


def rows(tok, seed, count):
    """int16[rows, ROW]; a document goes to the fullest of a few open rows that still takes it, one too long is left out."""
    done, pending = [], []
    for ids in encode(tok, documents(seed, count)):
        if len(ids) > ROW:
            continue
        fit = max((p for p in pending if len(p) + len(ids) <= ROW), key=len, default=None)
        if fit is None:
            if len(pending) == 32:
                pending.sort(key=len)
                done.append(pending.pop())
            fit = []
            pending.append(fit)
        fit += ids
    done += [p for p in pending if len(p) > ROW * 0.8]
    out = np.full((len(done), ROW), START_MARK, dtype=np.int16)  # the rest of a row is one-token documents, not learnt
    for i, p in enumerate(done):
        out[i, : len(p)] = p
    return out
