// SPDX-License-Identifier: Apache-2.0
//! The list of a plugin's fields, as JSON.

use super::refusal::Refusal;
use super::text;
use crate::fields::FieldFlags;
use crate::schema::ParamType;
use serde_json::{Map, Value};

/// Maximum number of fields of a plugin.
const MAX_FIELDS: usize = 4096;

/// A field of a plugin.
#[derive(Debug, Clone)]
pub struct FieldRow {
    /// Name without argument.
    pub name: String,
    /// Type of the value, or of each element of a list.
    pub ty: ParamType,
    /// Properties.
    pub flags: FieldFlags,
    /// A short name to show; may be empty.
    pub display: String,
    /// Description.
    pub doc: String,
}

/// Reads the list that `get_fields` returns.
pub(super) fn field_list(list: &str) -> Result<Vec<FieldRow>, Refusal> {
    let parsed = text::json(list).map_err(|error| format!("get_fields does not return JSON: {error}"))?;
    let Value::Array(items) = parsed else { return Err("get_fields does not return a JSON array".into()) };
    if items.is_empty() {
        return Err("get_fields returns an empty list".into());
    }
    if items.len() > MAX_FIELDS {
        return Err(format!("get_fields returns {} fields, at most {MAX_FIELDS} are possible", items.len()));
    }
    let rows = items.iter().enumerate().map(|(at, item)| {
        row(item).map_err(|what| match item.get("name").and_then(Value::as_str) {
            Some(name) => format!("get_fields: field '{name}' {what}"),
            None => format!("get_fields: field {at} {what}"),
        })
    });
    rows.collect()
}

fn row(item: &Value) -> Result<FieldRow, String> {
    let Value::Object(item) = item else { return Err("is not a JSON object".into()) };
    let name = text_of(item, "name")?.filter(|name| !name.is_empty()).ok_or("has no name")?;
    let ty = match text_of(item, "type")?.as_deref() {
        Some("string") => ParamType::Charbuf,
        Some("uint64") => ParamType::Uint64,
        Some("bool") => ParamType::Bool,
        Some("reltime") => ParamType::Reltime,
        Some("abstime") => ParamType::Abstime,
        Some("ipaddr") => ParamType::Ipaddr,
        Some("ipnet") => ParamType::Ipnet,
        Some(other) => return Err(format!("has the unknown type '{other}'")),
        None => return Err("has no type".into()),
    };
    let doc = text_of(item, "desc")?.filter(|doc| !doc.is_empty()).ok_or("has no desc")?;
    let mut flags = FieldFlags::NO_PTR_STABILITY;
    let mut set = |there: bool, flag: FieldFlags| {
        if there {
            flags = flags.or(flag);
        }
    };
    set(truth_of(item, "isList")?, FieldFlags::IS_LIST);
    set(truth_of(item, "addOutput")?, FieldFlags::FORMAT_SUGGESTED);
    if let Some(arg) = item.get("arg").filter(|arg| !arg.is_null()) {
        let Value::Object(arg) = arg else { return Err("has an arg that is not a JSON object".into()) };
        let (required, index, key) =
            (truth_of(arg, "isRequired")?, truth_of(arg, "isIndex")?, truth_of(arg, "isKey")?);
        if required && !index && !key {
            return Err("requires an argument that is neither an index nor a key".into());
        }
        set(required, FieldFlags::ARG_REQUIRED);
        set(index, FieldFlags::ARG_INDEX.or(FieldFlags::ARG_ALLOWED));
        set(key, FieldFlags::ARG_KEY.or(FieldFlags::ARG_ALLOWED));
    }
    for property in properties(item)? {
        match property {
            "hidden" => set(true, FieldFlags::TABLE_ONLY),
            "info" => set(true, FieldFlags::INFO),
            "conversation" => set(true, FieldFlags::CONVERSATION),
            _ => {}
        }
    }
    Ok(FieldRow { name, ty, flags, display: text_of(item, "display")?.unwrap_or_default(), doc })
}

fn properties(item: &Map<String, Value>) -> Result<Vec<&str>, String> {
    let wrong = || "has properties that are not an array of texts".to_string();
    match item.get("properties") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(|entry| entry.as_str().ok_or_else(wrong)).collect(),
        Some(_) => Err(wrong()),
    }
}

fn text_of(item: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match item.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("has a {key} that is not a text")),
    }
}

fn truth_of(item: &Map<String, Value>, key: &str) -> Result<bool, String> {
    match item.get(key) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(truth)) => Ok(*truth),
        Some(_) => Err(format!("has {key} that is not true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_with_arguments_and_properties() {
        let list = r#"[{"type": "string", "name": "a.b", "desc": "Says.", "isList": true,
            "arg": {"isRequired": true, "isKey": true}, "properties": ["hidden", "other"]}]"#;
        let rows = field_list(list).expect("valid");
        let [row] = &rows[..] else { panic!("one row") };
        assert_eq!((row.name.as_str(), row.ty, row.doc.as_str()), ("a.b", ParamType::Charbuf, "Says."));
        for flag in
            [FieldFlags::IS_LIST, FieldFlags::ARG_REQUIRED, FieldFlags::ARG_KEY, FieldFlags::TABLE_ONLY]
        {
            assert!(row.flags.has(flag));
        }
        assert!(!row.flags.has(FieldFlags::ARG_INDEX));
    }

    #[test]
    fn what_is_wrong_is_told_with_the_field() {
        for (list, what) in [
            ("", "does not return JSON"),
            ("{}", "not return a JSON array"),
            ("[]", "empty list"),
            ("[1]", "field 0 is not a JSON object"),
            (r#"[{"type": "string", "desc": "x"}]"#, "field 0 has no name"),
            (r#"[{"name": "a", "desc": "x"}]"#, "field 'a' has no type"),
            (r#"[{"name": "a", "type": "int", "desc": "x"}]"#, "unknown type 'int'"),
            (r#"[{"name": "a", "type": "bool"}]"#, "field 'a' has no desc"),
            (
                r#"[{"name": "a", "type": "bool", "desc": "x", "isList": 1}]"#,
                "isList that is not true or false",
            ),
            (
                r#"[{"name": "a", "type": "bool", "desc": "x", "arg": {"isRequired": true}}]"#,
                "neither an index",
            ),
            (r#"[{"name": "a", "type": "bool", "desc": "x", "properties": {}}]"#, "array of texts"),
        ] {
            let error = field_list(list).expect_err(list);
            assert!(error.contains(what), "{error}");
        }
    }
}
