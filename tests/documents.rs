// SPDX-License-Identifier: Apache-2.0
//! Holds the Markdown documents to what a reader sees: tables that render, links and anchors that lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The documents at the root and in docs/.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [root(), root().join("docs")] {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("readable entry").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 5, "only {} documents were found", found.len());
    found.sort();
    found
}

/// The lines outside fenced code, each with its number from 1.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, None) => lines.push((at + 1, line)),
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
        }
    }
    lines
}

/// Cells of a table row. Only a backslash keeps a pipe from ending a cell, inside code spans too.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        if character == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells
}

/// Whether a row is the delimiter row of a table: `|---|:--:|`.
fn is_delimiter(line: &str) -> bool {
    cells(line).iter().all(|cell| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.chars().all(|character| character == '-')
    })
}

/// Rows that a Markdown parser would show as text, or whose cells it would drop.
fn faults_of_tables(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut table: Vec<(usize, &str)> = Vec::new();
    let mut lines = prose(text);
    lines.push((usize::MAX, ""));
    for (number, line) in lines {
        let follows = table.last().is_none_or(|(last, _)| last + 1 == number);
        if line.trim_start().starts_with('|') && follows {
            table.push((number, line));
            continue;
        }
        faults.extend(faults_of_table(&table));
        table.clear();
        if line.trim_start().starts_with('|') {
            table.push((number, line));
        }
    }
    faults
}

fn faults_of_table(table: &[(usize, &str)]) -> Vec<String> {
    let Some((first, header)) = table.first() else { return Vec::new() };
    if !table.get(1).is_some_and(|(_, line)| is_delimiter(line)) {
        return vec![format!("line {first}: a row outside a table: no delimiter row follows it")];
    }
    let columns = cells(header).len();
    table
        .iter()
        .filter(|(_, line)| cells(line).len() != columns)
        .map(|(number, line)| format!("line {number}: {} cells in a table of {columns}", cells(line).len()))
        .collect()
}

/// The line without its code spans, whose text makes no links.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Targets of `[text](target)`.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let line = without_code(line);
        for (at, opening) in line.match_indices("](") {
            let target = &line[at + opening.len()..];
            if let Some(end) = target.find(')') {
                found.push((number, target[..end].to_owned()));
            }
        }
    }
    found
}

/// The anchors that GitHub gives to the headings: lower case, hyphens for spaces, other punctuation left out, and a
/// number behind those that are there already.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(text) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let slug: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|character| character.is_alphanumeric() || " -_".contains(*character))
            .map(|character| if character == ' ' { '-' } else { character })
            .collect();
        let mut anchor = slug.clone();
        let mut copies = 0;
        while !anchors.insert(anchor) {
            copies += 1;
            anchor = format!("{slug}-{copies}");
        }
    }
    anchors
}

/// Relative links to files that are absent, and anchors that no heading has.
fn faults_of_links(document: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, target) in links(text) {
        if target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((target.as_str(), ""));
        let path = if file.is_empty() { document.to_owned() } else { document.with_file_name("").join(file) };
        if !path.exists() {
            faults.push(format!("line {number}: link to `{file}`, which does not exist"));
        } else if !anchor.is_empty() {
            let linked = if file.is_empty() { text.to_owned() } else { read(&path) };
            if !anchors(&linked).contains(anchor) {
                faults.push(format!("line {number}: link to `{target}`, but no heading has this anchor"));
            }
        }
    }
    faults
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fails with the faults of every document.
fn assert_none(faults_of: impl Fn(&Path, &str) -> Vec<String>) {
    let mut faults = Vec::new();
    for document in documents() {
        let name = document.strip_prefix(root()).unwrap_or(&document).display().to_string();
        let found = faults_of(&document, &read(&document));
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_row_stands_in_a_table() {
    assert_none(|_, text| faults_of_tables(text));
}

#[test]
fn every_link_leads_somewhere() {
    assert_none(faults_of_links);
}

#[test]
fn faults_of_tables_are_found() {
    let sound = "| a | b |\n|---|:-:|\n| `x\\|y` | 2 |\n";
    assert_eq!(faults_of_tables(sound), Vec::<String>::new());
    assert_eq!(faults_of_tables("```\n| no table\n```\n"), Vec::<String>::new());
    for (fault, line) in [
        ("| a | b |\n", "line 1: "),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n", "line 5: "),
        ("| a | b |\n|---|---|\n| 1 |\n", "line 3: "),
        ("| a | b |\n|---|---|\n| `x|y` | 2 |\n", "line 3: "),
        ("| a | b |\n|---|---|\n```\ncode\n```\n| 1 | 2 |\n", "line 6: "),
    ] {
        let faults = faults_of_tables(fault);
        assert!(matches!(&faults[..], [only] if only.starts_with(line)), "{fault}: {faults:?}");
    }
}

#[test]
fn faults_of_links_are_found() {
    let document = root().join("README.md");
    let faults = |text: &str| faults_of_links(&document, text);
    let text =
        "# A `b`, c++\n## Twice\n## Twice\n[x](#a-b-c) [y](#twice-1) [z](Cargo.toml) `[code](nowhere)`\n";
    assert_eq!(faults(text), Vec::<String>::new());
    assert_eq!(faults("[x](https://example.org/#y)"), Vec::<String>::new());
    assert_eq!(faults("[x](nowhere.md)").len(), 1);
    assert_eq!(faults("# A\n[x](#b)").len(), 1);
    assert_eq!(faults("[x](CHANGELOG.md#nowhere)").len(), 1);
}
