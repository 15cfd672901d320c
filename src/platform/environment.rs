// SPDX-License-Identifier: Apache-2.0
//! Variables of the environment whose names a build of the original chooses.
//!
//! A program that builds falcosecurity/libs for itself gives them a prefix of its own: Falco reads `FALCO_HOSTNAME` and
//! `FALCO_CGROUP_MEM_PATH`. This library is built once, so that the prefix comes from the environment.

use std::ffi::OsString;

/// Names the prefix, such as `FALCO`.
const PREFIX: &str = "SYSCAP_ENVIRONMENT_PREFIX";

/// The value of `PREFIX_own`, where there is a prefix and the variable is set; else that of `usual`.
pub(super) fn text(usual: &str, own: &str) -> Option<OsString> {
    chosen(|name| std::env::var_os(name), usual, own)
}

fn chosen(value: impl Fn(&str) -> Option<OsString>, usual: &str, own: &str) -> Option<OsString> {
    let prefix =
        value(PREFIX).and_then(|prefix| prefix.into_string().ok()).filter(|prefix| !prefix.is_empty());
    prefix.and_then(|prefix| value(&format!("{prefix}_{own}"))).or_else(|| value(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_chooses_the_variable() {
        let with = |variables: &[(&str, &str)]| {
            let value =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, text)| text.into());
            chosen(value, "SCAP_HOSTNAME", "HOSTNAME").and_then(|text| text.into_string().ok())
        };
        let (usual, own) = (("SCAP_HOSTNAME", "a"), ("FALCO_HOSTNAME", "b"));
        assert_eq!(with(&[usual, own]).as_deref(), Some("a"));
        assert_eq!(with(&[usual, own, (PREFIX, "FALCO")]).as_deref(), Some("b"));
        assert_eq!(with(&[usual, (PREFIX, "FALCO")]).as_deref(), Some("a"));
        assert_eq!(with(&[usual, own, (PREFIX, "")]).as_deref(), Some("a"));
        assert_eq!(with(&[own]), None);
    }
}
