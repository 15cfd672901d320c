//! Compiles what is in C: the functions of a variable number of arguments, which stable Rust cannot define, the table
//! of the kernel module, and the answers for a loader of probes that is not here.

fn main() {
    println!("cargo:rerun-if-changed=include");
    let sources = ["src/ffi/variadic.c", "src/ffi/strerror.c", "src/ffi/fillers.c", "src/ffi/libpman.c"];
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
    }
    cc::Build::new().files(sources).include("include").std("c11").warnings(true).compile("syscap_variadic");
}
