#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the C headers against the reference: layouts, enumerators, typedefs, constants, prototypes.

usage: layout.py INCLUDE_DIR [REFERENCE_DIR]

Writes C programs of static assertions from abi_layout.json, constants.json and abi_symbols.tsv and compiles them as
C11 with the system's extensions. What belongs to a header that INCLUDE_DIR does not have is left out and counted.
REFERENCE_DIR is testdata/reference by default. CC chooses the compiler. Exits with 1 and the names of the
failing items on a difference.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Names that the reference spells with its compiler's words.
SPELLED = {"_Bool": "bool", "struct __va_list_tag *": "va_list"}


def c_type(text):
    """A type of the reference as C11 source."""
    for old, new in SPELLED.items():
        text = text.replace(old, new)
    return text


def declare(text, name):
    """A declaration of `name` with a type of the reference: puts the name where C wants it."""
    text = c_type(text)
    pointer = re.search(r"\(\*\)", text)
    if pointer:
        return f"{text[:pointer.start()]}(*{name}){text[pointer.end():]}"
    array = re.match(r"(.*?)\s*((?:\[\d*\])+)$", text)
    if array:
        return f"{array.group(1)} {name}{array.group(2)}"
    return f"{text} {name}"


class Program:
    """Assertions that are compiled together; each is one line, and the compiler names the line that fails."""

    def __init__(self, headers):
        self.lines = [f"#include <{header}>" for header in headers]
        self.lines += ["#include <stdarg.h>", "#include <stdbool.h>", "#include <stddef.h>", "#include <stdint.h>"]
        self.item = {}
        self.unnamed = 0

    def add(self, item, line):
        self.lines.append(line)
        self.item[len(self.lines)] = item

    def check(self, item, condition):
        self.add(item, f'_Static_assert({condition}, "");')

    def fresh(self):
        self.unnamed += 1
        return f"layout_check_{self.unnamed}"

    def failures(self, compiler, include_dir):
        """The items whose lines do not compile, with the compiler's first message about each."""
        strict = ["-Werror=incompatible-pointer-types", "-Werror=discarded-qualifiers"]
        if "clang" in compiler:
            strict = ["-ferror-limit=0", "-Werror=incompatible-pointer-types",
                      "-Werror=incompatible-pointer-types-discards-qualifiers"]
        with tempfile.TemporaryDirectory() as work:
            source = Path(work, "layout.c")
            source.write_text("\n".join(self.lines) + "\n")
            run = subprocess.run(
                [compiler, "-std=gnu11", "-fsyntax-only", *strict, f"-I{include_dir}", str(source)],
                capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
        found = {}
        for number, message in re.findall(r"layout\.c:(\d+):\d+: (?:fatal )?error: (.*)", run.stderr):
            found.setdefault(self.item.get(int(number), f"line {number}"), message)
        if run.returncode != 0 and not found:
            found["compiler"] = run.stderr.strip()[:2000]
        return found


def check_members(program, owner, expression, members, path=""):
    """Offsets, sizes and types of members; `owner` is a C type name, `path` leads to a nested structure."""
    for member in members:
        name = member.get("name")
        if not name:
            # Members of an anonymous structure belong to the one around it, at its offset.
            nested = [dict(m, offset=m["offset"] + member["offset"]) for m in member["members"]]
            check_members(program, owner, expression, nested, path)
            continue
        full = path + name
        item = f"{owner}.{full}"
        program.check(item, f"offsetof({owner}, {full}) == {member['offset']}")
        if member.get("flexible"):
            continue
        program.check(f"{item} size", f"sizeof((({owner}*)0)->{full}) == {member['size']}")
        if "members" in member:
            nested = [dict(m, offset=m["offset"] + member["offset"]) for m in member["members"]]
            check_members(program, owner, expression, nested, full + ".")
        elif "<anonymous>" not in member["type"]:
            variable = program.fresh()
            program.add(f"{item} type", f"static void {variable}({owner}* x) "
                                        f"{{ {declare(member['type'], '(*y)')} = &x->{full}; (void)y; }}"
                        if not re.search(r"\(\*\)", member["type"])
                        else f"static void {variable}({owner}* x) "
                             f"{{ {declare(member['type'], '*y')} = &x->{full}; (void)y; }}")


def type_name(entry):
    if entry.get("tag"):
        return f"{entry['kind']} {entry['tag']}"
    return entry["typedefs"][0]


def check_types(program, entries):
    for entry in entries:
        owner = type_name(entry)
        program.check(f"sizeof({owner})", f"sizeof({owner}) == {entry['size']}")
        if entry["kind"] != "enum":
            program.check(f"alignof({owner})", f"_Alignof({owner}) == {entry['align']}")
            check_members(program, owner, owner, entry["members"])
        else:
            for value in entry["values"]:
                program.check(f"{owner}: {value['name']}", f"{value['name']} == {value['value']}")
        for name in entry["typedefs"]:
            program.add(f"typedef {name}", f"typedef {name} {program.fresh()};")


def check_typedefs(program, entries):
    for entry in entries:
        name, meant = entry["name"], entry["type"]
        if "<anonymous>" in meant:
            program.add(f"typedef {name}", f"typedef {name} {program.fresh()};")
        else:
            program.add(f"typedef {name}", f"typedef {declare(meant, name)};")


def check_constants(program, names, numbers, strings):
    for name in names:
        if name in strings:
            text = json.dumps(strings[name])
            program.check(name, f"sizeof({name}) == sizeof({text})")
            program.check(name, f"!__builtin_strcmp({name}, {text})")
        elif isinstance(numbers[name], float):
            # Comparing floating constants is no constant expression in the strict sense; compilers fold it here.
            program.add(name, f"extern char {program.fresh()}[({name}) == {numbers[name]!r} ? 1 : -1];")
        else:
            value = numbers[name]
            unsigned = "ULL" if value > 2**63 - 1 else "LL"
            literal = f"{value}{unsigned}" if value != -(2**63) else "(-9223372036854775807LL - 1)"
            program.check(name, f"({name}) == ({literal})")
            # A macro must keep its value next to any operator.
            program.check(f"{name} in an expression", f"2LL * {name} == 2LL * ({literal})")


def check_prototypes(program, rows):
    for name, kind, result, params, variadic in rows:
        if kind == "func":
            listed = [c_type(p) for p in params.split("; ") if p and p != "..."]
            arguments = ", ".join(listed + (["..."] if variadic == "yes" else [])) or "void"
            program.add(f"{name}()", f"{c_type(result)} {name}({arguments});")
        else:
            program.add(name, f"extern {declare(result, name)};")


def check_inline(program, rows):
    for row in rows:
        result, arguments = row["signature"].split(" (", 1) if " (" in row["signature"] else \
            row["signature"].split("(", 1)
        program.add(f"{row['name']}()", f"{result} (*{program.fresh()})({arguments} = &{row['name']};")


def read_symbols(path):
    rows = [line.rstrip("\n").split("\t") for line in path.read_text().splitlines()]
    column = {name: index for index, name in enumerate(rows[0])}
    for row in rows[1:]:
        yield {name: row[index] if index < len(row) else "" for name, index in column.items()}


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__.split("\n\n")[1])
    include_dir = Path(sys.argv[1]).resolve()
    checkout = Path(__file__).resolve().parent.parent
    reference = Path(sys.argv[2]) if len(sys.argv) == 3 else checkout / "testdata" / "reference"
    if not (include_dir / "libscap").is_dir():
        sys.exit(f"{include_dir}: no libscap/ in it")
    layout = json.loads((reference / "abi_layout.json").read_text())
    constants = json.loads((reference / "constants.json").read_text())

    def shipped(header):
        return header == "<uthash.h>" or (include_dir / header).is_file()

    headers = sorted(
        str(path.relative_to(include_dir))
        for top in ("driver", "libscap", "plugin")
        for path in (include_dir / top).rglob("*.h")
        if path.parent.name != "detail")
    program = Program(headers)
    counts = {}
    missing = set()

    def select(what, entries, header_of):
        kept = [entry for entry in entries if shipped(header_of(entry))]
        missing.update(header_of(entry) for entry in entries if not shipped(header_of(entry)))
        counts[what] = (len(kept), len(entries))
        return kept

    check_types(program, select("types", layout["types"], lambda e: e["header"]))
    check_types(program, select("enums", layout["enums"], lambda e: e["header"]))
    check_typedefs(program, select("typedefs", layout["typedefs"], lambda e: e["header"]))
    named = [(name, header) for header, names in constants["header_of"].items() for name in names]
    check_constants(program, [n for n, _ in select("constants", named, lambda e: e[1])],
                    constants["numbers"], constants["strings"])
    check_constants(program, [n for n in constants["strings"] if n not in dict(named)], {}, constants["strings"])
    symbols = [row for row in read_symbols(reference / "abi_symbols.tsv")
               if row["headers"] != "libpman.h"]
    check_prototypes(program, [
        (row["name"], row["kind"], row["return_or_type"], row["params"], row["variadic"])
        for row in select("symbols", symbols, lambda e: e["headers"])])
    inline = list(read_symbols(reference / "abi_symbols_inline.tsv"))
    check_inline(program, select("inline functions", inline, lambda e: e["headers"]))

    failures = program.failures(os.environ.get("CC", "cc"), include_dir)
    for item, message in failures.items():
        print(f"FAIL {item}: {message}", file=sys.stderr)
    for header in sorted(missing):
        print(f"not shipped: {header}")
    print(", ".join(f"{kept} of {total} {what}" for what, (kept, total) in counts.items()))
    if failures:
        sys.exit(f"{len(failures)} items differ")


if __name__ == "__main__":
    main()
