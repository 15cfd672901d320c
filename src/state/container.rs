// SPDX-License-Identifier: Apache-2.0
//! What captures record about containers.

use super::{ContainerInfo, Text};
use rustc_hash::FxHashMap;

/// What captures record about containers, by short id.
#[derive(Debug, Default)]
pub struct Containers {
    by_id: FxHashMap<Text, Known>,
}

#[derive(Debug)]
struct Known {
    info: ContainerInfo,
    json: Text,
}

impl Containers {
    /// Maximum number of containers remembered; a capture could name any number.
    const LIMIT: usize = 16_384;

    /// Keeps what the JSON text of an event says about a container. False when it names none, or when the table is
    /// full.
    pub fn set(&mut self, json: &[u8]) -> bool {
        let Some(info) = ContainerInfo::parse(json) else { return false };
        let id = Text::new(info.id.as_bytes());
        if self.by_id.len() >= Self::LIMIT && !self.by_id.contains_key(&id) {
            return false;
        }
        self.by_id.insert(id, Known { info, json: Text::new(json) });
        true
    }

    /// Forgets the container that a JSON text names.
    pub fn remove(&mut self, json: &[u8]) {
        if let Some(info) = ContainerInfo::parse(json) {
            self.by_id.remove(info.id.as_bytes());
        }
    }

    /// What is known of the container with this id.
    pub fn get(&self, id: &[u8]) -> Option<&ContainerInfo> {
        self.by_id.get(id).map(|known| &known.info)
    }

    /// The JSON text of the container with this id.
    pub fn json(&self, id: &[u8]) -> Option<&[u8]> {
        self.by_id.get(id).map(|known| known.json.bytes())
    }

    /// Every container with its JSON text.
    pub fn iter(&self) -> impl Iterator<Item = (&ContainerInfo, &[u8])> {
        self.by_id.values().map(|known| (&known.info, known.json.bytes()))
    }

    /// How many containers are known.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True when none is known.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}
