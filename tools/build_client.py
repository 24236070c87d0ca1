#!/usr/bin/env python3
"""Builds the students' client for meson, which knows files alone and no folders.

build_client.py types NODE OUT.d.ts            the API's types, of docs/api/openapi.yaml
build_client.py web NODE OUT.c DEPENDENCIES    the web build, compressed, as a C file: client_find()
build_client.py hosted NODE STAMP DEPENDENCIES the package for WeChat, made to run in a browser for tests

What is built lies in folders beside the output: web, miniprogram, hosted. DEPENDENCIES is written for
ninja: all that a build may read. A new file needs no mention, as another one has to name it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import embed_files

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "client"
OTHERS = ("node_modules", "e2e")  # nothing of which is built


def run(node, *words):
    done = subprocess.run([node, *map(str, words)], cwd=CLIENT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(done.stdout)


def write_dependencies(path, out):
    files = [ROOT / "tools/build_client.py", ROOT / "tools/embed_files.py"]
    for entry in sorted(CLIENT.iterdir()):
        if entry.name not in OTHERS:
            files += sorted(entry.rglob("*")) if entry.is_dir() else [entry]
    names = [str(file).replace(" ", "\\ ") for file in files if file.is_file()]
    path.write_text(f"{out}: " + " ".join(name for name in names if not name.endswith(".test.ts")) + "\n")


def build_types(node, out):
    run(node, "node_modules/openapi-typescript/bin/cli.js", ROOT / "docs/api/openapi.yaml", "--output", out)


def build_web(node, out, dependencies):
    folder = out.parent.resolve() / "web"
    run(node, "build.mjs", "web", folder)
    run(node, "compress.mjs", folder)
    files = [(path.relative_to(folder).as_posix(), path.read_bytes())
             for path in sorted(folder.rglob("*")) if path.is_file()]
    out.write_text(embed_files.generate("client_find", files), encoding="ascii")
    write_dependencies(dependencies, out)


def build_hosted(node, out, dependencies):
    folder = out.parent.resolve()
    run(node, "build.mjs", "mp", folder / "miniprogram")
    run(node, "build.mjs", "hosted", folder / "miniprogram", folder / "hosted")
    out.touch()
    write_dependencies(dependencies, out)


def main():
    what, node, out = sys.argv[1], shutil.which(sys.argv[2]), Path(sys.argv[3])
    if what == "types":
        build_types(node, out.resolve())
    elif what == "web":
        build_web(node, out, Path(sys.argv[4]))
    else:
        build_hosted(node, out, Path(sys.argv[4]))


main()
