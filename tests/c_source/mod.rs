// SPDX-License-Identifier: Apache-2.0
//! The source of the C interface as C sees it: pointers in place of the types of `src/ffi/door` that stand for them.

use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};

/// Each type of the door that a parameter may have, and what it is in C.
const TYPES: &[(&str, &str)] = &[
    ("ErrorBuffer|PluginError|CTextMut", "*mut c_char"),
    ("CText|Bytes", "*const c_char"),
    ("Len|Size|Room", "usize"),
    ("EventPtrMut", "*mut ppm_evt_hdr"),
    ("EventPtr", "*const ppm_evt_hdr"),
    ("(?:Out|Prefix|List|Shared)<([^<>]+)>", "*mut $1"),
    ("Slice<([^<>]+)>", "*const $1"),
];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies `src/ffi` into a folder of this name for cbindgen to read.
pub fn copy(name: &str) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let types: Vec<_> = TYPES
        .iter()
        .map(|(ours, c)| {
            (Regex::new(&format!(": (?:{ours})(?P<end>[,)])")).expect("a pattern"), format!(": {c}${{end}}"))
        })
        .collect();
    copy_folder(&root().join("src/ffi"), &to, &types);
    to
}

fn copy_folder(from: &Path, to: &Path, types: &[(Regex, String)]) {
    fs::create_dir_all(to).expect("a folder of the tests");
    for entry in fs::read_dir(from).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target, types);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let mut text = fs::read_to_string(&path).expect("readable source");
            for (ours, c) in types {
                text = ours.replace_all(&text, c).into_owned();
            }
            fs::write(&target, text).expect("a file of the tests");
        }
    }
}
