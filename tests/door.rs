// SPDX-License-Identifier: Apache-2.0
//! The source of `src/ffi`: each function that C calls goes through the door, and the casts between C's pointers and
//! references are in the door only.

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and those below, with their text up to their tests.
fn read(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).expect("readable source");
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            let name = path.strip_prefix(root().join("src/ffi")).expect("below").display().to_string();
            files.push((name, text));
        }
    }
}

/// The source without the door itself.
fn outside() -> Vec<(String, String)> {
    let mut files = Vec::new();
    read(&root().join("src/ffi"), &mut files);
    files.retain(|(name, _)| !name.starts_with("door/"));
    files
}

/// Each function that begins a line: whether C can call it, its name and its body.
fn functions(text: &str) -> Vec<(bool, String, String)> {
    let head = Regex::new(r#"(?m)^(?:pub(?:\([a-z: ]+\))? )?(?:unsafe )?(extern "C" )?fn (\w+)"#)
        .expect("a pattern");
    let functions = head.captures_iter(text).map(|found| {
        let start = found.get(0).expect("all of it").end();
        let body = text[start..].split("\n}\n").next().unwrap_or_default();
        (found.get(1).is_some(), found[2].to_owned(), body.to_owned())
    });
    functions.collect()
}

/// Where a body enters the door by itself.
fn enters(body: &str) -> bool {
    ["door::enter(", "door::enter_or(", "door::free("].iter().any(|call| body.contains(call))
}

#[test]
fn each_function_that_c_calls_goes_through_the_door() {
    // Neither methods nor functions of other modules.
    let call = Regex::new(r"(?:^|[^.:\w])(\w+)\(").expect("a pattern");
    let files = outside();
    let functions = files.iter().flat_map(|(file, text)| {
        functions(text).into_iter().map(move |(from_c, name, body)| (file, from_c, name, body))
    });
    // What each calls, and whether it is known to go through the door: by itself, or by what it calls.
    let mut all: Vec<_> = functions
        .map(|(file, from_c, name, body)| {
            let called: BTreeSet<String> = call.captures_iter(&body).map(|name| name[1].to_owned()).collect();
            (file, from_c, name, called, enters(&body))
        })
        .collect();
    loop {
        let ways: BTreeSet<String> = all.iter().filter(|f| f.4).map(|f| f.2.clone()).collect();
        let mut found = false;
        for function in all.iter_mut().filter(|f| !f.4) {
            function.4 = !function.3.is_disjoint(&ways);
            found |= function.4;
        }
        if !found {
            break;
        }
    }
    let from_c = all.iter().filter(|f| f.1).count();
    assert!(from_c > 380, "only {from_c} functions were found");
    let past: Vec<String> =
        all.iter().filter(|f| f.1 && !f.4).map(|(file, _, name, ..)| format!("{file}: {name}")).collect();
    assert!(past.is_empty(), "these do not go through src/ffi/door:\n{}", past.join("\n"));
}

#[test]
fn a_function_past_the_door_is_found() {
    let text = "#[unsafe(no_mangle)]\npub extern \"C\" fn bare(a: i32) -> i32 {\n    a + 1\n}\n";
    let found = functions(text);
    assert_eq!(found.len(), 1);
    assert!(found[0].0 && found[0].1 == "bare" && !enters(&found[0].2));
}

/// Casts that belong to the door.
const CASTS: &[&str] = &[
    "Box::from_raw",
    "Box::into_raw",
    "from_raw_parts",
    "CStr::from_ptr",
    r"unsafe \{[^;{}]*\.as_(?:ref|mut)\(\)",
    "libc::(?:free|malloc|calloc)",
];

#[test]
fn casts_of_pointers_are_in_the_door() {
    let casts = Regex::new(&CASTS.join("|")).expect("a pattern");
    let mut found = Vec::new();
    for (file, text) in outside() {
        for cast in casts.find_iter(&text) {
            let line = text[..cast.start()].lines().count();
            found.push(format!("src/ffi/{file}:{line}: {}", cast.as_str()));
        }
    }
    assert!(found.is_empty(), "casts outside of src/ffi/door:\n{}", found.join("\n"));
}

#[test]
fn safety_lines_say_something() {
    let files = outside();
    let empty = |(file, text): &(String, String)| {
        text.contains("as the caller promises").then(|| format!("src/ffi/{file}"))
    };
    let found: Vec<String> = files.iter().filter_map(empty).collect();
    assert!(found.is_empty(), "SAFETY lines that say nothing of their own: {}", found.join(" "));
}
