// SPDX-License-Identifier: Apache-2.0
//! The lists in a thread: arguments, environment, control groups.

use super::failure::Failure;
use super::thread_rows::Inner;
use crate::state::{Cgroups, Strings, Thread};
use std::sync::Arc;

/// Longest list that a plugin can make.
pub(super) const MAX_ELEMENTS: u64 = 1 << 16;

/// An element of a list: a text, or a pair of texts.
pub(super) type Element = (Vec<u8>, Vec<u8>);

/// The elements of a list.
pub(super) fn elements(thread: &Thread, which: Inner) -> Vec<Element> {
    let texts = |texts: &Strings| texts.iter().map(|text| (text.to_vec(), Vec::new())).collect();
    match which {
        Inner::Args => texts(thread.args()),
        Inner::Env => texts(&thread.env),
        Inner::Cgroups => thread.cgroups.iter().map(|(name, path)| (name.to_vec(), path.to_vec())).collect(),
        Inner::Descriptors => Vec::new(),
    }
}

/// How many elements a list has.
pub(super) fn len(thread: &Thread, which: Inner) -> usize {
    match which {
        Inner::Args => thread.args().len(),
        Inner::Env => thread.env.len(),
        Inner::Cgroups => thread.cgroups.len(),
        Inner::Descriptors => 0,
    }
}

/// One element of a list.
pub(super) fn element(thread: &Thread, which: Inner, at: usize) -> Option<(&[u8], &[u8])> {
    match which {
        Inner::Args => thread.image.args.iter().nth(at).map(|text| (text, &b""[..])),
        Inner::Env => thread.env.iter().nth(at).map(|text| (text, &b""[..])),
        Inner::Cgroups => thread.cgroups.iter().nth(at),
        Inner::Descriptors => None,
    }
}

/// Replaces a list.
pub(super) fn set(thread: &mut Thread, which: Inner, elements: &[Element]) {
    let texts = || {
        let mut bytes = Vec::new();
        for (text, _) in elements {
            bytes.extend_from_slice(text);
            bytes.push(0);
        }
        Strings::new(&bytes)
    };
    match which {
        Inner::Args => Arc::make_mut(&mut thread.image).args = texts(),
        Inner::Env => thread.env = texts(),
        Inner::Cgroups => {
            let pairs = elements.iter().map(|(name, path)| (name.as_slice(), path.as_slice()));
            thread.cgroups = Cgroups::of_pairs(pairs);
        }
        Inner::Descriptors => {}
    }
}

/// The index of a key.
pub(super) fn index(key: u64) -> Result<usize, Failure> {
    if key < MAX_ELEMENTS { Ok(key as usize) } else { Err(format!("index {key} is past {MAX_ELEMENTS}")) }
}
