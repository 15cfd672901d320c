#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# libsinsp's tests and examples under valgrind and under AddressSanitizer. usage: memory.sh STAGED_PREFIX
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export LD_LIBRARY_PATH=$prefix/lib
shared=$(pkg-config --cflags --libs libsinsp)
# The static library still has the names that capi-tests/valgrind.supp goes by.
static="$(pkg-config --cflags libsinsp) $prefix/lib/libsinsp.a -lm -lpthread -ldl"
flags=$shared
python3 capi-tests/sinsp_nulls.py "$prefix/include/falcosecurity" capi-tests/exported-symbols-sinsp.txt >"$work/nulls.c"

c_tests="sinsp_inspector sinsp_events sinsp_threads sinsp_filters sinsp_fields sinsp_notices sinsp_dumper sinsp_plugins"

# build FOLDER OPTIONS...: every program
build() {
    local to=$1 name
    shift
    mkdir "$to"
    for name in top-files who-connects flows loop; do
        cc -g -O1 "$@" examples-c/$name.c $flags -o "$to/$name"
    done
    cc -g -O1 "$@" $(pkg-config --cflags libsinsp) examples-c/dlopen-syscap.c -ldl -o "$to/dlopen-syscap"
    cc -g -O1 "$@" -Icapi-tests/c "$work/nulls.c" $flags -o "$to/nulls"
    c++ -std=c++17 -g -O1 "$@" examples-c/rules.cpp $flags -o "$to/rules"
    mkdir "$to/plugins.d"
    for source in examples-c/plugins/*.c tests/plugins/ticks.c; do
        cc -std=gnu11 -g -shared -fPIC -pthread "$source" $flags -o "$to/plugins.d/$(basename "$source" .c).so"
    done
    for name in $c_tests; do
        cc -std=c11 -D_GNU_SOURCE -g -O1 "$@" capi-tests/c/$name.c $flags -o "$to/$name"
    done
    for name in captures compatibility observer plugins; do
        c++ -std=c++17 -g -O1 "$@" capi-tests/cpp/$name.cpp $flags -o "$to/$name"
    done
}
# What dynamic loads: the installed library, but with its names.
library=$work/libsinsp.so
cc -shared -o "$library" -Wl,--whole-archive "$prefix/lib/libsinsp.a" -Wl,--no-whole-archive -lgcc_s -lm -lpthread -ldl
# run FOLDER COMMAND...: every program, through the command
run() {
    local from=$1
    shift
    mkdir "$from/files"
    for program in "top-files testdata/shell.scap" "who-connects testdata/web.scap" "flows testdata/zoo.scap" \
        "loop testdata/zoo.scap" "rules testdata/shell.scap" "nulls" "compatibility testdata" \
        "dlopen-syscap $library testdata/zoo.scap" "top-files testdata/nowhere.scap" \
        "sinsp_inspector testdata $from/files" "sinsp_events testdata" "sinsp_threads testdata" \
        "sinsp_filters testdata" "sinsp_fields testdata" "sinsp_notices testdata" "sinsp_dumper testdata $from/files" \
        "sinsp_plugins $from/plugins.d testdata" "observer testdata $from/files" "captures testdata $from/files" "plugins $from/plugins.d testdata $from/files"; do
        rc=0
        "$@" "$from"/$program >"$work/out" 2>"$work/message" || rc=$?
        if [ $rc -gt 1 ] || { [ $rc -eq 1 ] && [ "${program##*/}" != nowhere.scap ]; }; then
            echo "memory: $* $program" >&2
            cat "$work/message" "$work"/valgrind.* >&2 2>/dev/null || true
            exit 1
        fi
    done
}

build "$work/asan" -fsanitize=address,undefined -fno-sanitize-recover=all
run "$work/asan" env
echo "memory: clean under AddressSanitizer and UndefinedBehaviorSanitizer"
flags=$static
build "$work/plain"
run "$work/plain" valgrind --log-file="$work/valgrind.%p" --error-exitcode=99 --leak-check=full --num-callers=30 \
    --errors-for-leak-kinds=definite,possible --suppressions=capi-tests/valgrind.supp
echo "memory: clean under valgrind: no undefined values, nothing lost or possibly lost"
