#!/usr/bin/env python3
"""Finds calls of functions that the project does not use, and says what it uses instead."""

import re

import source

NO_BOUND = "has no bound: use snprintf or memcpy"
NO_ERROR = "hides errors: use strtol or strtod and check the end"
GLOBAL = "keeps process-wide state: not thread-safe"
BANNED = {
    "strcpy": NO_BOUND,
    "strcat": NO_BOUND,
    "strncpy": "does not terminate: use snprintf or memcpy",
    "strncat": NO_BOUND,
    "sprintf": NO_BOUND,
    "vsprintf": NO_BOUND,
    "gets": NO_BOUND,
    "alloca": "takes unbounded stack: use the arena",
    "atoi": NO_ERROR,
    "atol": NO_ERROR,
    "atoll": NO_ERROR,
    "atof": NO_ERROR,
    "scanf": NO_ERROR,
    "fscanf": NO_ERROR,
    "sscanf": NO_ERROR,
    "strtok": GLOBAL,
    "rand": GLOBAL,
    "srand": GLOBAL,
    "localtime": GLOBAL,
    "gmtime": GLOBAL,
    "setlocale": GLOBAL,
    "tmpnam": "races: use mkstemp",
    "mktemp": "races: use mkstemp",
    "system": "runs a shell",
    "popen": "runs a shell",
    "setjmp": "skips clean-up",
    "longjmp": "skips clean-up",
}

# In the library only: its allocations can be made to fail, and it neither prints nor ends.
HEAP = "goes round lib/base/alloc.h"
SILENT = "the library never prints or ends the process"
BANNED_IN_LIB = {
    "malloc": HEAP,
    "calloc": HEAP,
    "realloc": HEAP,
    "aligned_alloc": HEAP,
    "posix_memalign": HEAP,
    "strdup": HEAP,
    "strndup": HEAP,
    "asprintf": HEAP,
    "printf": SILENT,
    "puts": SILENT,
    "perror": SILENT,
    "abort": SILENT,
    "exit": SILENT,
    "getenv": "a library reads no environment (only lib/engine, for the models' folder)",
}

# The one file that is the rule's reason.
EXCEPT = {
    "lib/base/alloc.c": {"malloc", "calloc", "realloc", "aligned_alloc"},
    "lib/engine/engine.c": {"getenv"},
    "lib/codec/native.c": {"setjmp", "longjmp"},  # how libjpeg reports an error
}

CALL = re.compile(r"\b([a-z_]\w*)\s*\(")


def find(root):
    for path in source.files(root, ["include", "lib", "src"]):
        banned = dict(BANNED)
        if path.parts[0] != "src":
            banned.update(BANNED_IN_LIB)
        text = source.blank((root / path).read_text())
        for match in CALL.finditer(text):
            name = match[1]
            if name in banned and name not in EXCEPT.get(str(path), ()):
                yield path, source.line_of(text, match.start()), f"{name} {banned[name]}"


if __name__ == "__main__":
    source.main(find)
