#!/usr/bin/env python3
"""The hashes that the C code demands of the models are those that the converter is held to."""

import re

import source

PINS = "tools/models/models.sha256"
HASH = re.compile(r'"([0-9a-f]{64})"')


def find(root):
    pins = {}
    for line in (root / PINS).read_text().splitlines():
        digest, name = line.split()
        pins[digest] = name
    unused = dict(pins)
    for path in source.files(root, ["lib"]):
        text = (root / path).read_text()
        for match in HASH.finditer(text):
            unused.pop(match[1], None)
            if match[1] not in pins:
                line = source.line_of(text, match.start())
                yield path, line, f"{match[1][:12]}... is not in {PINS}"
    for name in unused.values():
        yield PINS, 1, f"no ModelSpec of lib/ has the hash of {name}"


if __name__ == "__main__":
    source.main(find)
