#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares what a library exports with the list, both ways, and what it needs with what it may need.
#
# usage: symbols.sh LIBRARY LIST
set -euo pipefail
library=$1
list=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

LC_ALL=C sort -c -u "$list"
nm -D --defined-only "$library" | awk '{ print $3 }' | LC_ALL=C sort >"$work/exported"
if ! diff "$list" "$work/exported" >"$work/difference"; then
    echo "symbols: < listed but not exported, > exported but not listed" >&2
    grep '^[<>]' "$work/difference" >&2
    exit 1
fi
# The loader itself and the kernel's own page are no libraries.
readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -vE '^(libc\.so\.6|libm\.so\.6|libgcc_s\.so\.1|ld-linux.*)$' >"$work/needed" || true
if [ -s "$work/needed" ]; then
    echo "symbols: $library needs more than libc, libm and libgcc_s:" >&2
    cat "$work/needed" >&2
    exit 1
fi
[ "$(readelf -d "$library" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')" = libscap.so.0 ]
echo "symbols: $(wc -l <"$list") names, as listed"
