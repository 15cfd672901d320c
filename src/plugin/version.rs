// SPDX-License-Identifier: Apache-2.0
//! Versions of three numbers, and which are compatible.

use std::fmt;

/// A version, such as that of the plugin API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Incremented for incompatible changes.
    pub major: u32,
    /// Incremented for additions.
    pub minor: u32,
    /// Incremented for corrections.
    pub patch: u32,
}

/// The version of the plugin API that this library speaks (C: `PLUGIN_API_VERSION_STR`).
pub const API: Version = Version { major: 3, minor: 12, patch: 0 };

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    /// Reads three numbers with dots between them; what follows them does not count.
    pub fn parse(text: &str) -> Option<Version> {
        let mut rest = text;
        let mut numbers = [0; 3];
        for (at, number) in numbers.iter_mut().enumerate() {
            if at > 0 {
                rest = rest.strip_prefix('.')?;
            }
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            *number = rest[..end].parse().ok()?;
            rest = &rest[end..];
        }
        let [major, minor, patch] = numbers;
        Some(Version { major, minor, patch })
    }

    /// What prevents something made for `self` from working with `offered`; `None` when it works.
    pub fn unmet_by(self, offered: Version) -> Option<&'static str> {
        if self.major != offered.major {
            Some("major versions disagree")
        } else if self.minor > offered.minor {
            Some("minor version is less than the requested one")
        } else if self.minor == offered.minor && self.patch > offered.patch {
            Some("patch version is less than the requested one")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_and_anything_behind() {
        assert_eq!(Version::parse("3.12.0"), Some(API));
        assert_eq!(Version::parse("3.12.0-rc1"), Some(API));
        for wrong in ["", "3", "3.12", "v3.1.1", "3..1", "invalid.version"] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn older_ones_of_the_same_major_work() {
        let version = |text| Version::parse(text).expect("valid");
        assert_eq!(version("3.0.99").unmet_by(API), None);
        assert!(version("3.12.1").unmet_by(API).is_some_and(|why| why.starts_with("patch")));
        assert!(version("3.13.0").unmet_by(API).is_some_and(|why| why.starts_with("minor")));
        assert!(version("2.0.0").unmet_by(API).is_some_and(|why| why.starts_with("major")));
    }
}
