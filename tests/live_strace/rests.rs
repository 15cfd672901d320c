// SPDX-License-Identifier: Apache-2.0
//! Differences that are known, each with its reason.

/// How a difference begins, and why it is one.
const RESTS: &[(&str, &str)] = &[
    ("rt_sigreturn: no event", "the kernel forgets the number of the call, so that its exit is that of none"),
    ("poll: timeout: strace Number(-1), event [ff, ff, ff, ff, 00, 00, 00, 00]", UPPER),
    ("lseek: offset: strace Number(-50), event [ce, ff, ff, ff, 00, 00, 00, 00]", UPPER),
    (
        "fchownat: flags: strace Number(256), event [00, 00, 00, 00]",
        "as in the original, the event has no bit for AT_SYMLINK_NOFOLLOW",
    ),
];

const UPPER: &str =
    "the probe takes the whole register, whose upper half the caller cleared and the kernel does not read";

/// Calls of 32-bit programs that have the events of others, as in the original: the 64-bit call that does the same.
pub const ALIASES: &[(&str, &str)] = &[("fstat64", "fstat"), ("mmap2", "mmap")];

/// Why an event may say something else than strace; `None` where there is no reason.
pub fn reason(difference: &str) -> Option<&'static str> {
    RESTS.iter().find(|rest| difference.starts_with(rest.0)).map(|rest| rest.1)
}
