# SPDX-License-Identifier: Apache-2.0
# Sourced by check, demo and install: what a fresh Debian 12 machine with Rust lacks.

# need_package COMMAND PACKAGE: installs the Debian package unless the command is there.
need_package() {
    command -v "$1" >/dev/null 2>&1 && return 0
    if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
        echo "$(basename "$0"): '$1' is missing; install the package that has it (Debian: apt-get install $2)" >&2
        exit 1
    fi
    echo "$(basename "$0"): installing $2"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

# want_package COMMAND PACKAGE [RELEASE]: as need_package, for what only some tests use: where it cannot be had, they
# say that they are left out. RELEASE is tried where Debian 12's own version does not go with what is installed.
want_package() {
    command -v "$1" >/dev/null 2>&1 && return 0
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || return 0
    echo "$(basename "$0"): installing $2"
    local install="install -y -qq --no-install-recommends --no-remove"
    apt-get update -qq || return 0
    DEBIAN_FRONTEND=noninteractive apt-get $install "$2" >/dev/null 2>&1 && return 0
    [ -n "${3:-}" ] || return 0
    # A list of packages of its own: the machine's choice of sources stays as it is.
    local lists
    lists=$(mktemp -d)
    mkdir -p "$lists/parts" "$lists/state/partial"
    cp /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list "$lists/parts/" 2>/dev/null
    echo "deb http://deb.debian.org/debian $3 main" >"$lists/parts/release.list"
    local own="-o Dir::Etc::sourceparts=$lists/parts -o Dir::State::lists=$lists/state"
    apt-get $own update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get $own $install -t "$3" "$2" >/dev/null 2>&1
    rm -rf "$lists"
    return 0
}

need_rust() {
    if ! command -v cargo >/dev/null 2>&1; then
        if [ -r "$HOME/.cargo/env" ]; then
            . "$HOME/.cargo/env"
        fi
    fi
    if ! command -v cargo >/dev/null 2>&1; then
        echo "$(basename "$0"): cargo is missing; install Rust 1.90 or newer (https://rustup.rs)" >&2
        exit 1
    fi
}
