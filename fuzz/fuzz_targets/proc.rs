// SPDX-License-Identifier: Apache-2.0
#![no_main]

#[path = "../inputs.rs"]
#[allow(dead_code, reason = "each target uses one")]
mod inputs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let root = std::env::temp_dir().join(format!("syscap-fuzz-{}", std::process::id()));
    inputs::proc(bytes, &root);
    let _ = std::fs::remove_dir_all(&root);
});
