#!/usr/bin/env python3
"""Builds the students' client for meson, which knows files alone and no folders.

build_client.py types NODE OUT.d.ts           the API's types, of docs/api/openapi.yaml
build_client.py web NODE OUT.c DEPENDENCIES   the web build, compressed, as a C file: client_find()

Beside OUT lies the folder that was built. DEPENDENCIES is written for ninja: all that a build may
read. A new file needs no mention, as another one has to name it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import embed_files

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "client"
READ = ("build", "core", "mp", "webhost", "quality", "build.mjs", "compress.mjs", "package-lock.json")


def run(node, *words):
    done = subprocess.run([node, *map(str, words)], cwd=CLIENT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(done.stdout)


def write_dependencies(path, out):
    files = [ROOT / "tools/build_client.py", ROOT / "tools/embed_files.py"]
    for name in READ:
        place = CLIENT / name
        files += sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]
    path.write_text(f"{out}: " + " ".join(str(file).replace(" ", "\\ ") for file in files) + "\n")


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


def main():
    what, node, out = sys.argv[1], shutil.which(sys.argv[2]), Path(sys.argv[3])
    if what == "types":
        build_types(node, out.resolve())
    else:
        build_web(node, out, Path(sys.argv[4]))


main()
