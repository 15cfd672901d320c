// SPDX-License-Identifier: Apache-2.0
//! The generated parts of the C headers equal what the source says. `UPDATE_HEADERS=1 cargo test --test c_headers`
//! writes them anew.

mod c_source;

use c_source::root;
use regex::Regex;
use scap::schema::{Code, Sc, flags};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Each generated header of `include/` and the source files whose functions it declares, in their order.
const PARTS: &[(&str, &[&str])] = &[
    ("libscap/detail/scap.h", &["scap_handle", "scap_configure", "scap_event", "scap_ppm_sc", "scap_fd"]),
    ("libscap/detail/scap_api_version.h", &["scap_api_version"]),
    ("libscap/detail/scap_platform.h", &["scap_platform"]),
    ("libscap/detail/scap_platform_api.h", &["scap_platform_api"]),
    ("libscap/detail/scap_procs.h", &["scap_procs"]),
    ("libscap/detail/scap_print.h", &["scap_print/print"]),
    ("libscap/detail/scap_savefile_api.h", &["scap_savefile_api"]),
    ("libscap/detail/savefile_public.h", &["savefile_public"]),
    ("libscap/detail/modern_bpf_public.h", &["modern_bpf_public"]),
    ("libscap/detail/test_input_public.h", &["test_input_public"]),
    ("libscap/detail/scap_linux_platform.h", &["scap_linux_platform"]),
    ("libscap/detail/scap-int.h", &["scap_int"]),
    ("libscap/detail/noop.h", &["engines/noop"]),
    ("libscap/detail/converter.h", &["scap_converter"]),
    ("libscap/detail/scap_reader.h", &["scap_reader"]),
    ("libscap/detail/scap_cgroup.h", &["scap_cgroup"]),
    ("libscap/detail/scap_linux_int.h", &["scap_linux_int"]),
    ("libscap/detail/devset.h", &["ringbuffer"]),
    ("libscap/detail/scap_engine_util.h", &["scap_engine_util"]),
    ("libscap/detail/scap_proc_util.h", &["scap_proc_util"]),
    ("plugin/detail/plugin_loader.h", &["plugin_loader"]),
];

/// Types whose C name differs from the one in the source.
const RENAMED: &[(&str, &str)] = &[
    ("ppm_evt_hdr", "scap_evt"),
    ("ppm_event_info", "struct ppm_event_info"),
    ("ppm_event_category", "enum ppm_event_category"),
    ("ppm_proclist_info", "struct ppm_proclist_info"),
    ("scap_sized_buffer", "struct scap_sized_buffer"),
    ("scap_vtable", "struct scap_vtable"),
    ("scap_engine_handle", "struct scap_engine_handle"),
    ("scap_platform", "struct scap_platform"),
    ("scap_proclist", "struct scap_proclist"),
    ("scap_addrlist", "struct scap_addrlist"),
    ("scap_userlist", "struct scap_userlist"),
    ("scap_machine_info", "struct _scap_machine_info"),
    ("metrics_v2", "struct metrics_v2"),
    ("scap_cgroup_interface", "struct scap_cgroup_interface"),
    ("scap_cgroup_set", "struct scap_cgroup_set"),
    ("scap_device", "struct scap_device"),
    ("scap_device_set", "struct scap_device_set"),
    ("scap_linux_platform", "struct scap_linux_platform"),
    ("scap_ns_socket_list", "struct scap_ns_socket_list"),
    ("scap_setting", "enum scap_setting"),
    ("iovec", "struct iovec"),
];

/// Structures that a header knows by their tag only, as it does not include the one with the typedef.
const BY_TAG: &[(&str, &[&str])] = &[
    ("libscap/detail/scap_platform_api.h", &["scap_threadinfo"]),
    ("libscap/detail/scap_platform.h", &["scap_open_args"]),
    ("libscap/detail/scap_savefile_api.h", &["scap_threadinfo"]),
    ("libscap/detail/scap-int.h", &["scap_threadinfo", "scap_fdinfo", "scap_mountinfo"]),
];

