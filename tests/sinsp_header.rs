// SPDX-License-Identifier: Apache-2.0
//! The generated part of `libsinsp/sinsp_c.h` equals what the source says. `UPDATE_HEADERS=1 cargo test --test
//! sinsp_header` writes it anew.

mod c_source;

use c_source::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn source(name: &str) -> PathBuf {
    root().join(format!("src/ffi/sinsp/{name}.rs"))
}

fn rendered() -> String {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        pragma_once: true,
        no_includes: true,
        usize_is_size_t: true,
        line_length: 110,
        tab_width: 4,
        documentation: true,
        documentation_style: cbindgen::DocumentationStyle::C,
        documentation_length: cbindgen::DocumentationLength::Full,
        header: Some(
            "/* SPDX-License-Identifier: Apache-2.0 */\n/* Generated: types and functions of <libsinsp/sinsp_c.h>. */"
                .to_owned(),
        ),
        ..Default::default()
    };
    config.export.item_types = vec![
        cbindgen::ItemType::Constants,
        cbindgen::ItemType::Functions,
        cbindgen::ItemType::Structs,
        cbindgen::ItemType::OpaqueItems,
        cbindgen::ItemType::Typedefs,
    ];
    let renamed = [("PARAM_TYPE", "uint32_t"), ("MadeEvent", "sinsp_event_t")];
    config.export.rename = renamed.map(|(ours, c)| (ours.to_owned(), c.to_owned())).into_iter().collect();
    config.export.exclude = vec!["MadeEvent".to_owned()];
    config.sort_by = cbindgen::SortKey::None;
    // The modules that it names are read along with it.
    let builder =
        cbindgen::Builder::new().with_config(config).with_src(c_source::copy("sinsp").join("sinsp/mod.rs"));
    let mut out = Vec::new();
    builder.generate().expect("the source can be read").write(&mut out);
    let text = String::from_utf8(out).expect("text");
    tidy(&text)
}

/// Comments in the form of the headers that are kept by hand, without what Rust code has to promise: it follows from
/// what C code reads.
fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "/*" {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let indent = &line[..line.len() - 2];
        let comment: Vec<&str> =
            lines.by_ref().take_while(|line| line.trim() != "*/").map(str::trim).collect();
        let end = comment.iter().position(|line| *line == "# Safety").unwrap_or(comment.len());
        let comment = comment[..end].join("\n");
        let comment = comment.trim_end().replace('\n', &format!("\n{indent} * "));
        out.push_str(&format!("{indent}/* {comment} */\n").replace(" * \n", " *\n"));
    }
    out
}

fn exported(text: &str) -> BTreeSet<String> {
    let after = text.match_indices("extern \"C\" fn sinsp_").map(|(at, start)| &text[at + start.len() - 6..]);
    after.map(|name| name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()).collect()
}

fn check(path: &Path, rendered: &str) {
    if std::env::var_os("UPDATE_HEADERS").is_some() {
        fs::write(path, rendered).expect("writable");
        return;
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let line = kept.lines().zip(rendered.lines()).position(|(a, b)| a != b).map_or(0, |at| at + 1);
    assert!(kept == rendered, "{}: differs from the source at line {line}", path.display());
}

#[test]
fn the_header_is_current() {
    check(&root().join("include/libsinsp/detail/sinsp_c.h"), &rendered());
}

#[test]
fn the_list_of_symbols_is_current() {
    let read = |name: &str| fs::read_to_string(source(name)).expect("readable source");
    let parent = read("mod");
    let modules = parent.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let names: BTreeSet<String> =
        modules.map(read).chain([parent.clone()]).flat_map(|text| exported(&text)).collect();
    assert!(names.len() > 70, "the source was not understood");
    let list: String = names.iter().map(|name| format!("{name}\n")).collect();
    check(&root().join("capi-tests/exported-symbols-sinsp.txt"), &list);
}
