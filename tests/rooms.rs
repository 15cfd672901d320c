//! Holds the source to the table of rooms in ARCHITECTURE.md: who may use whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The cells of the table's rows: room, sentence, rooms it may use.
fn rows() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, room, sentence, uses, _] = cells[..] else { continue };
        rows.push((room.trim_matches('`').to_owned(), sentence.to_owned(), uses.to_owned()));
    }
    assert!(rows.len() >= 15, "the table of rooms was not understood: {rows:?}");
    rows
}

fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (room, _, uses) in rows() {
        let uses = if uses == "all above" {
            rooms.keys().cloned().collect()
        } else {
            uses.split_whitespace().filter(|word| *word != "–").map(str::to_owned).collect()
        };
        rooms.insert(room, uses);
    }
    rooms
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable folder") {
        let path = entry.expect("readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The room of a file below `src/`: its first folder, or its own stem.
fn room_of(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("src")).expect("below src");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Rooms named after `crate::`, also in groups such as `use crate::{codec, schema::Code}`.
fn rooms_used(source: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for line in source.lines() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => group.split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if name.chars().next().is_some_and(char::is_lowercase) && name != "self" {
                    used.insert(name);
                }
            }
        }
    }
    used
}

/// Tests inside a file may build on rooms that the code may not.
fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or(source)
}

#[test]
fn no_arrow_that_the_table_lacks() {
    let allowed = allowed();
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    assert!(files.len() > 30, "only {} sources were found", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let room = room_of(&file);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(may_use) = allowed.get(&room) else {
            wrong.push(format!("{}: room `{room}` is not in ARCHITECTURE.md", file.display()));
            continue;
        };
        let source = fs::read_to_string(&file).expect("readable source");
        for used in rooms_used(without_tests(&source)) {
            if used != room && allowed.contains_key(&used) && !may_use.contains(&used) {
                wrong.push(format!("{}: `{room}` may not use `{used}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_forbidden_outside_the_rooms_that_need_it() {
    let needs = ["ffi", "capture", "plugin"];
    for room in allowed().into_keys().filter(|room| !needs.contains(&room.as_str())) {
        let folder = root().join("src").join(&room);
        let file = if folder.is_dir() { folder.join("mod.rs") } else { folder.with_extension("rs") };
        let Ok(source) = fs::read_to_string(&file) else { continue };
        assert!(source.contains("#![forbid(unsafe_code)]"), "{} does not forbid unsafe code", file.display());
    }
}

#[test]
fn lib_lists_every_room_with_its_sentence() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs is there");
    let flat = lib.replace("\n/// ", " ");
    for (room, sentence, _) in rows() {
        let exists =
            root().join("src").join(&room).is_dir() || root().join(format!("src/{room}.rs")).is_file();
        if exists {
            assert!(lib.contains(&format!("mod {room};")), "lib.rs does not list `{room}`");
            assert!(flat.contains(&sentence), "lib.rs does not give the sentence of `{room}`: {sentence}");
        }
    }
}
