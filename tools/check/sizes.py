#!/usr/bin/env python3
"""Reports functions of more than 60 lines; refuses those over 100, and files over 600.

A function over 100 lines may stay if tools/sizes.allow gives a reason: `path name: reason`.
Reads C as clang-format leaves it: a function's braces stand alone in the first column.
"""

import re
import sys

import source

REPORT_LINES = 60
FUNCTION_LINES = 100
FILE_LINES = 600
FUNCTION = re.compile(r"^\w[^;{}#]*?\b(\w+)\s*\([^;{}]*\)\s*\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)


def read_allowed(root):
    """{(path, function): reason}"""
    allowed = {}
    path = root / "tools/sizes.allow"
    for line in path.read_text().splitlines() if path.is_file() else []:
        if line and not line.startswith("#"):
            where, reason = line.split(":", 1)
            file, function = where.split()
            allowed[file, function] = reason.strip()
    return allowed


def find(root):
    allowed = read_allowed(root)
    for path in source.files(root, ["include", "lib", "src", "tests", "docs/examples"]):
        text = source.blank((root / path).read_text())
        n_lines = text.count("\n")
        if n_lines > FILE_LINES:
            yield path, 1, f"{n_lines} lines; a file may have {FILE_LINES}"
        for match in FUNCTION.finditer(text):
            n_lines = match[2].count("\n") + 2
            line = source.line_of(text, match.start())
            if n_lines > FUNCTION_LINES and not allowed.get((str(path), match[1])):
                yield path, line, f"{match[1]} has {n_lines} lines; a function may have {FUNCTION_LINES}"
            elif n_lines > REPORT_LINES:
                print(f"note: {path}:{line}: {match[1]} has {n_lines} lines", file=sys.stderr)


if __name__ == "__main__":
    source.main(find)
