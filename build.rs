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
    let mut guard = cc::Build::new();
    guard.file("src/plugin/guard.c").std("gnu11").warnings(true);
    guard.flag("-fno-asynchronous-unwind-tables").flag("-fno-unwind-tables").flag("-fno-exceptions");
    guard.compile("syscap_plugin_guard");
    cc::Build::new().files(sources).include("include").std("c11").warnings(true).compile("syscap_variadic");
}
