//! Compiles the C-variadic functions, which stable Rust cannot define, and the table of the kernel module.

fn main() {
    println!("cargo:rerun-if-changed=src/ffi/variadic.c");
    println!("cargo:rerun-if-changed=src/ffi/fillers.c");
    println!("cargo:rerun-if-changed=include");
    cc::Build::new()
        .file("src/ffi/variadic.c")
        .file("src/ffi/fillers.c")
        .include("include")
        .std("c11")
        .warnings(true)
        .compile("syscap_variadic");
}
