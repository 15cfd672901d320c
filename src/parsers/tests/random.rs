// SPDX-License-Identifier: Apache-2.0
//! Random events of every code: no panic, no loop, nothing leaked.

use super::*;
use crate::schema::ParamType;
use proptest::prelude::*;

/// Mostly plausible bytes for a parameter.
fn bytes(ty: ParamType, seed: u64) -> Vec<u8> {
    use ParamType::*;
    let small = [1, 100, 101, 3, 4, 9, 0, u64::MAX][(seed % 8) as usize];
    let raw = seed.to_ne_bytes();
    match (ty, seed % 11) {
        (_, 10) => Vec::new(),
        (_, 9) => raw[..(seed / 11 % 9) as usize].to_vec(),
        (Charbuf | Fspath | Fsrelpath, s) => {
            [&b"/a\0"[..], b"../b\0", b".\0", b"\xff\0", b"x"][s as usize % 5].to_vec()
        }
        (Socktuple | Sockaddr, s) => {
            let family = [1u8, 2, 10, 16][s as usize % 4];
            let len = [6, 12, 18, 36, 20][(seed / 7 % 5) as usize];
            let mut out = vec![family];
            out.extend(raw.iter().cycle().take(len));
            if family == 1 {
                out.push(0);
            }
            out
        }
        (Uint8 | Int8 | Flags8 | Enumflags8 | Sigtype, _) => vec![small as u8],
        (Uint16 | Int16 | Flags16 | Enumflags16 | Syscallid, _) => (small as u16).to_ne_bytes().to_vec(),
        (Uint32 | Int32 | Flags32 | Enumflags32 | Uid | Gid | Mode, _) => {
            let value = if seed & 1 == 0 { small as u32 } else { (seed >> 32) as u32 };
            value.to_ne_bytes().to_vec()
        }
        (Bytebuf | Charbufarray, _) => {
            [&b"cpu=/a\0"[..], b"a\0b\0", b"x", &raw][(seed / 13 % 4) as usize].to_vec()
        }
        _ => small.to_ne_bytes().to_vec(),
    }
}

fn build(code: Code, tid: i64, ts: u64, seeds: &[u64]) -> Vec<u8> {
    let mut event = Encoder::new(ts, tid, code);
    let params = code.info().params;
    let count = if seeds[0].is_multiple_of(13) {
        (seeds[0] / 13) as usize % (params.len() + 1)
    } else {
        params.len()
    };
    for (index, info) in params.iter().take(count).enumerate() {
        let seed = seeds[index % seeds.len()].rotate_left(index as u32);
        // Mostly successful calls.
        let plain = index == 0 && !seed.is_multiple_of(3) && !code.is_enter();
        event.push(&if plain { (seed % 8).to_ne_bytes().to_vec() } else { bytes(info.ty, seed) });
    }
    let mut out = Vec::new();
    event.finish(&mut out).expect("short");
    out
}

pub(super) fn check(m: &Machine) {
    let threads = &m.state.threads;
    let mut children = 0;
    for thread in threads.iter() {
        assert!(threads.get(thread.tid).is_some_and(|t| std::ptr::eq(t, thread)), "found under its id");
        assert!(threads.ancestors(thread).count() <= 2 * threads.len() + 2, "the line ends");
        children += threads.children(thread).count();
        if let Some(fds) = threads.fds(thread) {
            assert_eq!(fds.iter().count(), fds.len());
        }
    }
    assert!(children <= threads.len(), "a thread has one parent");
    assert_eq!(threads.iter().count(), threads.len());
    threads.check();
}

/// Runs a sequence of events and then removes every thread: nothing may be left.
fn run_and_tear_down(events: &[(u16, u8, Vec<u64>)]) -> Result<(), TestCaseError> {
    const FAVOURITES: [Code; 10] = [
        Code::SyscallClone_20X,
        Code::SyscallClone3X,
        Code::SyscallFork_20X,
        Code::SyscallExecve_19X,
        Code::Procexit_1E,
        Code::SyscallOpenat_2X,
        Code::SocketConnectX,
        Code::SocketRecvfromX,
        Code::SyscallCloseX,
        Code::SyscallDup2X,
    ];
    let mut m = Machine::attentive();
    m.state.threads.max_threads = 40;
    let mut now = 10_000_000;
    for (which, who, seeds) in events {
        let code = if which % 2 == 0 {
            FAVOURITES[usize::from(which / 2) % FAVOURITES.len()]
        } else {
            Code::from_number(which / 2 % Code::COUNT as u16).expect("in range")
        };
        let tid = [1, 100, 101, 3, 4, 9, 0, -1][usize::from(who % 8)];
        now += u64::from(*who) * 20_000_000;
        m.run_bytes(&build(code, tid, now, seeds));
    }
    check(&m);
    m.settle();
    let tids: Vec<i64> = m.state.threads.iter().map(|t| t.tid).collect();
    for tid in tids {
        m.state.remove_thread(tid, &mut NoLookup);
    }
    m.state.tidy_all();
    // Dead leaders wait for followers that never came; nothing else may be left.
    prop_assert!(m.state.threads.iter().all(|t| t.is_dead() || t.is_invalid()));
    m.state.threads.check();
    Ok(())
}

fn sequences() -> impl Strategy<Value = Vec<(u16, u8, Vec<u64>)>> {
    prop::collection::vec((any::<u16>(), any::<u8>(), prop::collection::vec(any::<u64>(), 1..9)), 1..250)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_events_keeps_the_tables_whole(events in sequences()) {
        run_and_tear_down(&events)?;
    }
}