const HEADER: &str = "/* SPDX-License-Identifier: Apache-2.0 */\n";

/// The prototypes of the functions in these files.
fn prototypes(folder: &Path, part: &str, sources: &[&str]) -> String {
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
        header: Some(format!("{HEADER}/* Generated: functions. Included by the header of the same name. */")),
        ..Default::default()
    };
    config.export.item_types = vec![cbindgen::ItemType::Functions];
    // Only called from within this library.
    config.export.exclude = ["syscap_event_encode", "syscap_write_error"].map(String::from).to_vec();
    let by_tag = BY_TAG.iter().find(|(name, _)| *name == part).map_or(&[][..], |(_, names)| names);
    let tags = by_tag.iter().map(|name| ((*name).to_owned(), format!("struct {name}")));
    let renamed = RENAMED.iter().map(|(name, c)| ((*name).to_owned(), (*c).to_owned()));
    config.export.rename = renamed.chain(tags).collect();
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in sources {
        builder = builder.with_src(folder.join(format!("{source}.rs")));
    }
    let mut out = Vec::new();
    builder.generate().expect("the source can be read").write(&mut out);
    let text = String::from_utf8(out).expect("text");
    let mut written = String::new();
    let mut pieces = text.split("/*\n");
    written.push_str(pieces.next().expect("the part before the first comment"));
    for piece in pieces {
        let (comment, behind) = piece.split_once("\n */").expect("a comment ends");
        // What Rust asks of `unsafe` is not for C; comments of one line stay on one line.
        let comment = comment.split("\n # Safety").next().expect("the part before it").trim();
        let comment =
            comment.lines().map(str::trim).collect::<Vec<_>>().join("\n * ").replace(" * \n", " *\n");
        written.push_str(&format!("/* {comment} */{behind}"));
    }
    written
}

/// A macro's value: C gives it the type that its size and use ask for.
fn value(name: &str, number: i128) -> String {
    if number < 0 {
        format!("({number})")
    } else if name.starts_with("PPM_CAP_") {
        format!("(1ULL << {})", number.trailing_zeros())
    } else if number == 1 << 31 {
        // In C the top bit of an int.
        "(-2147483647 - 1)".to_owned()
    } else {
        number.to_string()
    }
}

/// Numbers of events, system calls and flags.
fn numbers() -> String {
    let mut out = format!(
        "{HEADER}/* Generated: numbers of events, system calls and flags. Included by <driver/ppm_events_public.h>. */\n\
         #pragma once\n\n/* Values of flag and enumeration parameters. */\n"
    );
    let all = flags::NUMBERS.iter().flat_map(|list| list.iter().copied());
    // The others are in headers that are kept by hand.
    let generated = |(name, _): &(&str, i128)| {
        name.starts_with("PPM_")
            && !name.contains("OVERLAY_")
            && !flags::driver::NUMBERS.iter().any(|(driver, _)| driver == name)
    };
    let mut names: Vec<(&str, i128)> = all.filter(generated).collect();
    names.sort_unstable();
    for (name, number) in names {
        let _ = writeln!(out, "#define {name} {}", value(name, number));
    }
    out.push_str("\n/* Event types; even numbers are entries, odd numbers exits. */\ntypedef enum {\n");
    for code in Code::all() {
        let _ = writeln!(out, "    {} = {},", code.enum_name(), code.number());
    }
    let _ = writeln!(out, "    PPM_EVENT_MAX = {}\n}} ppm_event_code;", Code::COUNT);
    out.push_str(
        "\n/* System calls and tracepoints, numbered alike on every architecture. */\ntypedef enum {\n",
    );
    for sc in Sc::all() {
        let _ = writeln!(out, "    PPM_SC_{} = {},", sc.name().to_uppercase(), sc.0);
    }
    let _ = writeln!(out, "    PPM_SC_MAX = {}\n}} ppm_sc_code;", Sc::COUNT);
    out
}

