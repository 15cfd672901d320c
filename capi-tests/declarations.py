#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every function that the C++ headers declare has a definition, and the whole links with the library.

usage: declarations.py STAGED_PREFIX

A program only notices a declaration without a definition when it calls it. So all inline functions of all headers are
compiled, and the functions that the debug information declares are compared with those that the object defines.
"""

import os
import re
import subprocess
import sys
import tempfile

# Class templates whose members are compiled for these arguments.
INSTANCES = [
    "libsinsp::events::set<ppm_sc_code>",
    "libsinsp::events::set<ppm_event_code>",
]


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, errors="replace").stdout


def file_table(library):
    """The source files of the first (and only) unit, by number."""
    folders, files, table = {}, {}, None
    for line in run("readelf", "--debug-dump=rawline", library).splitlines():
        if "Directory Table" in line:
            table = folders
        elif "File Name Table" in line:
            table = files
        elif "Line Number Statements" in line:
            break
        row = re.match(r"  (\d+)\s+(?:(\d+)\s+)?\(.*?\): (.*)$", line)
        if row and table is not None:
            table[int(row[1])] = (row[2], row[3])
    return {number: f"{folders[int(folder)][1]}/{name}" for number, (folder, name) in files.items()}


def declared_functions(library):
    """Attributes of the functions in the debug information that have a linkage name and a place."""
    current = None
    for line in run("readelf", "--debug-dump=info", library).splitlines():
        if line.startswith(" <"):
            if current:
                yield current
            current = {} if "(DW_TAG_subprogram)" in line else None
        elif current is not None:
            row = re.match(r"\s+<\w+>\s+DW_AT_(\w+)\s*: (?:\(indirect.*?\): )?(.*)$", line)
            if row:
                current[row[1]] = row[2].strip()
    if current:
        yield current


def is_pure(path, line):
    """Whether the declaration that begins at this line ends with '= 0;'."""
    with open(path, encoding="utf-8") as source:
        rest = "".join(source.readlines()[line - 1:])
    return rest[:rest.index(";")].rstrip().endswith("= 0")


def check(prefix, work, defines):
    include = f"{prefix}/include/falcosecurity"
    flags = run("pkg-config", "--cflags", "libsinsp").split()
    source, library = f"{work}/all.cpp", f"{work}/all.so"
    with open(source, "w", encoding="utf-8") as out:
        for folder, _, names in sorted(os.walk(f"{include}/libsinsp")):
            for name in sorted(names):
                path = os.path.relpath(f"{folder}/{name}", include)
                if name.endswith(".h") and "/detail/" not in path:
                    out.write(f"#include <{path}>\n")
        for instance in INSTANCES:
            out.write(f"template class {instance};\n")
    options = ["-std=c++17", "-g", "-shared", "-fPIC", "-fkeep-inline-functions", "-femit-class-debug-always",
               "-fno-eliminate-unused-debug-types", "-Wl,--no-undefined"]
    run("c++", *options, *defines, source, *flags, *run("pkg-config", "--libs", "libsinsp").split(), "-o", library)

    defined = {line.split()[-1] for line in run("nm", "--defined-only", library).splitlines() if line.split()}
    files = file_table(library)
    seen, missing = set(), []
    for function in declared_functions(library):
        name, number = function.get("linkage_name"), function.get("decl_file", "")
        # What the compiler makes is defined where it is needed.
        if not name or name in seen or not number.isdigit() or {"artificial", "deleted", "defaulted"} & set(function):
            continue
        path, line = files.get(int(number), ""), int(function["decl_line"])
        if "/libsinsp/" not in path:
            continue
        seen.add(name)
        # Constructors and destructors are named once in the debug information and have two symbols or three.
        if re.sub(r"([CD])4", r"\g<1>2", name) in defined or is_pure(path, line):
            continue
        shown = run("c++filt", name).strip()
        scope = shown.split("(")[0]
        # Members of class templates are compiled for the arguments above.
        if ">::" in scope and not any(scope.startswith(instance) for instance in INSTANCES):
            continue
        missing.append(f"{path.split('/falcosecurity/')[-1]}:{line}: {shown}")
    if missing:
        sys.exit("declarations: declared and not defined:\n" + "\n".join(missing))
    if len(seen) < 1000:
        sys.exit(f"declarations: only {len(seen)} functions were found in the headers")
    return len(seen)


def main():
    prefix = sys.argv[1]
    with tempfile.TemporaryDirectory() as work:
        count = check(prefix, work, [])
        older = check(prefix, work, ["-DSYSCAP_LIBS_API=0x001201"])
    print(f"declarations: {count} functions of the headers are defined, {older} with the interface of libs 0.18")


main()
