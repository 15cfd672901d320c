#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests libsinsp as C and C++ programs see it. usage: sinsp.sh STAGED_PREFIX
set -euo pipefail
left_out=${SYSCAP_LEFT_OUT:-/dev/null}
cd "$(dirname "$0")/.."
. capi-tests/jobs.sh
prefix=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export LD_LIBRARY_PATH=$prefix/lib
flags=$(pkg-config --cflags --libs libsinsp)

warnings="-Wall -Wextra -Werror -g"
include=$prefix/include/falcosecurity

# Every header alone and included twice, by its full name, as C++17; that of the C interface as C11, too; and all of
# them for sources written for libs 0.18.
count=0
for header in $(cd "$include" && find libsinsp -name '*.h' ! -path '*/detail/*' | LC_ALL=C sort); do
    printf '#include <%s>\n#include <%s>\n' "$header" "$header" >"$work/header$count.cpp"
    job c++ -std=c++17 $warnings -Wpedantic -fsyntax-only "$work/header$count.cpp" $(pkg-config --cflags libsinsp)
    printf '#include <%s>\n' "$header" >>"$work/all.cpp"
    count=$((count + 1))
done
await_jobs
job c++ -std=c++17 $warnings -DSYSCAP_LIBS_API=0x001201 -fsyntax-only "$work/all.cpp" $(pkg-config --cflags libsinsp)
if c++ -std=c++17 -DSYSCAP_LIBS_API=0x001900 -fsyntax-only "$work/all.cpp" $(pkg-config --cflags libsinsp) \
    2>"$work/message"; then
    echo "sinsp: SYSCAP_LIBS_API takes a version that is not offered" >&2
    exit 1
fi
grep -q 'SYSCAP_LIBS_API: interfaces of libs 0.18' "$work/message"
printf '#include <libsinsp/sinsp_c.h>\n#include <libsinsp/sinsp_c.h>\nextern int not_empty;\n' >"$work/header.c"
cc -std=c11 $warnings -Wpedantic -fsyntax-only "$work/header.c" $(pkg-config --cflags libsinsp)
echo "libsinsp: $count headers compile alone"

# Everything that is run below, built side by side.
c_names="sinsp_inspector sinsp_events sinsp_threads sinsp_filters sinsp_fields sinsp_notices sinsp_dumper sinsp_plugins sinsp_live"
json=
if pkg-config --exists jsoncpp; then
    json=$(pkg-config --cflags --libs jsoncpp)
else
    echo "observer: sinsp_filter_check::tojson() left out, there is no JsonCpp" | tee -a "$left_out"
fi
shared=../shared
for name in plugins captures compatibility observer live consumer_falco consumer_stratoshark; do
    job c++ -std=c++17 -O1 $warnings capi-tests/cpp/$name.cpp $flags $json -o "$work/$name-cpp"
done
job c++ -std=c++17 -O1 $warnings examples-c/rules.cpp $flags -o "$work/rules"
if [ -f $shared/conformance/conformance.cpp ]; then
    job c++ -std=c++17 -O1 $shared/conformance/conformance.cpp $flags -o "$work/conformance"
fi
for name in $c_names; do
    job cc -std=c11 -D_GNU_SOURCE $warnings "capi-tests/c/$name.c" $flags -Wl,-z,lazy -o "$work/$name"
done
for name in top-files who-connects flows loop; do
    job cc -O1 $warnings examples-c/$name.c $flags -o "$work/$name"
done
job cc -O1 $warnings $(pkg-config --cflags libsinsp) examples-c/dlopen-syscap.c -ldl -o "$work/dlopen-syscap"

job cc -std=c11 -shared -fPIC $warnings capi-tests/c/container_plugin.c $(pkg-config --cflags libsinsp) \
    -o "$work/container_plugin.so"
job python3 capi-tests/declarations.py "$prefix"

python3 capi-tests/sinsp_nulls.py "$include" capi-tests/exported-symbols-sinsp.txt >"$work/nulls.c"
cc -std=c11 $warnings -Icapi-tests/c "$work/nulls.c" $flags -o "$work/nulls"
"$work/nulls"
await_jobs
mkdir "$work/files" "$work/plugins" "$work/calls"

