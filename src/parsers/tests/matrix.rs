// SPDX-License-Identifier: Apache-2.0
//! Every parser in five cases: the call that succeeds, the one that fails, the unknown thread, each parameter
//! missing in turn, the invalid descriptor.

use super::random::check;
use super::*;
use crate::parsers::is_parsed;
use crate::schema::{Category, ParamType};

const STRANGER: i64 = 9_999;
const NO_FD: i64 = 7_777;

/// A plausible value of a parameter.
fn value(code: Code, index: usize) -> Vec<u8> {
    use ParamType::*;
    let info = &code.info().params[index];
    if index == 0 && !code.is_enter() && matches!(info.ty, Errno | Fd | Pid | Int64) {
        return i64::to_ne_bytes(if info.ty == Pid { 300 } else { 0 }).to_vec();
    }
    match info.ty {
        Int8 | Uint8 | Flags8 | Enumflags8 | Sigtype => vec![1],
        Int16 | Uint16 | Flags16 | Enumflags16 | Syscallid | Port => 1u16.to_ne_bytes().to_vec(),
        Int32 | Uint32 | Flags32 | Enumflags32 | Uid | Gid | Mode | Bool | Sigset => {
            1u32.to_ne_bytes().to_vec()
        }
        Fd => 9i64.to_ne_bytes().to_vec(),
        Charbuf | Fspath | Fsrelpath => b"/srv/a\0".to_vec(),
        Socktuple => [&[2u8][..], &[127, 0, 0, 1], &[1, 2], &[127, 0, 0, 1], &[3, 4]].concat(),
        Sockaddr => [&[2u8][..], &[127, 0, 0, 1], &[1, 2]].concat(),
        Bytebuf | Charbufarray | CharbufPairArray | Dyn | Fdlist => b"memory=/b\0".to_vec(),
        _ => 1u64.to_ne_bytes().to_vec(),
    }
}

/// The event with its parameters, `changed` one by one.
fn run(m: &mut Machine, tid: i64, code: Code, changed: &[(usize, &[u8])]) {
    let mut event = m.event(tid, code);
    for index in 0..code.info().params.len() {
        match changed.iter().find(|(at, _)| *at == index) {
            Some((_, bytes)) => event.push(bytes),
            None if index != 0 && code.info().params[index].ty == ParamType::Pid => {
                event.push(&tid.to_ne_bytes())
            }
            None => event.push(&value(code, index)),
        };
    }
    m.run(event);
}

fn parsed() -> impl Iterator<Item = Code> {
    (0..Code::COUNT as u16).filter_map(Code::from_number).filter(|code| is_parsed(*code))
}

/// Exit events of system calls whose first parameter is the result.
fn can_fail() -> impl Iterator<Item = Code> {
    parsed().filter(|code| {
        let info = code.info();
        !code.is_enter()
            && info.category.has_class(Category::SYSCALL)
            && info.params.first().is_some_and(|p| {
                matches!(p.ty, ParamType::Errno | ParamType::Fd | ParamType::Pid | ParamType::Int64)
            })
    })
}

/// What a capture file would hold of the machine.
fn picture(m: &Machine) -> String {
    format!("{:#?}", m.state.snapshot())
}

#[test]
fn success_is_understood() {
    for code in parsed() {
        let mut m = Machine::attentive();
        run(&mut m, SHELL, code, &[]);
        assert_eq!(m.state.counters.malformed_events, 0, "{}", code.enum_name());
        check(&m);
        m.settle();
        check(&m);
    }
}

#[test]
fn failure_changes_nothing() {
    for code in can_fail() {
        // These report the memory of the caller whether the call succeeded or not.
        let may_change = matches!(
            code,
            Code::SyscallMmapX | Code::SyscallMmap2X | Code::SyscallMunmapX | Code::SyscallBrk_4X
        );
        let mut m = Machine::new();
        let before = picture(&m);
        run(&mut m, SHELL, code, &[(0, &(-2i64).to_ne_bytes())]);
        check(&m);
        m.settle();
        let after = picture(&m);
        assert!(may_change || after == before, "{}:\n{}", code.enum_name(), difference(&before, &after));
    }
}

/// The lines that differ, for the message of a failure.
fn difference(before: &str, after: &str) -> String {
    let lines = before.lines().zip(after.lines()).filter(|(a, b)| a != b);
    lines.map(|(a, b)| format!("-{a}\n+{b}\n")).take(20).collect()
}

#[test]
fn a_stranger_changes_nobody_else() {
    for code in can_fail() {
        let mut m = Machine::attentive();
        run(&mut m, STRANGER, code, &[]);
        check(&m);
        assert!(m.knows(SHELL) && m.knows(FOLLOWER) && m.knows(1), "{}", code.enum_name());
        assert!(m.state.threads.len() <= 5, "{} makes more than a caller and a child", code.enum_name());
        let mut untouched = Machine::attentive();
        let shell = picture(&untouched);
        m.state.remove_thread(300, &mut NoLookup);
        m.state.remove_thread(STRANGER, &mut NoLookup);
        untouched.settle();
        let after = picture(&m);
        assert!(after == shell, "{}:\n{}", code.enum_name(), difference(&shell, &after));
    }
}

#[test]
fn a_missing_parameter_costs_only_its_event() {
    for code in parsed() {
        for index in 0..code.info().params.len() {
            let mut m = Machine::attentive();
            run(&mut m, SHELL, code, &[(index, &[])]);
            check(&m);
            m.settle();
            check(&m);
            assert!(m.knows(1), "{} without parameter {index}", code.enum_name());
            // The next event is understood as ever.
            run(&mut m, 1, Code::SyscallChdirX, &[(1, b"/new\0")]);
            assert_eq!(m.cwd(1), "/new/", "{} without parameter {index}", code.enum_name());
        }
        // Nor does an event without any parameter.
        let mut m = Machine::attentive();
        let event = m.event(SHELL, code);
        m.run(event);
        check(&m);
    }
}

#[test]
fn an_invalid_descriptor_is_no_descriptor() {
    let mut tried = 0;
    for code in can_fail() {
        let Some(at) = code.fd_param().filter(|at| *at != 0) else { continue };
        tried += 1;
        for number in [NO_FD, -1, i64::MAX, i64::MIN] {
            let mut m = Machine::attentive();
            run(&mut m, SHELL, code, &[(at, &number.to_ne_bytes())]);
            check(&m);
            // A send that succeeded proves a socket, whatever its number.
            let proves = code.enum_name().starts_with("PPME_SOCKET_SEND");
            assert!(proves || number == NO_FD || m.at.fd.is_none(), "{} with {number}", code.enum_name());
            // What was open is as it was.
            assert_eq!(m.name(SHELL, 9), "/srv/data", "{} with {number}", code.enum_name());
        }
    }
    assert!(tried > 25, "only {tried} events work on a descriptor");
}
