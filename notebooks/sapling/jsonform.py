"""The runtime's own JSON: compact, fields in the asked order, numbers in canonical spelling."""

import json


def dumps(value):
    """Compact canonical JSON, as the runtime's masks allow it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def tagged(kind, /, **fields):
    """An alternative of a union: one object whose first field is its type."""
    return dumps({"type": kind, **fields})
