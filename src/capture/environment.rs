// SPDX-License-Identifier: Apache-2.0
//! Settings of live capture in the environment: for programs whose code does not know this library.

use super::{Options, Scope, Selection};
use crate::error::{Error, Result};
use std::ffi::OsString;

/// What the environment says of live capture. It precedes what a program asks for when it opens; a scope only narrows:
/// it applies to programs that ask for the whole machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `SYSCAP_SCOPE`: `machine`, `pidns`, `cgroup=PATH` or `tree=PID`.
    pub scope: Option<Scope>,
    /// `SYSCAP_BUFFER_BYTES`: bytes of one ring.
    pub buffer_bytes: Option<usize>,
    /// `SYSCAP_SNAPLEN`: most bytes of data in an event.
    pub snaplen: Option<u32>,
    /// `SYSCAP_PUSHDOWN`: 0 where the kernel must not test filters.
    pub pushdown: Option<bool>,
    /// `SYSCAP_IO_URING`: 1 to capture operations of io_uring, too.
    pub io_uring: Option<bool>,
    /// `SYSCAP_ITERATORS`: 0 to list processes by /proc.
    pub iterators: Option<bool>,
    /// The variables that are set, as `NAME=VALUE`.
    pub set: Vec<String>,
}

impl Environment {
    /// Reads the variables of this process. A program that runs with more rights than its user (set-uid, set-gid, file
    /// capabilities) has none: the user must not control what it captures.
    ///
    /// # Errors
    /// A variable has a value that it cannot have.
    pub fn read() -> Result<Environment> {
        // SAFETY: it takes a number, and 0 is its answer where the kernel says nothing.
        if unsafe { libc::getauxval(libc::AT_SECURE) } != 0 {
            return Ok(Environment::default());
        }
        Self::of(|name| std::env::var_os(name))
    }

    fn of(value: impl Fn(&str) -> Option<OsString>) -> Result<Environment> {
        let mut made = Environment::default();
        let mut set = Vec::new();
        let mut text = |name: &'static str| {
            let text = value(name).filter(|text| !text.is_empty())?.to_string_lossy().into_owned();
            set.push(format!("{name}={text}"));
            Some(Setting { name, text })
        };
        made.scope = text("SYSCAP_SCOPE").map(|setting| setting.scope()).transpose()?;
        made.buffer_bytes = text("SYSCAP_BUFFER_BYTES").map(|setting| setting.number()).transpose()?;
        made.snaplen = text("SYSCAP_SNAPLEN").map(|setting| setting.number()).transpose()?;
        made.pushdown = text("SYSCAP_PUSHDOWN").map(|setting| setting.switch()).transpose()?;
        made.io_uring = text("SYSCAP_IO_URING").map(|setting| setting.switch()).transpose()?;
        made.iterators = text("SYSCAP_ITERATORS").map(|setting| setting.switch()).transpose()?;
        made.set = set;
        Ok(made)
    }

    /// The options of a program, changed as the environment says.
    pub fn apply(&self, mut options: Options) -> Options {
        if let (Some(scope), Scope::Machine) = (&self.scope, &options.scope) {
            options.scope = scope.clone();
        }
        options.buffers.bytes = self.buffer_bytes.unwrap_or(options.buffers.bytes);
        options.snaplen = self.snaplen.unwrap_or(options.snaplen);
        options.io_uring = self.io_uring.unwrap_or(options.io_uring);
        options.iterators = self.iterators.unwrap_or(options.iterators);
        if self.pushdown == Some(false) {
            options.selection = Selection::default();
            options.selects_later = false;
        }
        options
    }
}

/// A variable that is set.
struct Setting {
    name: &'static str,
    text: String,
}

impl Setting {
    fn wrong(&self, what: impl Into<String>) -> Error {
        Error::Environment { name: self.name, value: self.text.clone(), what: what.into() }
    }

    fn scope(&self) -> Result<Scope> {
        Scope::parse(&self.text).map_err(|_| self.wrong("a scope is machine, pidns, cgroup=PATH or tree=PID"))
    }

    fn number<N: std::str::FromStr>(&self) -> Result<N> {
        self.text.parse().map_err(|_| self.wrong("it must be a number of bytes"))
    }

    fn switch(&self) -> Result<bool> {
        match self.text.as_str() {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => Err(self.wrong("it must be 0 or 1")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Environment> {
        Environment::of(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn what_is_set_precedes_what_a_program_asks_for() {
        let environment = of(&[
            ("SYSCAP_SCOPE", "pidns"),
            ("SYSCAP_BUFFER_BYTES", "65536"),
            ("SYSCAP_SNAPLEN", "200"),
            ("SYSCAP_PUSHDOWN", "0"),
            ("SYSCAP_IO_URING", "1"),
            ("SYSCAP_ITERATORS", "0"),
        ])
        .expect("right values");
        assert_eq!(environment.set.len(), 6);
        assert_eq!(environment.set[0], "SYSCAP_SCOPE=pidns");
        let made = environment.apply(Options { selects_later: true, ..Options::default() });
        assert_eq!((made.scope, made.buffers.bytes, made.snaplen), (Scope::OwnPidNamespace, 65536, 200));
        assert_eq!((made.io_uring, made.iterators, made.selects_later), (true, false, false));
    }

    #[test]
    fn a_scope_only_narrows() {
        let narrow = |scope: Scope, set: &str| {
            let options = Options { scope, ..Options::default() };
            of(&[("SYSCAP_SCOPE", set)]).expect("a scope").apply(options).scope
        };
        assert_eq!(narrow(Scope::Tree(7), "machine"), Scope::Tree(7));
        assert_eq!(narrow(Scope::Machine, "tree=9"), Scope::Tree(9));
        assert_eq!(narrow(Scope::Machine, "machine"), Scope::Machine);
    }

    #[test]
    fn nothing_set_changes_nothing() {
        assert_eq!(of(&[]).expect("nothing is wrong"), Environment::default());
        assert_eq!(of(&[("SYSCAP_SCOPE", "")]).expect("nothing is wrong"), Environment::default());
    }

    #[test]
    fn wrong_values_are_named() {
        for (name, value) in [
            ("SYSCAP_SCOPE", "all"),
            ("SYSCAP_BUFFER_BYTES", "8M"),
            ("SYSCAP_SNAPLEN", "-1"),
            ("SYSCAP_PUSHDOWN", "no"),
        ] {
            let message = of(&[(name, value)]).expect_err("a wrong value").to_string();
            assert!(message.contains(name) && message.contains(value), "{message}");
        }
    }
}
