"""One file per family of tasks; each has a list TASKS of (weight, function), a function being Draw -> Doc."""
