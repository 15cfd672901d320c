// SPDX-License-Identifier: Apache-2.0
//! Conversion of old events: the rules and the vectors of the reference.

mod reference;

use reference::capture::{event, event_block, section};
use reference::{hex, json, list, number, text};
use scap::error::Error;
use scap::savefile::convert::{Action, FirstStep, Take, first_step, rules};
use scap::savefile::{Advance, DF_SWALLOWED, ReadOptions, Reader};
use scap::schema::Code;
use serde_json::{Value, json};
use std::path::Path;

fn instruction(take: Take) -> Value {
    match take {
        Take::Old(index) => json!({"source": "FROM_OLD", "source_param": index, "fallback_to_empty": false}),
        Take::Enter(index) => {
            json!({"source": "FROM_ENTER", "source_param": index, "fallback_to_empty": false})
        }
        Take::EnterOrEmpty(index) => {
            json!({"source": "FROM_ENTER", "source_param": index, "fallback_to_empty": true})
        }
        Take::Default => json!({"source": "FROM_DEFAULT", "fallback_to_empty": false}),
        Take::Empty => json!({"source": "FROM_EMPTY", "fallback_to_empty": false}),
        Take::ContainerJson => {
            json!({"source": "FROM_CALLBACK", "callback": "container_to_json", "fallback_to_empty": true})
        }
    }
}

#[test]
fn rules_equal_the_reference() {
    let reference = json("converter.json");
    let table = list(&reference["table"]);
    assert_eq!(rules().len(), table.len());
    for want in table {
        let at = format!("{} with {}", text(&want["event"]), want["nparams"]);
        let code = Code::from_number(number(&want["event_code"]) as u16).expect("a code");
        let rule = rules()
            .iter()
            .find(|rule| rule.code == code && i128::from(rule.nparams) == number(&want["nparams"]))
            .unwrap_or_else(|| panic!("{at}: no rule"));
        let (action, to, takes): (_, _, &[Take]) = match rule.action {
            Action::Pass => ("PASS", None, &[]),
            Action::Store => ("STORE", None, &[]),
            Action::StoreAndPass => ("STORE_AND_PASS", None, &[]),
            Action::Add(takes) => ("ADD_PARAMS", None, takes),
            Action::Change(to, takes) => ("CHANGE_TYPE", Some(to), takes),
        };
        assert_eq!(action, text(&want["action"]), "{at}");
        assert_eq!(to.map(|code| code.enum_name()), want["new_event"].as_str(), "{at}");
        let have: Vec<Value> = takes.iter().map(|take| instruction(*take)).collect();
        let mut want_takes = want["instructions"].as_array().cloned().unwrap_or_default();
        for take in &mut want_takes {
            let take = take.as_object_mut().expect("fields");
            ["param", "param_name", "param_type"].iter().for_each(|key| drop(take.remove(*key)));
        }
        assert_eq!(have, want_takes, "{at}");
    }
}

#[test]
fn first_steps_equal_the_reference() {
    let reference = json("converter.json");
    let steps = list(&reference["first_step_by_nparams"]);
    let mut checked = 0;
    for want in steps {
        let name = text(&want["event"]);
        let code = Code::all().find(|code| code.enum_name() == name).expect("a code");
        for (nparams, want) in list(&want["convertibility_by_nparams"]).iter().enumerate() {
            let have = match first_step(code, nparams) {
                FirstStep::Pass => "PASS",
                FirstStep::Drop => "DROP",
                FirstStep::NotManaged => "ERROR",
                FirstStep::NoRule | FirstStep::Rule(_) => "CONTINUE",
            };
            assert_eq!(have, text(want), "{name} with {nparams}");
            checked += 1;
        }
    }
    assert!(checked > Code::COUNT, "{checked} forms");
}