# Plugins: those of the examples, and one of the tests that makes events of its own.
for source in examples-c/plugins/*.c tests/plugins/ticks.c; do
    cc -std=gnu11 -shared -fPIC -pthread $warnings "$source" $(pkg-config --cflags libsinsp) \
        -o "$work/plugins/$(basename "$source" .c).so"
done

# The C interface, on real input; the loader notes the calls.
watched="env -u LD_BIND_NOW LD_DEBUG=bindings LD_DEBUG_OUTPUT=$work/calls/of"
inside=
if unshare --pid --fork --mount-proc true 2>/dev/null; then
    inside="unshare --pid --fork --mount-proc"
fi
# A call that is not made must not be noted.
printf '#include <libsinsp/sinsp_c.h>\nint main(int count, char** all) { (void)all; sinsp_close(count > 1 ? sinsp_create() : NULL); return 0; }\n' \
    >"$work/quiet.c"
cc -std=c11 $warnings "$work/quiet.c" $flags -Wl,-z,lazy -o "$work/quiet"
$watched "$work/quiet"
if grep -q "sinsp_create'" "$work"/calls/* || ! grep -q "sinsp_close'" "$work"/calls/*; then
    echo "sinsp: the loader does not note calls as they are made" >&2
    exit 1
fi
rm "$work"/calls/*
# c_test NAME ARGUMENTS...
c_test() {
    local name=$1
    shift
    $inside $watched "$work/$name" "$@"
}
c_test sinsp_inspector testdata "$work/files"
c_test sinsp_events testdata
c_test sinsp_threads testdata
c_test sinsp_filters testdata
c_test sinsp_fields testdata
c_test sinsp_notices testdata
c_test sinsp_dumper testdata "$work/files"
c_test sinsp_plugins "$work/plugins" testdata
# Live capture and /proc show its own processes only.
if [ -n "$inside" ]; then
    c_test sinsp_live
    $inside "$work/live-cpp"
    ./capi-tests/called.sh "$work/calls" capi-tests/exported-symbols-sinsp.txt
else
    echo "sinsp_live: left out, this machine does not let us make a PID namespace" | tee -a "$left_out"
fi

"$work/captures-cpp" testdata "$work/files"
"$work/compatibility-cpp" testdata

"$work/observer-cpp" testdata "$work/files"
"$work/plugins-cpp" "$work/plugins" testdata "$work/files"
"$work/consumer_falco-cpp" "$work/container_plugin.so" testdata
"$work/consumer_stratoshark-cpp" "$work/plugins" testdata

# Examples: built with nothing but pkg-config, output as kept.
# example NAME COMMAND...: prints what is kept as examples-c/NAME.expected.
example() {
    local name=$1
    shift
    "$@" | diff -a "examples-c/$name.expected" -
    echo "$name: output as kept"
}
example top-files "$work/top-files" testdata/shell.scap 10
example who-connects "$work/who-connects" testdata/web.scap
example rules "$work/rules" testdata/shell.scap
example flows "$work/flows" testdata/zoo.scap
example loop "$work/loop" testdata/web.scap
example dlopen-syscap "$work/dlopen-syscap" "$prefix/lib/libsinsp.so.0" testdata/zoo.scap
example processes python3 examples-c/processes.py "$prefix/lib/libsinsp.so.0" testdata/shell.scap
for program in "$work/top-files" "$work/who-connects" "$work/flows" "$work/loop" "$work/rules" \
    "$work/dlopen-syscap $prefix/lib/libsinsp.so.0" "python3 examples-c/processes.py $prefix/lib/libsinsp.so.0"; do
    if $program testdata/nowhere.scap >/dev/null 2>"$work/message"; then
        echo "sinsp: no error of $program for a file that is not there" >&2
        exit 1
    fi
    grep -q 'nowhere.scap.*No such file' "$work/message"
done

# Flows to a collector, as tshark reads them.
if command -v tshark >/dev/null 2>&1; then
    mkfifo "$work/port"
    python3 capi-tests/collect.py "$work/flows.pcap" 7 >"$work/port" &
    collector=$!
    "$work/flows" testdata/zoo.scap "$(head -n 1 "$work/port")"
    wait "$collector"
    fields=
    for field in srcaddr srcaddrv6 srcport dstport protocol octets packets pie.ntop.src_proc_id \
        pie.ntop.src_proc_name pie.ntop.src_proc_user_name pie.ntop.src_father_proc_name; do
        fields="$fields -e cflow.$field"
    done
    tshark -r "$work/flows.pcap" -d udp.port==4739,cflow -T fields -E separator=' ' $fields 2>/dev/null |
        diff -a examples-c/flows.ipfix.expected -
    echo "flows: IPFIX as kept"
else
    echo "flows: IPFIX left out, there is no tshark" | tee -a "$left_out"
fi

# What a consumer of falcosecurity/libs compiles, against what the original printed for the shared captures.
if [ -f $shared/conformance/conformance.cpp ]; then
    python3 capi-tests/conformance.py "$work/conformance" $shared/captures capi-tests/cpp/conformance.exceptions.tsv \
        testdata/golden-exceptions.tsv
else
    echo "conformance: left out, there is no folder 'shared' beside the checkout" | tee -a "$left_out"
fi
