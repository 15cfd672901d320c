# SPDX-License-Identifier: Apache-2.0
# Sourced by install: options of the compilers, so that what is built does not depend on the folders it is built in, and
# CC and LDFLAGS are honoured. Sets CARGO_TARGET_DIR, CFLAGS and CARGO_ENCODED_RUSTFLAGS.

# Other options than those of `cargo build`, so another folder: neither makes the other build everything again.
CARGO_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-target}")/install
export CARGO_TARGET_DIR

source_folder=$PWD
cargo_folder=${CARGO_HOME:-$HOME/.cargo}
rust_options=()
# The last one that fits counts: from the most general folder to the most special one.
for pair in "$HOME=/home" "$cargo_folder=/cargo" "$source_folder=/syscap" "$CARGO_TARGET_DIR=/build"; do
    rust_options+=("--remap-path-prefix=$pair")
    CFLAGS="${CFLAGS:-} -ffile-prefix-map=$pair"
done
# Sources of the registry, and the same when they are vendored.
for folder in "$cargo_folder"/registry/src/* "$source_folder/vendor"; do
    if [ -d "$folder" ]; then rust_options+=("--remap-path-prefix=$folder=/crates"); fi
done
if [ -n "${CC:-}" ]; then rust_options+=(-C "linker=${CC%% *}"); fi
if [ -n "${LDFLAGS:-}" ]; then rust_options+=(-C "link-args=$LDFLAGS"); fi
if [ -n "${RUSTFLAGS:-}" ]; then
    read -ra given <<<"$RUSTFLAGS"
    rust_options+=("${given[@]}")
fi
export CFLAGS
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf '%s' "${rust_options[*]}")
export CARGO_ENCODED_RUSTFLAGS
