// SPDX-License-Identifier: Apache-2.0
//! Recipes against the event table and the reference of 0.25.4's probe.

use super::*;
use crate::capture::contract::*;
use crate::capture::with_enter::WITH_ENTER;
use crate::schema::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// Numbers of calls that x86-64 does not have, not even for 32-bit programs.
const NOT_ON_THIS_ARCHITECTURE: &[&str] =
    &["PPME_SYSCALL_LLSEEK_X", "PPME_SYSCALL_MMAP2_X", "PPME_SYSCALL_UMOUNT_1_X"];

#[test]
fn recipes_make_as_many_parameters_as_the_event_table_says() {
    for (place, recipe) in all() {
        let info = Code::from_number(recipe.code).expect("a known code").info();
        let own_layout = (Place::File as u32..=Place::FileSocket as u32).contains(&place);
        if !own_layout {
            assert_eq!(usize::from(recipe.params), info.params.len(), "{}", info.name);
        }
    }
}

#[test]
fn every_event_of_the_original_has_a_recipe() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/reference/modern_bpf.json"));
    let reference: Value = serde_json::from_str(text).expect("JSON");
    let made: BTreeSet<&str> = all()
        .iter()
        .map(|(_, recipe)| Code::from_number(recipe.code).expect("a known code").enum_name())
        .collect();
    let missing: Vec<&str> = reference["events"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| event["event"].as_str().expect("a name"))
        .filter(|name| !made.contains(name))
        .filter(|name| !name.starts_with("PPME_ITER_TASK_FILE") && !NOT_ON_THIS_ARCHITECTURE.contains(name))
        .collect();
    assert!(missing.is_empty(), "without a recipe: {missing:?}");
}

/// Events whose parameters are all numbers: their size is known.
#[test]
fn events_of_fixed_size_have_the_size_of_the_original() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/reference/modern_bpf.json"));
    let reference: Value = serde_json::from_str(text).expect("JSON");
    let mut compared = 0;
    for event in reference["events"].as_array().expect("a list") {
        let Some(wanted) = event["event_bytes"].as_u64() else { continue };
        let name = event["event"].as_str().expect("a name");
        let recipes = all();
        let Some((_, recipe)) = recipes
            .iter()
            .find(|(_, recipe)| Code::from_number(recipe.code).expect("known").enum_name() == name)
        else {
            continue;
        };
        let ops = &recipe.ops[..usize::from(recipe.count)];
        let payload: u64 = ops.iter().filter(|op| !op.is_silent()).map(|op| u64::from(op.width)).sum();
        assert_eq!(26 + 2 * u64::from(recipe.params) + payload, wanted, "{name}");
        compared += 1;
    }
    assert!(compared > 80, "only {compared} events were compared");
}

#[test]
fn sampling_treats_calls_as_the_original_does() {
    let flags = |place: usize| {
        let (_, recipe) = all().into_iter().find(|(at, _)| *at as usize == place).expect("it is there");
        recipe.flags & (RECIPE_NEVER_DROP | RECIPE_ALWAYS_DROP)
    };
    // wait4 has a generic event only; openat, connect, and their enter events.
    assert_eq!(flags(61), RECIPE_ALWAYS_DROP);
    assert_eq!([flags(257), flags(Place::OpenatEnter as usize)], [RECIPE_NEVER_DROP; 2]);
    assert_eq!([flags(42), flags(Place::ConnectEnter as usize)], [0; 2]);
}

/// The probe knows the calls whose enter events it makes by their native numbers.
#[test]
fn the_probe_knows_the_calls_with_enter_events() {
    let text = include_str!("../../../ebpf/syscall.h");
    let cases: Vec<&str> = text.lines().filter(|line| line.contains("_ENTER;")).map(str::trim).collect();
    let mut wanted: Vec<(usize, String)> = WITH_ENTER
        .iter()
        .map(|(_, sc, _)| {
            let number = sc.native().expect("a native number");
            (number, format!("case {number}: return RECIPE_{}_ENTER;", sc.name().to_uppercase()))
        })
        .collect();
    wanted.sort();
    assert_eq!(cases, wanted.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>());
}
