// SPDX-License-Identifier: Apache-2.0
//! Inputs that this library or 0.25.4 has read wrongly, with what is right.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, Output};

fn capture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/faults").join(name).with_extension("scap")
}

/// The program over a capture, with this template and filter.
fn run(name: &str, template: &str, filter: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syscap"));
    command.arg("-r").arg(capture(name)).args([OsStr::new("-p"), OsStr::new(template)]);
    let filter: OsString = OsStr::from_bytes(filter).to_owned();
    command.args((!filter.is_empty()).then_some(filter)).output().expect("the program runs")
}

/// Lines of the events for which the filter holds, joined by `; `.
fn shown(name: &str, template: &str, filter: &str) -> String {
    let output = run(name, template, filter.as_bytes());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}, {filter}: {message}");
    String::from_utf8_lossy(&output.stdout).trim_end().replace('\n', "; ")
}

/// Compares the numbers of the events for which each filter holds.
fn holds_for(name: &str, rows: &[(&str, &str)]) {
    for (filter, events) in rows {
        assert_eq!(shown(name, "%evt.num", filter).replace("; ", " "), *events, "{name}: {filter}");
    }
}

/// Compares what is wrong with each filter.
fn refuses(name: &str, rows: &[(&str, &str)]) {
    for (filter, reason) in rows {
        let output = run(name, "%evt.num", filter.as_bytes());
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{filter}: {message}");
        assert!(message.contains(reason), "{filter}: {message}");
    }
}

#[test]
fn a_byte_that_is_not_utf8_evades_no_regular_expression() {
    holds_for(
        "not-utf8",
        &[
            ("proc.name regex \".*\"", "1 2 3 4"),
            ("proc.name regex \"a.z\"", "1 2 3 4"),
            ("proc.name regex \"a..z\"", ""),
            ("proc.name regex \"az\"", ""),
            ("proc.name regex \"a\\\\x{fffd}z\"", "1 2 3 4"),
            ("proc.name regex \"[^a]+\"", ""),
            ("proc.name regex \"a[^b]z\"", "1 2 3 4"),
            ("not proc.name regex \"x.*\"", "1 2 3 4"),
            ("proc.cmdline regex \"a.z(.|\\n)*\"", "1 2 3 4"),
        ],
    );
}

#[test]
fn escapes_in_quoted_texts() {
    holds_for(
        "not-utf8",
        &[
            ("proc.name = \"a\\x80z\"", "1 2 3 4"),
            ("proc.name = 'a\\x80z'", "1 2 3 4"),
            ("proc.name in (\"a\\x80z\", b)", "1 2 3 4"),
            ("proc.name contains \"\\x80\"", "1 2 3 4"),
            ("proc.name = \"a\\x80\\x7a\"", "1 2 3 4"),
            ("evt.num = \"\\x31\"", "1"),
            ("proc.name contains \"\\\\\"", ""),
            ("proc.name in (\"\\\\\", \"a\\x80z\")", "1 2 3 4"),
            ("proc.name != \"a\\\\\" and evt.num=1", "1"),
        ],
    );
    refuses(
        "not-utf8",
        &[
            ("proc.name = \"\\x4\"", "\\x without two hexadecimal digits"),
            ("proc.name = \"\\xg0\"", "\\x without two hexadecimal digits"),
            ("proc.name = \"\\X41\"", "unknown escape \\X"),
            ("proc.name = \"\\x00\"", "NUL"),
            ("evt.num = \"1\\x00x\"", "NUL"),
            ("proc.name = \"a\\\\\" b\"", "expected"),
        ],
    );
    assert_eq!(shown("smoke", "%evt.num", "proc.name contains \"\\\\\""), "");
    assert_eq!(shown("smoke", "%evt.num", "evt.buffer = \"a\\x00b\""), "");
}

#[test]
fn lists_over_both_ends_and_all_ancestors() {
    let connects = "evt.type=connect and ";
    let private = "fd.net in (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)";
    let reversed = "fd.net in (192.168.0.0/16, 172.16.0.0/12, 10.0.0.0/8)";
    holds_for(
        "networks-v4",
        &[
            (&format!("{connects}{private}"), "2 4 6"),
            (&format!("{connects}{reversed}"), "2 4 6"),
            ("fd.ip in (10.1.2.3, 192.168.1.1)", "2 6"),
            ("fd.ip intersects (10.1.2.3, 192.168.1.1)", "2 6"),
            ("fd.ip in (192.0.2.1)", "2 4 6 8"),
            ("not fd.ip in (192.0.2.1)", "1 3 5 7"),
            ("fd.ip in (::1, 10.1.2.3)", "2"),
            ("fd.ip = ::ffff:10.1.2.3", "2"),
            ("fd.ip in (::ffff:10.1.2.3)", "2"),
            ("fd.ip = ::ffff:a01:203", "2"),
            ("fd.net = ::ffff:10.0.0.0/104", "2"),
            ("fd.net in (fe80::/64, 10.0.0.0/8)", "2"),
            ("fd.net in ()", ""),
            ("proc.apid in (1,2)", "1 2 3 4 5 6 7 8"),
            ("proc.apid intersects (1,2)", "1 2 3 4 5 6 7 8"),
            ("proc.apid in (7)", ""),
            ("proc.apid[1] in (1)", "1 2 3 4 5 6 7 8"),
            ("proc.apid[-1] = 1", "1 2 3 4 5 6 7 8"),
            ("proc.apid[-1] in (1)", "1 2 3 4 5 6 7 8"),
            ("proc.aname[-1] = init", "1 2 3 4 5 6 7 8"),
            ("proc.aname[-1] in (zz, init)", "1 2 3 4 5 6 7 8"),
            ("proc.aname[-1] = curl", ""),
            ("proc.aname[-2] = init", ""),
            ("proc.aname = anyof (zz, init)", "1 2 3 4 5 6 7 8"),
        ],
    );
    holds_for(
        "networks-v6",
        &[
            ("fd.net=::/0", "2 3 5 6 7 8 9"),
            ("fd.net in (fe80::/64, 198.51.100.0/24)", "3 8"),
            ("fd.ip in (fe80::5, 198.51.100.7)", "3 8"),
            ("fd.ip=::ffff:198.51.100.7", "8"),
            ("fd.net=0.0.0.0/0", "5 6 8"),
            ("fd.net=::ffff:0:0/96", "5 6 8"),
            ("fd.net=::1.2.3.4/128", ""),
            ("fd.port in (80, 443)", "5 6 7 8 9"),
        ],
    );
    refuses(
        "networks-v4",
        &[
            ("fd.net=10.0.0.0/256", "not an IPv4 network"),
            ("fd.net=10.0.0.0/33", "not an IPv4 network"),
            ("fd.net=::/256", "not an IPv6 network"),
            ("fd.net=::/129", "not an IPv6 network"),
            ("fd.net=::/", "not an IPv6 network"),
        ],
    );
}

