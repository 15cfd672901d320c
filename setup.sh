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
