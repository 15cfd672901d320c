// SPDX-License-Identifier: Apache-2.0
//! The tables of `schema` equal the reference data, entry by entry.

mod reference;

use reference::{json, list, number, text};
use scap::schema::syscalls::{ia32, sets, table};
use scap::schema::{
    Category, Code, EventFlags, FdType, L4Proto, LengthLimit, ParamDetail, ParamInfo, ParamType, PrintFormat,
    Sc, dynamic_params, flags, limits,
};
use serde_json::Value;

fn flag_table_name(names: &'static [scap::schema::FlagName]) -> &'static str {
    // Two tables may be equal in content; identity distinguishes them as far as the linker keeps them apart.
    flags::TABLES.iter().find(|(_, t)| *t == names).map_or("", |(name, _)| name)
}

fn format_name(format: PrintFormat) -> &'static str {
    match format {
        PrintFormat::Na => "PF_NA",
        PrintFormat::Dec => "PF_DEC",
        PrintFormat::Hex => "PF_HEX",
        PrintFormat::PaddedDec10 => "PF_10_PADDED_DEC",
        PrintFormat::Id => "PF_ID",
        PrintFormat::Dir => "PF_DIR",
        PrintFormat::Oct => "PF_OCT",
    }
}

fn same_param(at: &str, param: &ParamInfo, want: &Value) {
    assert_eq!(param.ty as i128, number(&want["type_num"]), "{at}: type");
    assert_eq!(format!("PT_{}", param.ty.name()), text(&want["type"]), "{at}: type name");
    assert_eq!(param.format as i128, number(&want["fmt_num"]), "{at}: format");
    assert_eq!(format_name(param.format), text(&want["fmt"]), "{at}: format name");
}

fn same_detail(at: &str, param: &ParamInfo, want: &Value) {
    match (want["info_kind"].as_str(), param.detail) {
        (None, ParamDetail::None) => {}
        (Some("flags_table"), ParamDetail::Flags(names)) => {
            let name = text(&want["info"]);
            let (_, table) = flags::TABLES
                .iter()
                .find(|(n, _)| *n == name)
                .unwrap_or_else(|| panic!("{at}: no table {name}"));
            assert_eq!(names, *table, "{at}: has {}", flag_table_name(names));
        }
        (Some("dirfd_param"), ParamDetail::RelativeTo(index)) => {
            assert_eq!(i128::from(index), number(&want["info"]), "{at}: directory parameter");
        }
        (Some("dynamic_params"), ParamDetail::Dynamic(forms)) => {
            let name = text(&want["info"]);
            let (_, table) = dynamic_params::TABLES.iter().find(|(n, _)| *n == name).expect("named table");
            assert_eq!(forms, *table, "{at}: {name}");
            assert_eq!(forms.len() as i128, number(&want["ninfo"]), "{at}: forms");
        }
        (kind, detail) => panic!("{at}: reference has {kind:?}, table has {detail:?}"),
    }
}

#[test]
fn events_equal_the_reference() {
    let reference = json("events.json");
    let events = list(&reference["events"]);
    assert_eq!(events.len(), Code::COUNT);
    for (code, want) in Code::all().zip(events) {
        let info = code.info();
        let at = text(&want["enum"]);
        assert_eq!(i128::from(code.number()), number(&want["code"]), "{at}");
        assert_eq!(info.code, code, "{at}");
        assert_eq!(code.enum_name(), at);
        assert_eq!(info.name, text(&want["name"]), "{at}: name");
        assert_eq!(code.is_enter(), text(&want["direction"]) == "enter", "{at}: direction");
        assert_eq!(i128::from(info.category.0), number(&want["category"]["value"]), "{at}: category");
        let category = number(&want["category"]["syscall_category_value"]);
        assert_eq!(i128::from(info.category.syscall_category().0), category, "{at}: category");
        assert_eq!(i128::from(info.flags.0), number(&want["flags_value"]), "{at}: flags");
        let params = list(&want["params"]);
        assert_eq!(info.params.len(), params.len(), "{at}: parameters");
        for (index, (param, want)) in info.params.iter().zip(params).enumerate() {
            let at = format!("{at} parameter {index}");
            assert_eq!(param.name, text(&want["name"]), "{at}: name");
            same_param(&at, param, want);
            same_detail(&at, param, want);
        }
    }
}