#[test]
fn a_protocol_survives_the_change_of_a_socket_s_kind() {
    let connect = |name: &str| shown(name, "*%evt.num [%fd.name] l4=%fd.l4proto", "evt.type=connect");
    for (name, protocol) in [
        ("socket-kind-a", "tcp"),
        ("socket-kind-b", "udp"),
        ("socket-kind-c", "udp"),
        ("socket-kind-e", "tcp"),
    ] {
        let expected = format!("2 [192.0.2.1:41000->142.251.127.102:443] l4={protocol}");
        assert!(connect(name).starts_with(&expected), "{name}: {}", connect(name));
    }
}

#[test]
fn containers_by_the_names_of_their_control_groups() {
    let expected = [
        ("p0", "3ad7b26ded6d docker"),
        ("p9", "3ad7b26ded6d containerd"),
        ("p11", "3ad7b26ded6d containerd"),
        ("p13", "3ad7b26ded6d cri-o"),
        ("p15", "host host"),
        ("p19", "3ad7b26ded6d podman"),
        ("p21", "3ad7b26ded6d podman"),
        ("p22", "3ad7b26ded6d podman"),
        ("p23", "host host"),
        ("p24", "host host"),
        ("p28", "my-container containerd"),
        ("p29", "3ad7b26ded6d containerd"),
        ("p33", "host host"),
        ("p43", "host host"),
        ("p53", "host host"),
    ];
    for (name, container) in expected {
        let filter = format!("proc.name = {name}");
        let lines = shown("cgroups", "*%container.id %container.type", &filter);
        assert!(!lines.is_empty() && lines.split("; ").all(|line| line == container), "{name}: {lines}");
    }
}

#[test]
fn a_whole_block_of_more_than_64_kib_is_read() {
    assert_eq!(shown("large-blocks", "*%evt.num", ""), "1; 2; 3; 4");
}

#[test]
fn a_child_inherits_what_its_parent_had_at_the_fork() {
    assert_eq!(
        shown("fork", "*%thread.tid %fd.num [%fd.name]", "evt.type=fstat"),
        "101 3 [/kept]; 101 4 [/closed-after-fork]; 101 77 []"
    );
}

#[test]
fn a_path_that_could_not_be_read_is_absent() {
    holds_for(
        "unread-paths",
        &[
            ("evt.is_open_write=true and fd.name startswith /", ""),
            ("fd.name exists and evt.type in (open, openat, write)", "6"),
            ("fs.path.name exists", "6"),
            ("proc.cwd exists", "1 2 3 4"),
        ],
    );
    assert_eq!(shown("unread-paths", "%fd.name %fs.path.name", "evt.num = 6"), "<UNKNOWN>r <UNKNOWN>r");
}

#[test]
fn paths_of_calls_with_a_directory_descriptor() {
    let path = |number: u32| {
        let template = "*%fs.path.name %fs.path.source %fs.path.target";
        shown("failed-open", template, &format!("evt.num = {number}"))
    };
    assert_eq!(path(11), "/srv/data/no <NA> <NA>");
    assert_eq!(path(6), "<UNKNOWN>q <NA> <NA>");
    assert_eq!(path(33), "/srv/data/u <NA> <NA>");
    assert_eq!(path(34), "<NA> /srv/data/o /n");
}

#[test]
fn filters_and_templates_are_bytes() {
    let text = |output: Output| {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{message}");
        output.stdout
    };
    assert_eq!(text(run("not-utf8", "%evt.num", b"proc.name = \"a\x80z\"")), b"1\n2\n3\n4\n");
    let template = OsStr::from_bytes(b"\xff%evt.num");
    let mut command = Command::new(env!("CARGO_BIN_EXE_syscap"));
    command.arg("-r").arg(capture("not-utf8")).arg("-p").arg(template).args(["evt.num", "=", "1"]);
    assert_eq!(text(command.output().expect("the program runs")), b"\xff1\n");
    // Outside of quotes a filter is UTF-8.
    let output = run("not-utf8", "%evt.num", b"proc.name = a\x80z");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
    assert!(message.contains("line 1, column"), "{message}");
}

#[test]
fn a_rename_evades_no_rule_on_the_name_of_a_program() {
    let shown =
        shown("renames", "*%evt.num %proc.name/%thread.comm %proc.pname", "evt.num in (4,5,7,8,10,12)");
    assert_eq!(
        shown,
        "4 app/worker init; 5 app/app init; 7 app/worker init; 8 app/tmux: server init; \
         10 app/tmux: server app; 12 sh/sh app"
    );
}
