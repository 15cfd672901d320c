// SPDX-License-Identifier: Apache-2.0
//! Every source file names its licence at its beginning.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What the first line, or the second behind `#!`, has to say; `None` for files that are no source text.
fn licence(path: &str, text: &str) -> Option<&'static str> {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        // Data, among them the files of processes.
        _ if path.starts_with("testdata/") || path.starts_with("fuzz/corpus/") => None,
        "c" | "h" if path.starts_with("ebpf/") => Some("MIT OR GPL-2.0-only"),
        "rs" | "c" | "h" | "cpp" | "sh" | "py" => Some("Apache-2.0"),
        _ => text.starts_with("#!").then_some("Apache-2.0"),
    }
}

#[test]
fn every_source_file_names_its_licence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("git").current_dir(root).args(["ls-files"]).output().expect("git is there");
    let files = String::from_utf8(output.stdout).expect("UTF-8");
    let mut seen = 0;
    for path in files.lines() {
        let Ok(text) = fs::read_to_string(root.join(path)) else { continue };
        let Some(licence) = licence(path, &text) else { continue };
        let mut lines = text.lines().skip_while(|line| line.starts_with("#!"));
        let first = lines.next().unwrap_or_default();
        let named = first.trim_start_matches(['/', '*', '#', ' ']).trim_end_matches([' ', '*', '/']);
        assert_eq!(named, format!("SPDX-License-Identifier: {licence}"), "{path}");
        seen += 1;
    }
    assert!(seen > 500 || !root.join(".git").exists(), "only {seen} source files were found");
}
