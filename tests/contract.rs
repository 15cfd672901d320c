// SPDX-License-Identifier: Apache-2.0
//! `ebpf/contract.h` is what `src/capture/contract.rs` says. `UPDATE_HEADERS=1 cargo test --test contract` writes it
//! anew; `ebpf/check` proves that the objects are made of it.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// What the values of an enumeration begin with in C.
fn prefix(name: &str) -> &str {
    match name {
        "Place" => "RECIPE",
        "OpKind" => "OP",
        "When" => "WHEN",
        "Task" => "TASK",
        "File" => "FILE",
        "Table" => "TABLE",
        "ScopeKind" => "SCOPE",
        "Class" => "CLASS",
        "ConditionKind" => "CONDITION",
        other => panic!("how do values of {other} begin in C?"),
    }
}

/// `FileSocket4` as `FILE_SOCKET4`.
fn upper(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// A number, or the C name of a structure, and what stands behind the member's name: `[[u64; A]; B]` is `u64 name[B][A]`.
fn member(kind: &str) -> (String, String) {
    if let Some(array) = kind.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let (element, length) = array.rsplit_once("; ").expect("an array has a length");
        let (name, inner) = member(element);
        return (name, format!("[{length}]{inner}"));
    }
    let name = match kind {
        "u8" | "u16" | "u32" | "u64" => kind.to_owned(),
        "i8" | "i16" | "i32" | "i64" => kind.replace('i', "s"),
        of => format!("struct {}", of.to_lowercase()),
    };
    (name, String::new())
}

/// An assertion about the layout; `None` for others.
fn assertion(line: &str) -> Option<String> {
    let inner = line.strip_prefix("assert!(")?.strip_suffix(");")?;
    let (left, right) = inner.split_once(" == ")?;
    let left = if let Some(name) = left.strip_prefix("size_of::<").and_then(|rest| rest.strip_suffix(">()")) {
        format!("sizeof(struct {})", name.to_lowercase())
    } else {
        let (name, member) =
            left.strip_prefix("offset_of!(").and_then(|rest| rest.strip_suffix(')'))?.split_once(", ")?;
        format!("__builtin_offsetof(struct {}, {member})", name.to_lowercase())
    };
    Some(format!("_Static_assert({left} == {right}, \"as in Rust\");"))
}

/// The header, line by line of the source.
fn render(source: &str) -> String {
    let mut out = String::from(
        "/* SPDX-License-Identifier: MIT OR GPL-2.0-only */\n/* Generated from src/capture/contract.rs. */\n\
         #pragma once\n\n#include \"bpf.h\"\n",
    );
    let mut within = None;
    for line in source.lines() {
        let trimmed = line.trim();
        let indent = if within.is_some() { "\t" } else { "" };
        if let Some(text) = trimmed.strip_prefix("/// ") {
            let _ = writeln!(out, "{indent}/* {text} */");
        } else if let Some(constant) = trimmed.strip_prefix("pub const ") {
            let (name, rest) = constant.split_once(": ").expect("a constant has a type");
            let value = rest.split_once("= ").expect("and a value").1.trim_end_matches(';');
            let value = if value.contains(' ') { format!("({value})") } else { value.to_owned() };
            let _ = writeln!(out, "#define {name} {value}");
        } else if let Some(name) = trimmed.strip_prefix("pub enum ").and_then(|rest| rest.strip_suffix(" {"))
        {
            within = Some(prefix(name));
            out.push_str("enum {\n");
        } else if let Some(name) =
            trimmed.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {"))
        {
            within = Some("");
            let _ = writeln!(out, "struct {} {{", name.to_lowercase());
        } else if line == "}" && within.take().is_some() {
            out.push_str("};\n");
        } else if let Some(begin) = within {
            let field = trimmed.trim_end_matches(',');
            if let Some((name, value)) = field.split_once(" = ") {
                let _ = writeln!(out, "\t{begin}_{} = {value},", upper(name));
            } else if let Some((name, kind)) =
                field.strip_prefix("pub ").and_then(|rest| rest.split_once(": "))
            {
                let (kind, behind) = member(kind);
                let _ = writeln!(out, "\t{kind} {name}{behind};");
            }
        } else if let Some(assertion) = assertion(trimmed) {
            let _ = writeln!(out, "{assertion}");
        } else if line.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
    }
    out.trim_end().to_owned() + "\n"
}

#[test]
fn the_probe_has_the_same_contract() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read_to_string(root.join("src/capture/contract.rs")).expect("the source is there");
    let header = root.join("ebpf/contract.h");
    let rendered = render(&source);
    assert!(rendered.matches("struct ").count() > 20 && rendered.matches("OP_").count() > 40, "{rendered}");
    if std::env::var_os("UPDATE_HEADERS").is_some() {
        fs::write(&header, &rendered).expect("the header can be written");
    }
    let kept = fs::read_to_string(&header).expect("the header is there");
    let line = kept.lines().zip(rendered.lines()).position(|(a, b)| a != b).map_or(0, |at| at + 1);
    assert!(
        kept == rendered,
        "ebpf/contract.h differs from src/capture/contract.rs at line {line}: write it anew with UPDATE_HEADERS=1 \
         cargo test --test contract, then run ebpf/build"
    );
}
