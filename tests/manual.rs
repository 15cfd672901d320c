// SPDX-License-Identifier: Apache-2.0
//! Manual pages and completions in `share/` say what the command line accepts
//! (`SYSCAP_WRITE_MANUAL=1 cargo test --test manual` renders them).

use clap_complete::Shell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn share() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("share")
}

/// Adds the page of a command and those of its subcommands.
fn pages(command: &clap::Command, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let command = command.clone().display_name(name.to_owned());
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).expect("memory takes it");
    files.insert(format!("man/man1/{name}.1"), page);
    for below in command.get_subcommands() {
        pages(below, &format!("{name}-{}", below.get_name()), files);
    }
}

/// Every file, by its path below `share/`.
fn rendered() -> BTreeMap<String, Vec<u8>> {
    let mut command = scap::program_only::command();
    command.build();
    let mut files = BTreeMap::new();
    pages(&command, "syscap", &mut files);
    for (shell, path) in [
        (Shell::Bash, "bash-completion/completions/syscap"),
        (Shell::Zsh, "zsh/site-functions/_syscap"),
        (Shell::Fish, "fish/vendor_completions.d/syscap.fish"),
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut scap::program_only::command(), "syscap", &mut script);
        files.insert(path.to_owned(), script);
    }
    files
}

#[test]
fn files_are_current() {
    for (path, text) in rendered() {
        let file = share().join(&path);
        if std::env::var_os("SYSCAP_WRITE_MANUAL").is_some() {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
            std::fs::write(&file, &text).expect("it can be written");
        }
        let there = std::fs::read(&file).unwrap_or_default();
        assert!(there == text, "share/{path} is not current; run with SYSCAP_WRITE_MANUAL=1");
    }
}

#[test]
fn the_page_names_every_option() {
    let files = rendered();
    let page = String::from_utf8_lossy(&files["man/man1/syscap.1"]).replace('\\', "");
    for option in scap::program_only::command().get_arguments().filter(|arg| !arg.is_hide_set()) {
        let Some(long) = option.get_long() else { continue };
        assert!(page.contains(&format!("--{long}")), "--{long} is missing");
    }
    for below in scap::program_only::command().get_subcommands() {
        assert!(files.contains_key(&format!("man/man1/syscap-{}.1", below.get_name())));
    }
}

#[test]
fn bash_reads_its_completions() {
    let script = share().join("bash-completion/completions/syscap");
    let output = Command::new("bash").arg("-n").arg(script).output().expect("bash is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
