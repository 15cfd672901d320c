// SPDX-License-Identifier: Apache-2.0
//! A field that was found by its name once and is read of many events.

use super::{CLASSES, Catalogue, Event, Extracted, FieldError, FieldRef, Source, Value};
use crate::schema::ParamType;

/// A field, with its argument if it has one: `proc.name`, `evt.arg[0]`, `fd.name`.
///
/// ```
/// use scap::{Field, Inspector, Options};
///
/// let name = Field::new("proc.name")?;
/// let mut inspector = Inspector::open("testdata/shell.scap", Options::default())?;
/// let mut shells = 0;
/// while let Some(event) = inspector.next()? {
///     shells += u32::from(event.field(&name).and_then(|value| value.bytes()) == Some(b"sh"));
/// }
/// assert!(shells > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Field(FieldRef);

impl Field {
    /// A built-in field.
    ///
    /// # Errors
    /// There is no such field, or its argument is wrong; the message names the nearest one.
    pub fn new(text: &str) -> Result<Field, FieldError> {
        Self::of(text, &Catalogue::new(CLASSES.iter().copied()))
    }

    /// A field of this catalogue, which may have those of plugins.
    ///
    /// # Errors
    /// As for [`Field::new`].
    pub fn of(text: &str, catalogue: &Catalogue) -> Result<Field, FieldError> {
        catalogue.field(text.as_bytes()).map(Field)
    }

    /// The type of its values.
    pub fn ty(&self) -> ParamType {
        self.0.ty
    }
}

impl Event<'_> {
    /// The value of a field; `None` where the event has none. Of a field with several values, the first.
    #[inline]
    pub fn field<'e>(&'e self, field: &'e Field) -> Option<Value<'e>> {
        match self.evaluation(false).extract(&field.0) {
            Extracted::None => None,
            Extracted::One(value) => Some(value),
            Extracted::Many(values) => values.first().copied(),
        }
    }

    /// The values of a field, in order; nothing where the event has none.
    #[inline]
    pub fn field_values<'e>(&'e self, field: &'e Field) -> Extracted<'e> {
        self.evaluation(false).extract(&field.0)
    }
}
