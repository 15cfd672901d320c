#!/usr/bin/env bash
# Tests libsinsp as C and C++ programs see it. usage: sinsp.sh STAGED_PREFIX
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export LD_LIBRARY_PATH=$prefix/lib
flags=$(pkg-config --cflags --libs libsinsp)

# What a consumer of falcosecurity/libs compiles, against what the original printed for the shared captures.
shared=../shared
if [ -f $shared/conformance/conformance.cpp ]; then
    c++ -std=c++17 -O1 $shared/conformance/conformance.cpp $flags -o "$work/conformance"
    python3 capi-tests/conformance.py "$work/conformance" $shared/captures capi-tests/cpp/conformance.exceptions.tsv
else
    echo "conformance: left out, there is no folder 'shared' beside the checkout"
fi
