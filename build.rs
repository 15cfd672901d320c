// SPDX-License-Identifier: Apache-2.0
//! Compiles what is in C: the functions of a variable number of arguments, which stable Rust cannot define, the table
//! of the kernel module, the answers for a loader of probes that is not here, and the guard around plugins.

fn main() {
    println!("cargo:rerun-if-changed=include");
    let sources = ["src/ffi/variadic.c", "src/ffi/strerror.c", "src/ffi/fillers.c", "src/ffi/libpman.c"];
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
    }
    // Nothing unwinds through it: see there.
    println!("cargo:rerun-if-changed=src/plugin/guard.c");
    let mut guard = hardened();
    guard.file("src/plugin/guard.c").std("gnu11").warnings(true);
    guard.flag("-fno-asynchronous-unwind-tables").flag("-fno-unwind-tables").flag("-fno-exceptions");
    guard.compile("syscap_plugin_guard");
    hardened().files(sources).include("include").std("c11").warnings(true).compile("syscap_variadic");
}

/// What distributions build C with; CFLAGS come behind and win.
fn hardened() -> cc::Build {
    let mut build = cc::Build::new();
    build.flag_if_supported("-fstack-protector-strong").flag_if_supported("-fcf-protection");
    // glibc checks nothing without optimization, and warns.
    let optimized = std::env::var("OPT_LEVEL").is_ok_and(|level| level != "0");
    let given = std::env::var("CFLAGS").unwrap_or_default() + &std::env::var("CPPFLAGS").unwrap_or_default();
    println!("cargo:rerun-if-env-changed=CPPFLAGS");
    if optimized && !given.contains("_FORTIFY_SOURCE") {
        build.flag("-U_FORTIFY_SOURCE").flag("-D_FORTIFY_SOURCE=2");
    }
    build
}