fn capture(events: &[Vec<u8>]) -> Vec<u8> {
    events.iter().fold(section(), |mut file, event| {
        file.extend(event_block(event));
        file
    })
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn vectors_convert_as_the_original_converts_them() {
    let reference = json("converter_vectors.json");
    let vectors = list(&reference["vectors"]);
    assert_eq!(vectors.len() as i128, number(&reference["meta"]["count"]));
    for vector in vectors {
        let at = format!("{} with {}, {}", vector["event"], vector["nparams"], vector["mode"]);
        let inputs: Vec<_> = list(&vector["input"])
            .iter()
            .map(|input| {
                let code = Code::from_number(number(&input["type"]) as u16).expect("a code");
                let params: Vec<_> = list(&input["params_hex"]).iter().map(hex).collect();
                event(42, code, &params)
            })
            .collect();
        let mut reader = Reader::from_bytes(capture(&inputs), Path::new("vector"), ReadOptions::default())
            .unwrap_or_else(|e| panic!("{at}: {e}"));
        let mut have = Vec::new();
        loop {
            match reader.advance().unwrap_or_else(|e| panic!("{at}: {e}")) {
                Advance::Event => {
                    let d = reader.current().expect("it has just come");
                    assert_eq!((d.event.ts(), d.event.tid(), d.cpu), (1, 42, 3), "{at}");
                    have.push(json!({"type": d.event.code().number(), "nparams": d.event.param_count(),
                        "body_hex": hex_of(&d.event.bytes()[26..])}));
                }
                Advance::Filtered | Advance::Timeout => have.push(json!("dropped")),
                Advance::End => break,
            }
        }
        have.push(json!({"end": 6}));
        assert_eq!(have, *list(&vector["output"]), "{at}");
    }
}

fn open(events: &[Vec<u8>], options: ReadOptions) -> Reader {
    Reader::from_bytes(capture(events), Path::new("made.scap"), options).expect("a capture")
}

fn fd(number: i64) -> Vec<u8> {
    number.to_ne_bytes().to_vec()
}

#[test]
fn the_original_can_be_had_beside_the_converted_event() {
    let enter = event(7, Code::SyscallCloseE, &[fd(5)]);
    let exit = event(7, Code::SyscallCloseX, &[fd(0)]);
    let current = event(7, Code::SyscallCloseX, &[fd(0), fd(6)]);
    let events = [enter.clone(), exit.clone(), current.clone()];
    let mut reader = open(&events, ReadOptions { keep_original: true, ..Default::default() });

    let Ok(Some(d)) = reader.read() else { panic!("the entry is delivered") };
    assert_eq!((d.event.bytes(), d.flags), (enter.as_slice(), DF_SWALLOWED));
    let Ok(Some(d)) = reader.read() else { panic!("the exit is delivered") };
    assert_eq!((d.event.param_count(), d.flags), (2, 0));
    assert_eq!(d.event.param(1).and_then(|p| p.i64()), Some(5));
    assert_eq!(d.original.map(|e| e.bytes().to_vec()), Some(exit.clone()));
    let Ok(Some(d)) = reader.read() else { panic!("the current exit is delivered") };
    assert_eq!((d.event.bytes(), d.original.is_none(), d.flags), (current.as_slice(), true, 0));

    let mut reader = open(&events, ReadOptions { unconverted: true, ..Default::default() });
    for event in &events {
        let Ok(Some(d)) = reader.read() else { panic!("delivered") };
        assert_eq!((d.event.bytes(), d.original.is_none(), d.flags), (event.as_slice(), true, 0));
    }
    assert!(matches!(reader.read(), Ok(None)));
}

#[test]
fn an_event_without_a_rule_is_one_error() {
    let exit = event(7, Code::SyscallReadX, &[fd(0), b"data".to_vec()]);
    let events = [
        event(7, Code::SyscallCloseE, &[fd(5)]),
        exit.clone(),
        event(7, Code::SyscallCloseX, &[fd(0), fd(1), fd(2)]),
        event(8, Code::SyscallReadX, &[fd(0), b"data".to_vec()]),
    ];
    let mut reader = open(&events, ReadOptions::default());
    assert!(matches!(reader.advance(), Ok(Advance::Filtered)));
    let error = reader.read().map(|_| ()).expect_err("the stored entry is another call's");
    assert_eq!(
        error.to_string(),
        "made.scap: cannot convert event PPME_SYSCALL_READ_X: the stored enter event of its thread is PPME_SYSCALL_CLOSE_E at block offset 80"
    );
    let error = reader.read().map(|_| ()).expect_err("a form from the future");
    assert!(matches!(error, Error::Convert { event: "PPME_SYSCALL_CLOSE_X", .. }), "{error}");
    // Without an entry the missing parameters have their defaults.
    let Ok(Some(d)) = reader.read() else { panic!("delivered") };
    assert_eq!(d.event.param(2).and_then(|p| p.i64()), Some(0));
    assert!(matches!(reader.read(), Ok(None)));
}

#[test]
fn container_texts_are_escaped() {
    let params = [b"i\"d\0".to_vec(), 3u32.to_ne_bytes().to_vec(), b"a\\b\0".to_vec(), b"x\n\0".to_vec()];
    let mut reader = open(&[event(1, Code::ContainerE, &params)], ReadOptions::default());
    let Ok(Some(d)) = reader.read() else { panic!("delivered") };
    assert_eq!(d.event.code(), Code::ContainerJson_2E);
    let want = br#"{"id":"i\"d","type":3,"name":"a\\b","image":"x\u000a"}"#;
    assert_eq!(d.event.param_or_empty(0).text(), want);
    assert!(serde_json::from_slice::<Value>(want).is_ok());

    // A text that has not even a NUL makes the whole parameter empty.
    let params = [Vec::new(), 3u32.to_ne_bytes().to_vec(), b"\0".to_vec(), b"\0".to_vec()];
    let mut reader = open(&[event(1, Code::ContainerE, &params)], ReadOptions::default());
    let Ok(Some(d)) = reader.read() else { panic!("delivered") };
    assert!(d.event.param_or_empty(0).is_empty());
}
