// SPDX-License-Identifier: Apache-2.0
//! Values that plugins keep with a thread or a descriptor.

use super::Text;

/// A value of a field that a plugin defined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DynamicValue {
    /// Never written: reads as 0, false and the empty text.
    #[default]
    Unset,
    /// A number, sign-extended, or a truth value.
    Number(u64),
    /// A text.
    Text(Text),
}

/// Values by the index of their field. Takes no memory until one is written.
#[allow(clippy::box_collection, reason = "one word in every thread and descriptor, most of which have none")]
#[derive(Debug, Clone, Default)]
pub struct Dynamic(Option<Box<Vec<DynamicValue>>>);

impl Dynamic {
    /// No values.
    pub const EMPTY: Dynamic = Dynamic(None);

    /// The value of a field.
    pub fn get(&self, field: usize) -> &DynamicValue {
        const UNSET: &DynamicValue = &DynamicValue::Unset;
        self.0.as_ref().and_then(|values| values.get(field)).unwrap_or(UNSET)
    }

    /// Sets the value of a field.
    pub fn set(&mut self, field: usize, value: DynamicValue) {
        let values = self.0.get_or_insert_default();
        if let Some(slot) = values.get_mut(field) {
            *slot = value;
        } else {
            values.resize(field, DynamicValue::Unset);
            values.push(value);
        }
    }

    /// Bytes on the heap.
    pub fn heap_size(&self) -> usize {
        let Some(values) = &self.0 else { return 0 };
        let texts = values.iter().map(|value| match value {
            DynamicValue::Text(text) => text.heap_size(),
            _ => 0,
        });
        size_of::<Vec<DynamicValue>>() + values.capacity() * size_of::<DynamicValue>() + texts.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_apart() {
        let mut values = Dynamic::EMPTY;
        assert_eq!((values.get(3), values.heap_size()), (&DynamicValue::Unset, 0));
        values.set(2, DynamicValue::Number(7));
        let mut copy = values.clone();
        copy.set(0, DynamicValue::Text(Text::new(b"a")));
        assert_eq!((values.get(2), values.get(0)), (&DynamicValue::Number(7), &DynamicValue::Unset));
        assert_eq!(copy.get(0), &DynamicValue::Text(Text::new(b"a")));
        let three = 3 * size_of::<DynamicValue>();
        assert!(values.heap_size() > three && copy.heap_size() > three);
    }
}
