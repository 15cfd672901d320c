#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the conformance program on captures and compares what it prints with golden files.

usage: conformance.py PROGRAM CAPTURES EXCEPTIONS FAULTS

CAPTURES holds NAME.scap with NAME.text.gz, NAME.json.gz, NAME.filters.tsv, and all-fields.fmt, filters.txt.
EXCEPTIONS lists the filters whose golden line is not what the same filter gives alone: capture, matches, hash, filter.
FAULTS lists where 0.25.4 is wrong and what is right: testdata/golden-exceptions.tsv.
"""
import gzip
import json
import os
import subprocess
import sys


def main():
    program, captures, exceptions, faults = sys.argv[1:5]
    failures = []
    done = {"text": 0, "json": 0, "filters": 0}
    expected = read_exceptions(exceptions)
    faults = read_faults(faults)
    with open(os.path.join(captures, "all-fields.fmt")) as file:
        fields = file.read().rstrip("\n")
    filters = os.path.join(captures, "filters.txt")
    excepted = {}
    for name in sorted(f[:-5] for f in os.listdir(captures) if f.endswith(".scap")):
        capture = os.path.join(captures, name + ".scap")

        def golden(suffix):
            path = os.path.join(captures, name + suffix)
            if not os.path.exists(path):
                return None
            with (gzip.open if suffix.endswith(".gz") else open)(path, "rb") as file:
                return file.read().splitlines()

        def run(mode, *arguments):
            made = subprocess.run([program, mode, capture, *arguments], stdout=subprocess.PIPE)
            if made.returncode != 0:
                failures.append(f"{name}: {mode} ended with {made.returncode}")
            done[mode] += 1
            return made.stdout.splitlines()

        text = golden(".text.gz")
        if text is not None:
            failures += compare(
                name + " text", run("text"), text, lambda ours, theirs: same_line(ours, theirs, name, faults)
            )
        objects = golden(".json.gz")
        if objects is not None:
            failures += compare(
                name + " json", run("json", fields), objects, lambda ours, theirs: same_object(ours, theirs, excepted, name, faults)
            )
        lines = golden(".filters.tsv")
        if lines is not None:
            lines = [alone(name, line, expected, faults) for line in lines]
            failures += compare(name + " filters", run("filters", filters), lines, lambda ours, theirs: None)
    failures += [f"{name}: no line for the exception '{text.decode()}'" for name, text in expected]
    for failure in failures[:20]:
        print("conformance:", failure, file=sys.stderr)
    if failures or 0 in done.values():
        print(f"conformance: {len(failures)} differences", file=sys.stderr)
        return 1
    unmet = [fault for fault, (count, met) in faults.items() if count != met]
    if unmet:
        print(f"conformance: not met as often as listed: {unmet}", file=sys.stderr)
        return 1
    values = ", ".join(f"{field} {count}" for field, count in sorted(excepted.items()))
    print(f"conformance: {done['text']} x text, {done['json']} x JSON, {done['filters']} x filters equal; "
          f"excepted values: {values}")
    return 0


def read_exceptions(path):
    """By capture and filter: the line that is right."""
    expected = {}
    with open(path, "rb") as file:
        for line in file.read().splitlines():
            if line and not line.startswith(b"#"):
                name, rest = line.split(b"\t", 1)
                expected[name.decode(), rest.split(b"\t", 2)[2]] = rest
    return expected


def read_faults(path):
    """By kind, capture, field, what 0.25.4 said and what is right: how many events have it, and how many were met."""
    faults = {}
    with open(path, "rb") as file:
        for line in file.read().splitlines():
            if not line.startswith(b"#"):
                kind, capture, what, theirs, right, _, _, count = line.decode().split("\t")
                faults[kind, capture, what, theirs, right] = [int(count), 0]
    return faults


def is_listed(faults, *fault):
    if fault not in faults:
        return False
    faults[fault][1] += 1
    return True


def same_line(ours, theirs, name, faults):
    """An empty text for a line with one fault that is listed."""
    ours, theirs = ours.decode(errors="replace"), theirs.decode(errors="replace")
    start = len(os.path.commonprefix([ours, theirs]))
    end = len(os.path.commonprefix([ours[start:][::-1], theirs[start:][::-1]]))
    pieces = [text[start : len(text) - end] for text in (theirs, ours)]
    return "" if is_listed(faults, "text", name, "-", *pieces) else None


def alone(name, line, expected, faults):
    """The line of a filter as it should be when the filter is asked alone."""
    right = righted(name, line, faults)
    return expected.pop((name, line.split(b"\t", 2)[2]), right)


def righted(name, line, faults):
    """The line of a filter, as it should be."""
    matches, numbers, text = line.split(b"\t", 2)
    for kind, capture, what, theirs, right in list(faults):
        if (kind, capture, what) == ("filter", name, text.decode()):
            faults[kind, capture, what, theirs, right][1] += 1
            return b"\t".join([*right.encode().split(b" "), text])
    return line


def compare(what, ours, theirs, difference):
    """The first difference of two lists of lines; `difference` may tell that two lines mean the same."""
    for number, (a, b) in enumerate(zip(ours, theirs), 1):
        if a != b:
            told = difference(a, b)
            if told is None:
                return [f"{what}, line {number}:\n  ours   {a!r}\n  golden {b!r}"]
            if told:
                return [f"{what}, line {number}: {told}"]
    if len(ours) != len(theirs):
        return [f"{what}: {len(ours)} lines, golden {len(theirs)}"]
    return []


def same_object(ours, theirs, excepted, name, faults):
    """An empty text where all fields are equal or excepted; else what differs."""
    ours, theirs = json.loads(ours, object_pairs_hook=list), json.loads(theirs, object_pairs_hook=list)
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return "other fields"
    told = ""
    for (field, a), (_, b) in zip(ours, theirs):
        if a != b:
            if is_excepted(field, a, b):
                excepted[field] = excepted.get(field, 0) + 1
            elif not is_listed(faults, "json", name, field, compact(b), compact(a)):
                told += f"{field} is {a!r}, golden {b!r}; "
    return told


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_excepted(field, ours, theirs):
    """Faults of the original, each with a line in COMPATIBILITY.md."""
    # Without a buffer the original shows the parameter with the length of an earlier one: cut, or old memory behind it.
    if field == "evt.buffer" and isinstance(ours, str) and isinstance(theirs, str):
        return (ours == "NULL" or ours.isdigit()) and (theirs.startswith(ours) or ours.startswith(theirs))
    # Memory that was never set, for threads of a process list.
    if field == "proc.exe_ino.ctime_duration_pidns_start":
        return ours is None and theirs == 4
    # The order of a hash table.
    if field == "fd.types" and isinstance(ours, list) and isinstance(theirs, list):
        return sorted(ours) == sorted(theirs)
    return False


if __name__ == "__main__":
    sys.exit(main())
