// SPDX-License-Identifier: Apache-2.0
//! Differences that are known, each with its reason.

use super::facts::Difference;

/// Kind of fact, what holds for the difference, and why the library cannot know better.
type Rest = (&'static str, fn(&Difference) -> bool, &'static str);

const RESTS: &[Rest] = &[
    (
        "close on exec",
        |one| one.of.contains("Anonymous(\"timerfd\")") && one.ours == "false",
        "the event of timerfd_create has one byte for flags, which TFD_CLOEXEC does not fit",
    ),
    (
        "descriptor is closed",
        |one| one.of.contains("Timerfd"),
        "the event of timerfd_create has one byte for flags, which TFD_CLOEXEC does not fit",
    ),
    (
        "vpgid",
        |one| one.kernel == "0",
        "a group of an outer PID namespace has no number in the inner one; as in the original, its own is kept",
    ),
    (
        "path",
        |one| {
            one.ours.trim_matches('"').ends_with(one.kernel.trim_matches('"'))
                && !one.kernel.contains("torture")
        },
        "the mount of the file is in no namespace any more, so that the kernel cannot name it in full",
    ),
    (
        "path",
        |one| one.kernel.replacen("/usr/lib", "/lib", 1) == one.ours,
        "events have the path that the process gave; the links in it are not followed",
    ),
    (
        "path",
        |one| one.kernel.contains("torture") && one.kernel.ends_with(one.ours.trim_start_matches('"')),
        "who opened it has another root directory, and saw it under this path",
    ),
    (
        "descriptor is known",
        |one| one.of.contains("Socket("),
        "a received socket is looked up in /proc/net, which has bound and connected ones of the receiver's namespace",
    ),
    (
        "unix path",
        |one| one.ours == "\"\"" && one.kernel.starts_with("\" or "),
        "a received socket is looked up in /proc/net/unix, which has no path of the peer",
    ),
];

/// Why the library may say something else than the kernel; `None` where there is no reason.
pub fn reason(difference: &Difference) -> Option<&'static str> {
    RESTS.iter().find(|rest| rest.0 == difference.kind && rest.1(difference)).map(|rest| rest.2)
}
