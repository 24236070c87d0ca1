#!/usr/bin/env python3
"""Writes the C file that holds the migrations: embed_migrations.py OUT.c FUNCTION [FILE.sql...]

The files are named DIALECT/NNNN_name.sql. Refused: a migration that one dialect lacks, a gap in the
numbers, and a file beside the given ones that was not given, as it was forgotten in meson.build.
"""

import re
import sys
from pathlib import Path

DIALECTS = ("sqlite", "postgres")
NAME = re.compile(r"(\d{4})_[a-z][a-z0-9_]*")


def check(names):
    """names: {dialect: sorted names}"""
    if names["sqlite"] != names["postgres"]:
        sys.exit(f"sqlite and postgres differ: {set(names['sqlite']) ^ set(names['postgres'])}")
    for number, name in enumerate(names["sqlite"], 1):
        match = NAME.fullmatch(name)
        if not match or int(match[1]) != number:
            sys.exit(f"{name}: expected {number:04}_name")


def check_forgotten(paths):
    for folder in {path.parent for path in paths}:
        for path in folder.glob("*.sql"):
            if path not in paths:
                sys.exit(f"{path} is not named in meson.build")


def literal(data):
    """A C literal of any bytes, one line of it for each line of a text, plain ASCII."""
    lines = []
    for line in data.splitlines(keepends=True):
        escaped = "".join(
            chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"
            for byte in line
        )
        lines.append(f'        "{escaped}"')
    return "\n".join(lines) or '        ""'


def generate(function, paths):
    lines = ["/* Made by tools/embed_migrations.py. */", '#include "src/store/migrate.h"', ""]
    for dialect in DIALECTS:
        lines.append(f"static const Migration {dialect}_migrations[] = {{")
        for path in sorted(path for path in paths if path.parent.name == dialect):
            lines.append(f'    {{"{path.stem}",\n{literal(path.read_bytes())}}},')
        lines += ["    {NULL, NULL}};", ""]
    lines += [
        f"const Migration *{function}(DbDialect dialect, size_t *ret_n_migrations);",
        f"const Migration *{function}(DbDialect dialect, size_t *ret_n_migrations)",
        "{",
        f"    *ret_n_migrations = {len(paths) // 2};",
        "    return dialect == DB_SQLITE ? sqlite_migrations : postgres_migrations;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def main():
    out, function = Path(sys.argv[1]), sys.argv[2]
    paths = [Path(name).resolve() for name in sys.argv[3:]]
    check({d: sorted(p.stem for p in paths if p.parent.name == d) for d in DIALECTS})
    check_forgotten(paths)
    out.write_text(generate(function, paths), encoding="ascii")


if __name__ == "__main__":
    main()
