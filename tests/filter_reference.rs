//! The filter language against recorded behaviour of falcosecurity/libs 0.25.4.

use scap::filter::{self, display, to_source};
use serde_json::Value as Json;
use std::path::PathBuf;

/// The reference file, or `None` (with one line of explanation) in a plain checkout.
fn reference() -> Option<Json> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/fields.json");
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).expect("the reference file is JSON")),
        Err(_) => {
            println!("left out: ../shared/reference/fields.json is not there");
            None
        }
    }
}

fn text<'j>(probe: &'j Json, key: &str) -> &'j str {
    probe[key].as_str().unwrap_or_else(|| panic!("{key} of {probe}"))
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

#[test]
fn parser_probes() {
    let Some(reference) = reference() else { return };
    let probes = list(&reference, "parser_probes");
    assert!(probes.len() > 200);
    let mut wrong = Vec::new();
    for probe in probes {
        let source = text(probe, "filter");
        let parsed = filter::parse(source.as_bytes());
        match (&parsed, probe["parse_ok"].as_bool()) {
            (Ok(tree), Some(true)) => {
                let shown = String::from_utf8(display(tree)).expect("UTF-8 in, UTF-8 out");
                if shown != text(probe, "canonical") {
                    wrong.push(format!("{source}: {shown} instead of {}", text(probe, "canonical")));
                }
                let again = filter::parse(&to_source(tree));
                if again.as_ref() != Ok(tree) {
                    wrong.push(format!("{source}: reads back as {again:?}"));
                }
            }
            (Err(_), Some(false)) => {}
            _ => wrong.push(format!("{source}: {parsed:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nesting_probe() {
    let Some(reference) = reference() else { return };
    for probe in list(&reference, "nesting_probe") {
        let depth = probe["depth"].as_u64().expect("a depth") as usize;
        let source = format!("{}evt.type=open{}", "(".repeat(depth), ")".repeat(depth));
        let parsed = filter::parse(source.as_bytes());
        assert_eq!(Some(parsed.is_ok()), probe["ok"].as_bool(), "depth {depth}");
    }
}
