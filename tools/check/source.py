"""What the checks of this folder share: finding sources, reading C, reporting.

A check is a function find(root) that yields (path, line number, message). Each check file is also
a program: python3 tools/check/NAME.py [ROOT]; exit status 1 if it found anything.
"""

import re
import sys
from pathlib import Path

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def files(root, folders, suffixes=(".c", ".h")):
    """Sources below the folders of root, in order, as paths relative to root."""
    for folder in folders:
        for path in sorted((Path(root) / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path.relative_to(root)


def blank(text):
    """The text with comments and the insides of literals replaced by spaces, lines kept."""

    def spaces(match):
        token = match[0]
        keep = token[0] if token[0] in "\"'" else " "
        inside = re.sub(r"[^\n]", " ", token[1:-1])
        return keep + inside + (keep if len(token) > 1 else "")

    return TOKEN.sub(spaces, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(find):
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    n_found = 0
    for path, line, message in find(root):
        print(f"{path}:{line}: {message}")
        n_found += 1
    sys.exit(1 if n_found else 0)
