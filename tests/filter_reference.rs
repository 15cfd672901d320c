// SPDX-License-Identifier: Apache-2.0
//! The filter language against recorded behaviour of falcosecurity/libs 0.25.4.

mod filter_support;

use filter_support::{list, param_type, reference, text};
use scap::fields::{CLASSES, Catalogue, Value};
use scap::filter::{self, Constant, Filter, Op, display, to_source};
use scap::schema::ParamType;
use serde_json::Value as Json;

#[test]
fn parser_probes() {
    let reference = reference();
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
    let reference = reference();
    for probe in list(&reference, "nesting_probe") {
        let depth = probe["depth"].as_u64().expect("a depth") as usize;
        let source = format!("{}evt.type=open{}", "(".repeat(depth), ")".repeat(depth));
        let parsed = filter::parse(source.as_bytes());
        assert_eq!(Some(parsed.is_ok()), probe["ok"].as_bool(), "depth {depth}");
    }
}

#[test]
fn compile_probes() {
    let reference = reference();
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let probes = list(&reference, "compile_probes").iter().map(|probe| (probe, "ok"));
    let parser_probes = list(&reference, "parser_probes").iter().map(|probe| (probe, "compile_ok"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (probe, key) in probes.chain(parser_probes) {
        let Some(expected) = probe[key].as_bool() else { continue };
        let source = text(probe, "filter");
        let compiled = Filter::compile(source.as_bytes(), &catalogue);
        if compiled.is_ok() != expected {
            wrong.push(format!("{source}: {:?}", compiled.map(|_| ()).map_err(|e| e.to_string())));
        }
        count += 1;
    }
    assert!(count > 250);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arguments_of_fields() {
    let reference = reference();
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let forms = [
        ("bare", ""),
        ("index_0", "[0]"),
        ("index_1", "[1]"),
        ("key_abc", "[abc]"),
        ("key_evt_arg", "[fd]"),
        ("dot_fd", ".fd"),
    ];
    let mut wrong = Vec::new();
    for field in list(&reference, "classes").iter().flat_map(|class| list(class, "fields")) {
        let accepts = list(field, "accepts");
        for (form, suffix) in forms {
            let source = format!("{}{suffix} exists", text(field, "name"));
            let compiled = Filter::compile(source.as_bytes(), &catalogue);
            if compiled.is_ok() != accepts.contains(&Json::from(form)) {
                wrong.push(format!("{source}: {:?}", compiled.map(|_| ()).map_err(|e| e.to_string())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn value_parsing() {
    let reference = reference();
    let types = reference["value_parsing"]["types"].as_object().expect("types");
    assert!(types.len() > 40);
    let mut wrong = Vec::new();
    for (name, literals) in types {
        let ty = param_type(name);
        let Some(literals) = literals.as_object() else {
            assert_eq!(literals, "unsupported");
            // Buffers take their constants as they are; the others have none.
            assert_eq!(Constant::parse(ty, b"1").is_ok(), ty == ParamType::Bytebuf, "{name}");
            continue;
        };
        for (literal, expected) in literals {
            let parsed = Constant::parse(ty, literal.as_bytes()).ok().map(|constant| {
                let bytes = constant.to_bytes(ty);
                bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
            });
            // Refused by the original, and of use: COMPATIBILITY.md.
            let righted = matches!(
                (name.as_str(), literal.as_str()),
                ("PT_IPADDR", "::ffff:1.2.3.4") | ("PT_IPNET" | "PT_IPV6NET", "::/0")
            );
            if parsed.as_deref() != expected.as_str() && !(righted && parsed.is_some()) {
                wrong.push(format!("{name} {literal:?}: {parsed:?} instead of {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The value that an event would have for this text.
fn value(ty: ParamType, text: &str) -> Value<'static> {
    let ty = match ty {
        ParamType::Ipv4net => ParamType::Ipv4addr,
        ParamType::Ipv6net => ParamType::Ipv6addr,
        ty => ty,
    };
    let constant = Constant::parse(ty, text.as_bytes()).expect("a value of the type");
    let constant: &'static Constant = Box::leak(Box::new(constant));
    constant.as_value().expect("no network")
}

#[test]
fn compare_probes() {
    let reference = reference();
    let probes = list(&reference, "compare_probes");
    assert_eq!(probes.len(), 500);
    let mut wrong = Vec::new();
    for probe in probes {
        let ty = param_type(text(probe, "type"));
        let op = Op::from_name(text(probe, "op").as_bytes()).expect("an operator");
        // Where the original fails, because the type has no such operator, the answer here is no.
        let expected = probe["result"].as_bool().unwrap_or(false);
        let result = match Constant::parse(ty, text(probe, "rhs").as_bytes()) {
            Ok(constant) => filter::compare(op, &value(ty, text(probe, "lhs")), &constant),
            Err(_) => false,
        };
        // A network of every address, which the original refuses.
        let righted = ty == ParamType::Ipv6net && text(probe, "rhs") == "::/0";
        let expected = if righted { op != Op::Ne } else { expected };
        if result != expected {
            wrong.push(probe.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operators_fit_types() {
    let reference = reference();
    let mut wrong = Vec::new();
    for operator in list(&reference, "operators") {
        let op = Op::from_name(text(operator, "op").as_bytes()).expect("an operator");
        for (key, is_list) in [("scalar_types", false), ("list_types", true)] {
            let accepted = list(operator, key);
            for ty in ParamType::ALL {
                let expected = accepted.contains(&Json::from(format!("PT_{}", ty.name())));
                if filter::is_comparable(op.into(), *ty, is_list) != expected {
                    wrong.push(format!("{} {} {key}", op.name(), ty.name()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
