//! Compiles what is in C: the functions of a variable number of arguments, which stable Rust cannot define, and the
//! table of the kernel module.

fn main() {
    println!("cargo:rerun-if-changed=include");
    let sources = ["src/ffi/variadic.c", "src/ffi/strerror.c", "src/ffi/fillers.c"];
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
    }
    cc::Build::new().files(sources).include("include").std("c11").warnings(true).compile("syscap_variadic");
}