fn compare(path: &Path, rendered: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_HEADERS").is_some() {
        fs::write(path, rendered).expect("the header can be written");
        return Ok(());
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == rendered {
        return Ok(());
    }
    let line = kept.lines().zip(rendered.lines()).position(|(a, b)| a != b).map_or(0, |at| at + 1);
    Err(format!("{}: differs from the source at line {line}", path.display()))
}

#[test]
fn generated_headers_are_current() {
    let (include, folder) = (root().join("include"), c_source::copy("current"));
    let mut stale = Vec::new();
    for (name, sources) in PARTS {
        stale.extend(compare(&include.join(name), &prototypes(&folder, name, sources)).err());
    }
    stale.extend(compare(&include.join("driver/detail/ppm_events.h"), &numbers()).err());
    assert!(
        stale.is_empty(),
        "{}\nwrite them anew with UPDATE_HEADERS=1 cargo test --test c_headers",
        stale.join("\n")
    );
}

#[test]
fn each_header_part_has_its_sources() {
    let folder = c_source::copy("parts");
    for (name, sources) in PARTS {
        let text = prototypes(&folder, name, sources);
        assert!(text.contains('('), "{name} has no function");
        assert!(!text.contains("syscap_"), "{name} shows what is not exported");
    }
}

/// The names that a text gives by a pattern.
fn names(text: &str, pattern: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern.captures_iter(text).map(|name| name[1].to_owned()).collect()
}

/// What libscap exports: functions and tables in Rust and in C, but for those of libsinsp and those that are only called
/// from within the library.
fn exported(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("sinsp") {
                all.extend(exported(&path));
            }
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable source");
        match path.extension().and_then(|kind| kind.to_str()) {
            Some("rs") => {
                let pattern = r"#\[unsafe\(no_mangle\)\]\s+(?:#\[[^\n]*\s+)?pub (?:unsafe )?(?:extern .C. fn|static) (\w+)";
                all.extend(names(&text, pattern));
                all.extend(names(&text, r"(?m)^    (\w+_dynamic_param) = "));
            }
            Some("c") => {
                // What is static is no line of a function's name any more.
                let text = text.replace("\nstatic ", "\n- ");
                all.extend(names(&text, r"(?m)^(?:[a-z]\w*[ *]+)+?(\w+)\([^;{]*\)\s*\{"));
                all.extend(names(&text, r"(?m)^const struct \w+ (\w+)\["));
            }
            _ => {}
        }
    }
    all.retain(|name| !name.starts_with("syscap_"));
    all
}

#[test]
fn the_list_of_symbols_is_current() {
    let mut all = exported(&root().join("src/ffi"));
    let tables = fs::read_to_string(root().join("src/schema/flags/mod.rs")).expect("readable source");
    all.extend(names(&tables, r"(?m)^ +(\w+) = \w+ [A-Z0-9_]+,$"));
    all.sort_unstable();
    all.dedup();
    assert!(all.len() > 300, "the source was not understood");
    let list: String = all.iter().map(|name| format!("{name}\n")).collect();
    let outcome = compare(&root().join("capi-tests/exported-symbols.txt"), &list);
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}

#[test]
fn each_declared_function_is_exported() {
    let list = fs::read_to_string(root().join("capi-tests/exported-symbols.txt")).expect("the list is there");
    let listed: Vec<&str> = list.lines().collect();
    let folder = c_source::copy("declared");
    let (mut missing, mut count) = (Vec::new(), 0);
    for (name, sources) in PARTS {
        let text = prototypes(&folder, name, sources);
        let declared = text.split(";\n").filter_map(|item| item.rsplit("*/\n").next()?.split('(').next());
        let names =
            declared.filter_map(|head| head.rsplit([' ', '*']).next()).filter(|name| !name.is_empty());
        let names: Vec<&str> = names.collect();
        count += names.len();
        missing.extend(names.into_iter().filter(|name| !listed.contains(name)).map(str::to_owned));
    }
    assert!(count > 90, "only {count} functions were found");
    assert!(missing.is_empty(), "not in capi-tests/exported-symbols.txt: {}", missing.join(" "));
}
