// SPDX-License-Identifier: Apache-2.0
//! Finding a field by its name.

use super::{FieldInfo, FieldRef, Row, arg};
use crate::schema::{Code, Sc};
use std::collections::HashSet;
use std::sync::Arc;

/// A group of fields that are listed together.
#[derive(Debug, Clone, Copy)]
pub struct FieldClass {
    /// Name of the group, such as `process`.
    pub name: &'static str,
    /// What the fields are about, in a few words.
    pub summary: &'static str,
    /// What the fields are about, in a sentence or two.
    pub doc: &'static str,
    /// True for groups that lists leave out.
    pub hidden: bool,
    /// The fields, in the order of listing, in the groups that are written together.
    pub families: &'static [&'static [FieldInfo]],
}

impl FieldClass {
    /// The fields, in the order of listing.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldInfo> + use<> {
        self.families.iter().copied().flatten()
    }
}

/// The fields of a plugin.
#[derive(Debug, Clone)]
pub struct ExternalClass {
    /// Name of the group: that of the plugin.
    pub name: String,
    /// The fields, in the order of listing.
    pub fields: Vec<Arc<FieldInfo>>,
}

/// Every field that a filter or template may use.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    classes: Vec<FieldClass>,
    external: Vec<ExternalClass>,
    event_names: HashSet<String>,
}

/// Why a text is not a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", did_you_mean(nearest.as_deref()))]
pub struct FieldError {
    /// What is wrong: half a sentence, without the position.
    pub what: String,
    /// The nearest existing name.
    pub nearest: Option<String>,
}

/// The end of a message about an unknown name.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean '{nearest}'?")).unwrap_or_default()
}

impl Catalogue {
    /// A catalogue of these groups. Earlier groups win where names clash.
    pub fn new(classes: impl IntoIterator<Item = FieldClass>) -> Self {
        Catalogue { classes: classes.into_iter().collect(), ..Catalogue::default() }
    }

    /// Adds a group, such as the fields of a plugin; one with the name and summary of an earlier group is left out.
    pub fn add(&mut self, class: FieldClass) {
        let known = self.classes.iter().any(|c| c.name == class.name && c.summary == class.summary);
        if !known {
            self.classes.push(class);
        }
    }

    /// Adds the fields of a plugin. Where one has the name of a built-in field, that name means the plugin's from now on, as
    /// does every name of the built-in class that plugins are known to provide (`container`).
    pub fn add_external(&mut self, class: ExternalClass) {
        self.external.push(class);
    }

    /// The groups of plugins, in the order in which they were added.
    pub fn external(&self) -> &[ExternalClass] {
        &self.external
    }

    /// True for a built-in class that a plugin has replaced.
    pub fn is_replaced(&self, class: &FieldClass) -> bool {
        class.name == REPLACEABLE
            && self
                .external
                .iter()
                .flat_map(|external| &external.fields)
                .any(|field| class.fields().any(|built_in| built_in.name == field.name))
    }

    /// Makes `name` a valid operand of `evt.type`: plugins name their own events.
    pub fn add_event_name(&mut self, name: &str) {
        self.event_names.insert(name.to_owned());
    }

    /// The groups in order.
    pub fn classes(&self) -> &[FieldClass] {
        &self.classes
    }

    /// True when an event, a system call or a plugin's own event has this name.
    pub fn is_event_name(&self, name: &[u8]) -> bool {
        let Ok(name) = std::str::from_utf8(name) else { return false };
        Code::all().any(|code| code.info().name == name)
            || Sc::from_name(name).is_some()
            || name.is_empty()
            || self.event_names.contains(name)
    }

    /// The event or system call whose name is nearest to `name`.
    pub fn nearest_event_name(&self, name: &[u8]) -> Option<String> {
        let names = Code::all().map(|code| code.info().name).chain(Sc::all().map(Sc::name));
        nearest(&String::from_utf8_lossy(name), names)
    }

