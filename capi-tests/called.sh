#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares the functions that programs called, as the loader noted them, with those that are exported.
#
# usage: called.sh FOLDER_OF_NOTES LIST
# The notes are those of LD_DEBUG=bindings of programs that bind each function at its first call (-Wl,-z,lazy).
set -euo pipefail
notes=$1
list=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat "$notes"/* | sed -n "s/.*symbol .\(sinsp_[a-z0-9_]*\)'.*/\1/p" | LC_ALL=C sort -u >"$work/called"
if ! LC_ALL=C comm -23 "$list" "$work/called" | diff /dev/null - >"$work/missing"; then
    echo "called: exported, but no test in C calls these:" >&2
    sed -n 's/^> //p' "$work/missing" >&2
    exit 1
fi
echo "called: $(wc -l <"$list") functions, each by a test in C"
