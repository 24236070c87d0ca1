#!/usr/bin/env python3
"""Holds every #include of a project header against the layers of docs/architecture.md.

Each folder names the folders it may include from, besides itself and the public headers. Some
third-party headers belong to one folder only.
"""

import re

import source

ALLOWED = {
    "include/idphoto": [],
    "lib/base": [],
    "lib/codec": ["lib/base"],
    "lib/infer": ["lib/base"],
    "lib/face": ["lib/base", "lib/infer"],
    "lib/matte": ["lib/base", "lib/infer", "lib/face"],
    "lib/auth": ["lib/base", "lib/codec", "lib/infer", "lib/face", "lib/matte"],
    "lib/compose": ["lib/base", "lib/face", "lib/matte"],
    "lib/check": ["lib/base", "lib/codec", "lib/face", "lib/matte", "lib/compose"],
    "lib/engine": ["lib/*"],
    "src/base": ["lib/base"],
    "src/model": ["src/base"],
    "src/blob": ["lib/base", "src/base"],
    "src/registry": ["lib/base", "src/base", "src/model"],
    "src/http": ["lib/base", "src/base"],
    "src/store": ["lib/base", "src/base", "src/model"],
    "src/pipeline": ["lib/base", "src/base", "src/model", "src/store", "src/blob", "src/app"],
    "src/app": ["lib/base", "src/base", "src/model", "src/store", "src/blob"],
    "src/api": ["lib/base", "src/base", "src/model", "src/store", "src/blob", "src/http", "src/app",
                "src/registry"],
    "src/cmd": ["lib/*", "src/*"],
}

ONLY_IN = {
    "onnxruntime_": "lib/infer",
    "vips/": "lib/codec",
    "jpeglib.h": "lib/codec",
    "openssl/": "lib/base",
    "jansson.h": "lib/engine src/api",
    "ini.h": "src/base",
    "sodium.h": "src/base",
    "qrencode.h": "src/registry",
    "microhttpd.h": "src/http",
    "sqlite3.h": "src/store/sqlite",
    "libpq": "src/store/postgres",
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    """The layer a file belongs to: lib/codec for lib/codec/decode.c or a folder below."""
    return "/".join(str(path).split("/")[:2])


def is_allowed(folder, target):
    if target in (folder, "include/idphoto"):
        return True
    parent = target.split("/")[0] + "/*"
    return target in ALLOWED[folder] or parent in ALLOWED[folder]


def find(root):
    for path in source.files(root, ["include", "lib", "src"]):
        folder = folder_of(path)
        text = (root / path).read_text()
        for match in INCLUDE.finditer(text):
            header = match[1]
            line = source.line_of(text, match.start())
            for prefix, owners in ONLY_IN.items():
                if header.startswith(prefix) and not set(owners.split()) & set(map(str, path.parents)):
                    yield path, line, f"<{header}> may be included in {owners} only"
            if header.startswith("idphoto/"):
                header = "include/" + header
            target = folder_of(header)
            if not (root / target).is_dir() or "/" not in header:
                continue
            if folder not in ALLOWED:
                yield path, line, f"{folder} is not in the table of tools/check/layers.py"
            elif not is_allowed(folder, target):
                yield path, line, f"{folder} may not include {target} ({header})"


if __name__ == "__main__":
    source.main(find)