#[test]
fn flag_tables_equal_the_reference() {
    let reference = json("flags.json");
    let tables = reference["flag_tables"].as_object().expect("tables");
    assert_eq!(tables.len(), flags::TABLES.len());
    for (name, table) in flags::TABLES {
        let want = list(&tables[*name]);
        assert_eq!(table.len(), want.len(), "{name}");
        for (have, want) in table.iter().zip(want) {
            assert_eq!(have.name, text(&want["name"]), "{name}");
            assert_eq!(i128::from(have.value), number(&want["value"]), "{name}: {}", have.name);
        }
    }
    let dynamic = reference["dynamic_param_tables"].as_object().expect("tables");
    assert_eq!(dynamic.len(), dynamic_params::TABLES.len());
    for (name, table) in dynamic_params::TABLES {
        let want = list(&dynamic[*name]);
        assert_eq!(table.len(), want.len(), "{name}");
        for (index, (have, want)) in table.iter().zip(want).enumerate() {
            same_param(&format!("{name} form {index}"), have, want);
        }
    }
}

#[test]
fn system_calls_equal_the_reference() {
    let reference = json("ppm_sc.json");
    let rows = list(&reference["ppm_sc"]);
    assert_eq!(rows.len(), Sc::COUNT);
    for (at, want) in rows.iter().enumerate() {
        let sc = Sc(at as u16);
        let name = text(&want["name"]);
        assert_eq!(number(&want["code"]), at as i128);
        assert_eq!(sc.name(), name, "code {at}");
        assert_eq!(Sc::from_number(at as u16).is_some(), !name.is_empty(), "{name}");
        if !name.is_empty() {
            assert_eq!(Sc::from_name(name), Some(sc));
        }
        let events: Vec<_> = sc.events().iter().map(|code| code.enum_name()).collect();
        let want_events: Vec<_> = list(&want["events"]).iter().map(text).collect();
        assert_eq!(events, want_events, "{name}: events");
        let native: Vec<i128> = list(&want["native_all"]).iter().map(number).collect();
        assert_eq!(sc.native().map(|n| n as i128), native.first().copied(), "{name}: native number");
        assert_eq!(sc.modifies_state(), want["modifies_state"] == true, "{name}: modifies state");
    }
    let entries = list(&reference["syscall_table"]);
    assert_eq!(entries.len(), table::SIZE);
    for (number_, (entry, want)) in table::TABLE.iter().zip(entries).enumerate() {
        assert_eq!(number(&want["nr"]), number_ as i128);
        assert_eq!(i128::from(entry.flags), number(&want["flags"]), "native {number_}: flags");
        assert_eq!(entry.enter.enum_name(), text(&want["enter"]), "native {number_}");
        assert_eq!(entry.exit.enum_name(), text(&want["exit"]), "native {number_}");
        let sc = rows[usize::from(entry.sc.0)]["enum"].as_str();
        assert_eq!(sc, want["ppm_sc"].as_str(), "native {number_}: code");
    }
    let map: Vec<i16> = list(&reference["ia32_to_x86_64_map"]).iter().map(|v| number(v) as i16).collect();
    assert_eq!(ia32::IA32_TO_X86_64.as_slice(), map);
}

#[test]
fn system_call_sets_equal_the_reference() {
    let reference = json("ppm_sc.json");
    let named = &reference["libsinsp_sc_sets"];
    let check = |name: &str, mut have: Vec<&str>| {
        let mut want: Vec<_> = list(&named[name]).iter().map(text).collect();
        have.sort_unstable();
        want.sort_unstable();
        assert_eq!(have, want, "{name}");
    };
    let of = |categories: &[Category]| sets::of_categories(categories).map(Sc::name).collect();
    check("file_sc_set", of(&[Category::FILE]));
    check("io_other_sc_set", of(&[Category::IO_OTHER]));
    check("io_sc_set", of(&[Category::IO_READ, Category::IO_WRITE]));
    check("net_sc_set", of(&[Category::NET]));
    check("proc_sc_set", of(&[Category::PROCESS]));
    check("sinsp_state_sc_set", sets::modifying_state().map(Sc::name).collect());
    check("sys_sc_set", of(&[Category::MEMORY, Category::SIGNAL, Category::SYSTEM]));
    check("all_sc_set", Sc::all().filter(|sc| *sc != Sc::UNKNOWN).map(Sc::name).collect());
}

