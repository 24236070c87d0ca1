#!/usr/bin/env python3
"""Writes package-lock.json from package.json: name, version and integrity of each package.

The packages are containers of models, pictures and one library, so what they in turn depend on is
neither listed nor installed (docs/adr/0001). No download address is recorded: npm takes it from
the registry of whoever installs, and the integrity says whether it is the same package.

Run it after a change of package.json:  python3 tools/deps/lock.py
"""

import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent


def integrity_of(name, version):
    command = ["npm", "view", f"{name}@{version}", "dist.integrity", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    manifest = json.loads((HERE / "package.json").read_text())
    packages = {"": manifest}
    for group in ("dependencies", "devDependencies"):
        for name, version in sorted(manifest[group].items()):
            entry = {"version": version, "integrity": integrity_of(name, version)}
            if group == "devDependencies":
                entry["dev"] = True
            packages[f"node_modules/{name}"] = entry
    lock = {
        "name": manifest["name"],
        "version": manifest["version"],
        "lockfileVersion": 3,
        "requires": True,
        "packages": packages,
    }
    (HERE / "package-lock.json").write_text(json.dumps(lock, indent=2) + "\n")


main()
