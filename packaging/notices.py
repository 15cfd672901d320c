#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the licences and copyright notices of every crate that the library and the program contain.

"""
import json
import pathlib
import re
import subprocess
import sys

NOTICE = re.compile(r"^(licen[cs]e|copying|notice|unlicense|copyright)", re.I)


def metadata():
    """Crates as cargo sees them, and the ids of those that are linked in on this platform."""
    rustc = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    host = next(line.split()[1] for line in rustc.splitlines() if line.startswith("host:"))
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", host]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    # Run by the compiler, not linked in; nor is what they use.
    macros = {crate["id"] for crate in found["packages"] if any("proc-macro" in target["kind"] for target in crate["targets"])}
    linked, waiting = set(), [found["resolve"]["root"]]
    while waiting:
        here = waiting.pop()
        if here in linked or here in macros:
            continue
        linked.add(here)
        for dependency in nodes[here]["deps"]:
            # Neither what only the build uses nor what only tests use.
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    linked.discard(found["resolve"]["root"])
    return [crate for crate in found["packages"] if crate["id"] in linked]


def notices(crate):
    """Texts of the licence files of a crate, by file name."""
    folder = pathlib.Path(crate["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.is_file() and NOTICE.match(path.name))
    if crate.get("license_file") and folder / crate["license_file"] not in files:
        files.append(folder / crate["license_file"])
    return [(path.name, path.read_text(encoding="utf-8", errors="replace").strip()) for path in files]


def main():
    crates = sorted(metadata(), key=lambda crate: (crate["name"], crate["version"]))
    print("The library and the program contain the Rust standard library (MIT OR Apache-2.0, The Rust Project")
    print(f"Developers, https://www.rust-lang.org) and these {len(crates)} crates from https://crates.io. Their notices follow.\n")
    for crate in crates:
        print(f"  {crate['name']} {crate['version']}: {crate['license'] or 'see its text'}")
    # The same text, most often that of Apache-2.0, once.
    texts = {}
    for crate in crates:
        for _, text in notices(crate):
            texts.setdefault(text, []).append(f"{crate['name']} {crate['version']}")
    for text, holders in texts.items():
        print("\n" + "=" * 100)
        print("\n".join(sorted(set(holders))))
        print("=" * 100 + "\n")
        print(text)
    without = [crate["name"] for crate in crates if not notices(crate)]
    if without:
        print("\n" + "=" * 100)
        print("Without a text of their own, under the licences listed above:")
        for crate in crates:
            if crate["name"] in without:
                print(f"  {crate['name']}: {', '.join(crate['authors']) or crate['repository']}")


if __name__ == "__main__":
    main()
