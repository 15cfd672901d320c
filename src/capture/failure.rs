// SPDX-License-Identifier: Apache-2.0
//! Error texts for what the kernel refuses.

use crate::error::Error;

/// An error of the kernel or of the loader as a sentence.
pub(super) fn failure(what: &str, error: &dyn std::error::Error) -> Error {
    // The causes say more than the first sentence.
    let mut text = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        let sentence = inner.to_string();
        if !text.contains(&sentence) {
            text.push_str(": ");
            text.push_str(&sentence);
        }
        cause = inner.source();
    }
    // The verifier's whole log is of use to developers only.
    if let Some(end) = text.find("Verifier output") {
        let log = text.split_off(end);
        if std::env::var_os("SYSCAP_VERIFIER_LOG").is_some() {
            text.push_str(&log);
        } else if log.lines().count() < 3 {
            text.push_str("the kernel gave no reason: a policy of the machine may forbid it");
        } else {
            text.push_str("the verifier refused it");
        }
    }
    Error::Machine(text)
}