    /// The field of this name, with its argument if it has one.
    ///
    /// # Errors
    /// What is wrong with the name or the argument, and which name is nearest.
    pub fn field(&self, text: &[u8]) -> Result<FieldRef, FieldError> {
        match self.field_prefix(text)? {
            Some((field, len)) if len == text.len() => Ok(field),
            Some((field, len)) if text[len..].starts_with(b"[") => {
                Err(FieldError { what: bad_argument(&field, &text[len..]), nearest: None })
            }
            _ => Err(self.unknown(text)),
        }
    }

    /// True for the name of a field with a valid argument, without a search for names that are near.
    pub fn has_field(&self, text: &[u8]) -> bool {
        matches!(self.field_prefix(text), Ok(Some((_, len))) if len == text.len())
    }

    /// The longest field that `text` starts with, and its length. Templates are read this way.
    ///
    /// # Errors
    /// A field that needs an argument has none or a wrong one.
    pub fn field_prefix(&self, text: &[u8]) -> Result<Option<(FieldRef, usize)>, FieldError> {
        match self.row_prefix(text) {
            Some(row) => with_argument(row, text).map(Some),
            None => Ok(None),
        }
    }

    /// The row whose name `text` starts with: a plugin's where that is at least as long as any, else of the first class with
    /// one.
    fn row_prefix(&self, text: &[u8]) -> Option<Row> {
        let begins = |info: &&FieldInfo| text.starts_with(info.name.as_bytes());
        let built_in = self
            .classes
            .iter()
            .filter(|class| !self.is_replaced(class))
            .find_map(|class| class.fields().filter(begins).max_by_key(|info| info.name.len()));
        let external = self.external.iter().flat_map(|class| &class.fields);
        let external = external.filter(|info| begins(&&***info)).max_by_key(|info| info.name.len());
        match (built_in, external) {
            (Some(built_in), Some(external)) if built_in.name.len() > external.name.len() => {
                Some(Row::Static(built_in))
            }
            (_, Some(external)) => Some(Row::Owned(Arc::clone(external))),
            (built_in, None) => built_in.map(Row::Static),
        }
    }

    fn unknown(&self, text: &[u8]) -> FieldError {
        let text = String::from_utf8_lossy(text);
        let name = text.split('[').next().unwrap_or(&text);
        let external = self.external.iter().flat_map(|class| &class.fields).map(|info| &*info.name);
        let built_in = self.classes.iter().flat_map(FieldClass::fields).map(|info| &*info.name);
        let names = built_in.chain(external);
        FieldError { what: format!("nonexistent field {text}"), nearest: nearest(name, names) }
    }
}

/// The built-in class that a plugin's replaces.
const REPLACEABLE: &str = "container";

fn with_argument(row: Row, text: &[u8]) -> Result<(FieldRef, usize), FieldError> {
    let name_len = row.name.len();
    let (arg, len) = match arg::parse(&row, &text[name_len..]) {
        Ok(parsed) => parsed,
        Err(_) if row.arg == super::ArgRule::Index => (super::Arg::None, 0),
        Err(what) => return Err(FieldError { what, nearest: None }),
    };
    Ok((FieldRef::new(row, arg), name_len + len))
}

fn bad_argument(field: &FieldRef, rest: &[u8]) -> String {
    match arg::parse(&field.info, rest) {
        Err(what) => what,
        Ok((super::Arg::None, 0)) if field.info.arg == super::ArgRule::None => {
            format!("field '{}' takes no argument", field.info.name)
        }
        Ok(_) => format!(
            "argument '{}' of field '{}' is not valid",
            String::from_utf8_lossy(rest),
            field.info.name
        ),
    }
}

/// The candidate with the smallest edit distance, unless even that one has too little in common with `name`.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = name.len() / 3 + 1;
    let close = candidates.filter(|c| !c.is_empty() && c.len().abs_diff(name.len()) <= limit);
    let (distance, best) = close.map(|c| (distance(name, c), c)).min()?;
    (distance <= limit).then(|| best.to_owned())
}