/// `Ipv4ServSock` and `SCAP_FD_IPV4_SERVSOCK` are the same name once case and underscores are gone.
fn squeezed(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

#[test]
fn constants_equal_the_reference() {
    let reference = json("constants.json");
    let numbers = reference["numbers"].as_object().expect("numbers");
    // C evaluates `1 << 31` to a negative number; the constant here is unsigned.
    let low = |n: i128| n as u64 & 0xffff_ffff;
    let mut have = std::collections::HashSet::new();
    for (name, value) in flags::NUMBERS.iter().flat_map(|module| module.iter()) {
        let want = numbers.get(*name).unwrap_or_else(|| panic!("{name} is not in the reference"));
        let want = number(want);
        assert!(
            *value == want || (want < 0 && low(*value) == low(want)),
            "{name}: {value}, reference {want}"
        );
        have.insert(*name);
    }
    // Types have these by other means; the T constants number the tail calls of the original's own probe.
    let elsewhere =
        ["PPME_", "PPM_SC_", "EC_", "EF_", "PT_", "PF_", "T1_", "T2_", "T3_", "SYS_EXIT_EXTRA_CODE_MAX"];
    for name in list(&reference["header_of"]["driver/ppm_events_public.h"]).iter().map(text) {
        let known = have.contains(name) || elsewhere.iter().any(|prefix| name.starts_with(prefix));
        assert!(known, "{name} is missing");
    }

    let under = |prefix: &str| -> Vec<(String, i128)> {
        let stripped =
            numbers.iter().filter_map(|(k, v)| Some((squeezed(k.strip_prefix(prefix)?), number(v))));
        stripped.collect()
    };
    let fd_types = under("SCAP_FD_");
    assert_eq!(fd_types.len(), 23);
    for (name, value) in fd_types {
        let ty = FdType::from_number(value as i32).unwrap_or_else(|| panic!("no FdType {value} ({name})"));
        assert_eq!(squeezed(&format!("{ty:?}")), name);
        assert_eq!(i128::from(ty.number()), value);
    }
    let protocols = under("SCAP_L4_");
    assert_eq!(protocols.len(), 6);
    for (name, value) in protocols {
        let proto =
            L4Proto::from_number(value as u8).unwrap_or_else(|| panic!("no L4Proto {value} ({name})"));
        assert_eq!(squeezed(&format!("{proto:?}")), name);
    }
    let types = under("PT_");
    assert_eq!(types.len(), ParamType::ALL.len() + 1, "every type and PT_MAX");
    for (at, ty) in ParamType::ALL.iter().enumerate() {
        assert_eq!(*ty as usize, at);
        assert_eq!(number(&numbers[&format!("PT_{}", ty.name())]), at as i128);
    }
    for format in [
        PrintFormat::Na,
        PrintFormat::Dec,
        PrintFormat::Hex,
        PrintFormat::PaddedDec10,
        PrintFormat::Id,
        PrintFormat::Dir,
        PrintFormat::Oct,
    ] {
        assert_eq!(number(&numbers[format_name(format)]), format as i128);
    }
}

#[test]
fn named_bits_and_limits_equal_the_reference() {
    let reference = json("constants.json");
    let want = |name: &str| number(&reference["numbers"][name]);
    for (name, category) in [
        ("EC_UNKNOWN", Category::UNKNOWN),
        ("EC_OTHER", Category::OTHER),
        ("EC_FILE", Category::FILE),
        ("EC_NET", Category::NET),
        ("EC_IPC", Category::IPC),
        ("EC_MEMORY", Category::MEMORY),
        ("EC_PROCESS", Category::PROCESS),
        ("EC_SLEEP", Category::SLEEP),
        ("EC_SYSTEM", Category::SYSTEM),
        ("EC_SIGNAL", Category::SIGNAL),
        ("EC_USER", Category::USER),
        ("EC_TIME", Category::TIME),
        ("EC_PROCESSING", Category::PROCESSING),
        ("EC_IO_BASE", Category::IO_BASE),
        ("EC_IO_READ", Category::IO_READ),
        ("EC_IO_WRITE", Category::IO_WRITE),
        ("EC_IO_OTHER", Category::IO_OTHER),
        ("EC_WAIT", Category::WAIT),
        ("EC_SCHEDULER", Category::SCHEDULER),
        ("EC_INTERNAL", Category::INTERNAL),
        ("EC_SYSCALL", Category::SYSCALL),
        ("EC_TRACEPOINT", Category::TRACEPOINT),
        ("EC_PLUGIN", Category::PLUGIN),
        ("EC_METAEVENT", Category::METAEVENT),
        ("EC_ITER", Category::ITER),
    ] {
        assert_eq!(i128::from(category.0), want(name), "{name}");
    }
    for (name, flag) in [
        ("EF_NONE", EventFlags::NONE),
        ("EF_CREATES_FD", EventFlags::CREATES_FD),
        ("EF_DESTROYS_FD", EventFlags::DESTROYS_FD),
        ("EF_USES_FD", EventFlags::USES_FD),
        ("EF_READS_FROM_FD", EventFlags::READS_FROM_FD),
        ("EF_WRITES_TO_FD", EventFlags::WRITES_TO_FD),
        ("EF_MODIFIES_STATE", EventFlags::MODIFIES_STATE),
        ("EF_UNUSED", EventFlags::UNUSED),
        ("EF_WAITS", EventFlags::WAITS),
        ("EF_SKIPPARSERESET", EventFlags::SKIPPARSERESET),
        ("EF_OLD_VERSION", EventFlags::OLD_VERSION),
        ("EF_LARGE_PAYLOAD", EventFlags::LARGE_PAYLOAD),
        ("EF_CONVERTER_MANAGED", EventFlags::CONVERTER_MANAGED),
    ] {
        assert_eq!(i128::from(flag.0), want(name), "{name}");
    }
    for (name, limit) in [
        ("SCAP_MAX_PATH_SIZE", limits::MAX_PATH_SIZE),
        ("SCAP_MAX_ARGS_SIZE", limits::MAX_ARGS_SIZE),
        ("SCAP_MAX_ENV_SIZE", limits::MAX_ENV_SIZE),
        ("SCAP_MAX_CGROUPS_SIZE", limits::MAX_CGROUPS_SIZE),
        ("MAX_CREDENTIALS_STR_LEN", limits::MAX_CREDENTIALS_STR_LEN),
        ("PPM_MAX_EVENT_PARAMS", limits::MAX_EVENT_PARAMS),
        ("PPM_MAX_ARG_SIZE", limits::MAX_ARG_SIZE),
        ("SNAPLEN", limits::DEFAULT_SNAPLEN as usize),
        ("SYSCALL_TABLE_SIZE", table::SIZE),
    ] {
        assert_eq!(limit as i128, want(name), "{name}");
    }
}

#[test]
fn lengths_by_type_equal_the_reference() {
    let reference = json("converter.json");
    let types = reference["type_length_limits"]["types"].as_object().expect("types");
    assert_eq!(types.len(), ParamType::ALL.len());
    for ty in ParamType::ALL {
        let row = list(&types[&format!("PT_{}", ty.name())]);
        let want = match (row[0].as_u64(), row[1].as_u64()) {
            (None, _) => LengthLimit::NotInEvents,
            (Some(0), Some(65535)) => LengthLimit::Variable,
            (Some(min), Some(max)) => {
                assert_eq!(min, max, "{ty:?}");
                LengthLimit::Fixed(min as usize)
            }
            other => panic!("{ty:?}: {other:?}"),
        };
        assert_eq!(ty.length_limit(), want, "{ty:?}");
    }
}
