#!/usr/bin/env bash
# libsinsp's tests and examples under valgrind and under AddressSanitizer. usage: memory.sh STAGED_PREFIX
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export LD_LIBRARY_PATH=$prefix/lib
flags=$(pkg-config --cflags --libs libsinsp)
python3 capi-tests/sinsp_nulls.py "$prefix/include/falcosecurity" capi-tests/exported-symbols-sinsp.txt >"$work/nulls.c"

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
    for name in captures compatibility plugins; do
        c++ -std=c++17 -g -O1 "$@" capi-tests/cpp/$name.cpp $flags -o "$to/$name"
    done
}
# run FOLDER COMMAND...: every program, through the command
run() {
    local from=$1
    shift
    mkdir "$from/files"
    for program in "top-files testdata/shell.scap" "who-connects testdata/web.scap" "flows testdata/zoo.scap" \
        "loop testdata/zoo.scap" "rules testdata/shell.scap" "nulls" "compatibility testdata" \
        "dlopen-syscap $prefix/lib/libsinsp.so.0 testdata/zoo.scap" "top-files testdata/nowhere.scap" \
        "captures testdata $from/files" "plugins $from/plugins.d testdata $from/files"; do
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
build "$work/plain"
run "$work/plain" valgrind --log-file="$work/valgrind.%p" --error-exitcode=99 --leak-check=full \
    --errors-for-leak-kinds=definite
# The time zones that the process keeps are held by pointers with a tag in them, which valgrind takes for possibly lost.
# They are there once for each thread, however many inspectors there were: captures makes a thousand.
for log in "$work"/valgrind.*; do
    lost=$(sed -n 's/.*possibly lost: \([0-9,]*\) bytes.*/\1/p' "$log" | tr -d ,)
    if [ "${lost:-0}" -gt 4096 ]; then
        echo "memory: $lost bytes are possibly lost" >&2
        cat "$log" >&2
        exit 1
    fi
done
echo "memory: clean under valgrind, undefined values included; at most 4096 bytes possibly lost"
