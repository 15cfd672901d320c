// SPDX-License-Identifier: Apache-2.0
//! Whose events are made.

use super::contract::LEVEL_UNKNOWN;
use crate::error::{Error, Result};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The processes that are captured; the probe tests it before it reads anything of an event. The capturing process
/// itself is never among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// Every process of the machine.
    #[default]
    Machine,
    /// The PID namespace of this program, with the namespaces inside it.
    OwnPidNamespace,
    /// A control group of the unified hierarchy (version 2), with those below it.
    Cgroup(PathBuf),
    /// A process, by its pid as this program sees it, and its descendants.
    Tree(u32),
}

impl Scope {
    /// Reads `machine`, `pidns`, `cgroup=PATH` or `tree=PID`.
    ///
    /// # Errors
    /// The text is none of these.
    pub fn parse(text: &str) -> Result<Scope> {
        let wrong = || {
            let what = "a scope is machine, pidns, cgroup=PATH or tree=PID".into();
            Error::Scope { scope: format!("'{text}'"), what }
        };
        match text.split_once('=') {
            None if text == "machine" => Ok(Scope::Machine),
            None if text == "pidns" => Ok(Scope::OwnPidNamespace),
            Some(("cgroup", path)) if !path.is_empty() => Ok(Scope::Cgroup(path.into())),
            Some(("tree", pid)) => pid.parse().map(Scope::Tree).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

/// Inode of this program's PID namespace.
pub(super) fn own_pid_namespace() -> Result<u32> {
    let path = Path::new("/proc/self/ns/pid");
    let metadata = std::fs::metadata(path).map_err(|source| Error::Io {
        action: "cannot learn the PID namespace of this process (is /proc mounted?): cannot look at",
        path: path.to_owned(),
        source,
    })?;
    Ok(metadata.ino() as u32)
}

/// Fails where no process has this pid: it would never be seen.
pub(super) fn check_tree(root: u32) -> Result<()> {
    let pid = i32::try_from(root).ok().and_then(rustix::process::Pid::from_raw);
    let there =
        pid.is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH));
    if there {
        return Ok(());
    }
    Err(Error::Scope { scope: format!("tree={root}"), what: "there is no process with this number".into() })
}

/// Inode of the root of the hierarchy (kernfs gives its root inode 1).
const ROOT_INODE: u64 = 1;

/// Id and depth of a control group.
pub(super) fn control_group(path: &Path) -> Result<(u64, u32)> {
    let wrong = |source| Error::Io {
        action: "cannot capture in the scope of a control group: cannot look at",
        path: path.to_owned(),
        source,
    };
    let full = path.canonicalize().map_err(wrong)?;
    let id = std::fs::metadata(&full).map_err(wrong)?.ino();
    // The root of the hierarchy is where it is mounted: the lowest folder that has the file every group has.
    let mut depth = 0;
    let mut at = full.as_path();
    if !at.join("cgroup.controllers").exists() {
        let what = "it is not a control group of version 2".into();
        return Err(Error::Scope { scope: format!("cgroup={}", path.display()), what });
    }
    while let Some(parent) = at.parent() {
        if !parent.join("cgroup.controllers").exists() {
            break;
        }
        depth += 1;
        at = parent;
    }
    // In a cgroup namespace what looks like the root is an ordinary group.
    if std::fs::metadata(at).map_err(wrong)?.ino() != ROOT_INODE {
        depth = LEVEL_UNKNOWN;
    }
    Ok((id, depth))
}

/// Reports a process and all its descendants, each before its children are looked for: those that it makes
/// afterwards are reported by the kernel. Ids are those of /proc.
pub(super) fn each_of_tree(root: u32, mut each: impl FnMut(u32) -> Result<()>) -> Result<()> {
    let mut waiting = vec![root];
    while let Some(pid) = waiting.pop() {
        each(pid)?;
        // Threads have children of their own. One that has ended meanwhile has none.
        let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { continue };
        for thread in threads.flatten() {
            let path = thread.path().join("children");
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    waiting.extend(text.split_ascii_whitespace().filter_map(|pid| pid.parse::<u32>().ok()))
                }
                Err(_) if !thread.path().exists() => {}
                Err(source) => {
                    return Err(Error::Io {
                        action: "cannot list the children of a process, for which the kernel needs \
                                 CONFIG_PROC_CHILDREN: cannot read",
                        path,
                        source,
                    });
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_tree_is_walked_in_proc() {
        let mut child = Command::new("sh");
        let child = child.args(["-c", "sleep 20 & echo; wait"]);
        let mut child = child.stdout(std::process::Stdio::piped()).spawn().expect("sh runs");
        // Its own child exists once it has written.
        let mut line = [0];
        std::io::Read::read_exact(child.stdout.as_mut().expect("a pipe"), &mut line).expect("a line");
        let mut tree = Vec::new();
        each_of_tree(child.id(), |pid| {
            tree.push(pid);
            Ok(())
        })
        .expect("walked");
        assert_eq!((tree.len(), tree[0]), (2, child.id()), "{tree:?}");
        for pid in tree.into_iter().rev() {
            Command::new("kill").arg(pid.to_string()).status().expect("kill runs");
        }
        child.wait().expect("ends");
        each_of_tree(child.id(), |_| Ok(())).expect("what has ended has no children");
        check_tree(std::process::id()).expect("this one is there");
        for nobody in [0, child.id(), u32::MAX] {
            let message = check_tree(nobody).expect_err("nobody").to_string();
            assert!(
                message.starts_with(&format!("cannot capture in scope tree={nobody}: there is no")),
                "{message}"
            );
        }
    }

    #[test]
    fn scopes_are_read() {
        assert_eq!(Scope::parse("machine").expect("valid"), Scope::Machine);
        assert_eq!(Scope::parse("pidns").expect("valid"), Scope::OwnPidNamespace);
        assert_eq!(Scope::parse("tree=12").expect("valid"), Scope::Tree(12));
        assert_eq!(Scope::parse("cgroup=/a/b").expect("valid"), Scope::Cgroup("/a/b".into()));
        for wrong in ["", "tree", "tree=x", "cgroup=", "all"] {
            assert!(Scope::parse(wrong).is_err(), "{wrong}");
        }
    }
}