/// Edit distance: how many letters must be inserted, removed or replaced to turn one text into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Arg, ArgRule, Extracted};
    use crate::schema::ParamType;

    const FIELDS: &[FieldInfo] = &[
        FieldInfo::new("proc.name", ParamType::Charbuf, "", |_, _| Extracted::None),
        FieldInfo::new("proc.aname", ParamType::Charbuf, "", |_, _| Extracted::None).arg(ArgRule::Index),
        FieldInfo::new("proc.env", ParamType::Charbuf, "", |_, _| Extracted::None).arg(ArgRule::IndexOrKey),
        FieldInfo::new("evt.arg", ParamType::Charbuf, "", |_, _| Extracted::None).arg(ArgRule::Param),
        FieldInfo::new("evt.args", ParamType::Charbuf, "", |_, _| Extracted::None),
        FieldInfo::new("evt.rawarg", ParamType::Dyn, "", |_, _| Extracted::None).arg(ArgRule::RawParam),
        FieldInfo::new("evt.type.is", ParamType::Uint32, "", |_, _| Extracted::None).arg(ArgRule::EventType),
        FieldInfo::new("thread.cgroup", ParamType::Charbuf, "", |_, _| Extracted::None).arg(ArgRule::Word),
    ];

    fn catalogue() -> Catalogue {
        Catalogue::new([FieldClass { name: "c", summary: "", doc: "", hidden: false, families: &[FIELDS] }])
    }

    fn arg_of(text: &str) -> Result<Arg, String> {
        catalogue().field(text.as_bytes()).map(|field| field.arg).map_err(|e| e.to_string())
    }

    #[test]
    fn names_and_arguments_resolve() {
        assert_eq!(arg_of("proc.name"), Ok(Arg::None));
        assert_eq!(arg_of("proc.aname[-1]"), Ok(Arg::Index(-1)));
        assert_eq!(arg_of("proc.env[HOME]"), Ok(Arg::Key(b"HOME".as_slice().into())));
        assert_eq!(arg_of("proc.env[3]"), Ok(Arg::Index(3)));
        assert_eq!(arg_of("evt.arg.fd"), Ok(Arg::Param("fd")));
        assert_eq!(arg_of("evt.args"), Ok(Arg::None));
        assert_eq!(arg_of("thread.cgroup.cpuset"), Ok(Arg::Word(b"cpuset".as_slice().into())));
        assert!(matches!(arg_of("evt.type.is.openat"), Ok(Arg::EventCodes(a, b)) if b == a + 1));
        let raw = catalogue().field(b"evt.rawarg.fd").expect("a known parameter");
        assert_eq!((raw.ty, raw.to_string().as_str()), (ParamType::Fd, "evt.rawarg.fd"));
    }

    #[test]
    fn errors_name_the_nearest_field() {
        assert_eq!(arg_of("proc.nme").unwrap_err(), "nonexistent field proc.nme; did you mean 'proc.name'?");
        assert_eq!(arg_of("nosuch.thing").unwrap_err(), "nonexistent field nosuch.thing");
        assert_eq!(arg_of("proc.name[1]").unwrap_err(), "field 'proc.name' takes no argument");
        assert_eq!(
            arg_of("proc.aname[x]").unwrap_err(),
            "argument 'x' of field 'proc.aname' is not a number"
        );
        assert_eq!(arg_of("evt.rawarg.nosuch").unwrap_err(), "no event has a parameter 'nosuch'");
    }

    #[test]
    fn templates_take_the_longest_prefix() {
        let (field, len) = catalogue().field_prefix(b"proc.names").expect("valid").expect("found");
        assert_eq!((&*field.info.name, len), ("proc.name", 9));
        let (field, len) = catalogue().field_prefix(b"proc.aname[1] x").expect("valid").expect("found");
        assert_eq!((field.to_string().as_str(), len), ("proc.aname[1]", 13));
        assert_eq!(catalogue().field_prefix(b"none").expect("valid").map(|(_, len)| len), None);
    }
}
