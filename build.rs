//! Compiles the C-variadic functions, which stable Rust cannot define.

fn main() {
    println!("cargo:rerun-if-changed=src/ffi/variadic.c");
    println!("cargo:rerun-if-changed=include");
    cc::Build::new()
        .file("src/ffi/variadic.c")
        .include("include")
        .std("c11")
        .warnings(true)
        .compile("syscap_variadic");
}
