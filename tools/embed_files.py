#!/usr/bin/env python3
"""Writes the C file that holds files of the project: embed_files.py OUT.c FUNCTION FILE...

FUNCTION(name) finds one by its name without the folder (src/base/embedded.h).
"""

import hashlib
import sys
from pathlib import Path

from embed_migrations import literal


def generate(function, files):
    """files: (name, bytes)"""
    lines = ["/* Made by tools/embed_files.py. */", '#include "src/base/embedded.h"', "",
             "#include <string.h>", "", "static const EmbeddedFile files[] = {"]
    for name, data in files:
        lines.append(f'    {{"{name}", {len(data)}, "{hashlib.sha256(data).hexdigest()}",\n'
                     f"{literal(data)}}},")
    lines += [
        "};",
        "",
        f"const EmbeddedFile *{function}(const char *name);",
        f"const EmbeddedFile *{function}(const char *name)",
        "{",
        "    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)",
        "        if (!strcmp(files[i].name, name))",
        "            return &files[i];",
        "    return NULL;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def main():
    out, function = Path(sys.argv[1]), sys.argv[2]
    paths = [Path(name) for name in sys.argv[3:]]
    if len({path.name for path in paths}) < len(paths):
        sys.exit("two files of one name")
    files = [(path.name, path.read_bytes()) for path in paths]
    out.write_text(generate(function, files), encoding="ascii")


if __name__ == "__main__":
    main()
