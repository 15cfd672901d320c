#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles every public C header alone and included twice, as C11 and as C++17, by its full and its bare name; and runs
# the functions that live in headers.
#
# usage: headers.sh INCLUDE_DIR [HEADER...]
# INCLUDE_DIR holds driver/, libscap/ and plugin/. CC and CXX choose the compilers.
set -u

if [ $# -lt 1 ] || [ ! -d "$1/libscap" ]; then
    echo "usage: $0 INCLUDE_DIR [HEADER...]" >&2
    exit 2
fi
dir=$(cd "$1" && pwd)
shift
cc=${CC:-cc}
cxx=${CXX:-c++}
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wundef -Werror"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
count=0

# compile NAME PROGRAM COMPILER...
compile() {
    name=$1
    program=$2
    shift 2
    if ! "$@" -fsyntax-only "$program" 2>"$work/messages"; then
        echo "FAIL $name" >&2
        sed 's/^/    /' "$work/messages" >&2
        failed=$((failed + 1))
    fi
}

# A file that includes a header twice and has a declaration of its own.
program() {
    printf '#include <%s>\n#include <%s>\nextern int header_is_not_empty;\n' "$1" "$1" >"$work/program"
}

all=$(cd "$dir" && find driver libscap plugin -name '*.h' ! -path '*/detail/*' | LC_ALL=C sort)
[ $# -gt 0 ] || set -- $all
c="$cc -x c -std=c11 $warnings -Wstrict-prototypes -I$dir"
cpp="$cxx -x c++ -std=c++17 $warnings -I$dir"
bare_dirs="-I$dir/driver -I$dir/libscap -I$dir/plugin"
for header; do
    program "$header"
    compile "$header as C11" "$work/program" $c
    compile "$header as C++17" "$work/program" $cpp
    program "${header#*/}"
    compile "<${header#*/}> as C11" "$work/program" $c $bare_dirs
    compile "<${header#*/}> as C++17" "$work/program" $cpp $bare_dirs
    count=$((count + 1))
done

# All of them in one program; then as if zlib and uthash had no headers.
for header in $all; do printf '#include <%s>\n' "$header"; done >"$work/all"
echo 'extern int header_is_not_empty;' >>"$work/all"
compile "all headers as C11" "$work/all" $c
compile "all headers as C++17" "$work/all" $cpp
{
    printf '#include <stdint.h>\n#include <stdlib.h>\n#undef __has_include\n'
    cat "$work/all"
} >"$work/bare"
compile "all headers without those of zlib and uthash" "$work/bare" $cc -x c -std=c11 -Wall -Wextra -I"$dir"

here=$(dirname "$0")
functions="$here/c/header_functions.c $here/../src/ffi/strerror.c"
if ! { $cc -std=gnu11 -Wall -Wextra -Werror -I"$dir" $functions -o "$work/functions" && "$work/functions"; }; then
    echo "FAIL functions in headers" >&2
    failed=$((failed + 1))
fi

if [ "$failed" -ne 0 ]; then
    echo "$failed checks failed" >&2
    exit 1
fi
echo "$count headers compile alone"
