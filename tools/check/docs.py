#!/usr/bin/env python3
"""Every symbol the library exports has a comment: just above it, or above its group.

A group is a run of declarations without an empty line between them, under one comment.
"""

import re

import source

EXPORT = re.compile(r"^IDP_EXPORT\b[^;]*?\b(idp_\w+)\s*\(", re.MULTILINE)


def has_comment(lines, at):
    """True if the block of lines that holds line number `at` (from 0) begins with a comment."""
    while at > 0 and lines[at - 1].strip():
        at -= 1
    return lines[at].startswith("/*")


def find(root):
    for path in source.files(root, ["include"], (".h",)):
        text = (root / path).read_text()
        for match in EXPORT.finditer(source.blank(text)):
            line = source.line_of(text, match.start())
            if not has_comment(text.splitlines(), line - 1):
                yield path, line, f"{match[1]} has no comment above it"


if __name__ == "__main__":
    source.main(find)
