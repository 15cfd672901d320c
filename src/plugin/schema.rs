// SPDX-License-Identifier: Apache-2.0
//! Whether a configuration matches a JSON schema: the part of draft 7 that schemas of plugins use.

use serde_json::{Map, Value};

/// Deepest nesting that is followed, of schema and configuration.
const MAX_DEPTH: usize = 64;

/// Checks `value`; the error names the place and what is wrong.
pub(super) fn check(schema: &Value, value: &Value) -> Result<(), String> {
    Check { root: schema }.value(schema, value, "<root>", 0)
}

struct Check<'s> {
    root: &'s Value,
}

impl<'s> Check<'s> {
    fn value(&self, schema: &'s Value, value: &Value, place: &str, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("{place} or its schema is nested too deeply"));
        }
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(false) => return Err(format!("{place} is not allowed")),
            _ => return Ok(()),
        };
        if let Some(Value::String(reference)) = schema.get("$ref") {
            return self.value(self.resolve(reference)?, value, place, depth + 1);
        }
        types(schema, value, place)?;
        constants(schema, value, place)?;
        match value {
            Value::Number(_) => numbers(schema, value, place)?,
            Value::String(text) => texts(schema, text, place)?,
            Value::Array(items) => self.items(schema, items, place, depth)?,
            Value::Object(members) => self.members(schema, members, place, depth)?,
            _ => {}
        }
        self.combinations(schema, value, place, depth)
    }

    fn resolve(&self, reference: &str) -> Result<&'s Value, String> {
        let found = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        found.ok_or_else(|| format!("the schema refers to '{reference}', which it does not contain"))
    }

    fn items(
        &self,
        schema: &'s Map<String, Value>,
        items: &[Value],
        place: &str,
        depth: usize,
    ) -> Result<(), String> {
        count(schema, "Items", items.len(), place, "elements")?;
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let twice = items.iter().enumerate().find(|(at, item)| items[..*at].contains(item));
            if let Some((at, _)) = twice {
                return Err(format!("{place}[{at}] occurs twice"));
            }
        }
        for (at, item) in items.iter().enumerate() {
            let of_item = match schema.get("items") {
                Some(Value::Array(list)) => list.get(at).or_else(|| schema.get("additionalItems")),
                one => one,
            };
            if let Some(of_item) = of_item {
                self.value(of_item, item, &format!("{place}[{at}]"), depth + 1)?;
            }
        }
        Ok(())
    }

    fn members(
        &self,
        schema: &'s Map<String, Value>,
        members: &Map<String, Value>,
        place: &str,
        depth: usize,
    ) -> Result<(), String> {
        if let Some(Value::Array(required)) = schema.get("required") {
            let missing = required.iter().filter_map(Value::as_str).find(|name| !members.contains_key(*name));
            if let Some(name) = missing {
                return Err(format!("{place} lacks the required '{name}'"));
            }
        }
        count(schema, "Properties", members.len(), place, "members")?;
        let known = schema.get("properties").and_then(Value::as_object);
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        for (name, member) in members {
            let place = format!("{place}.{name}");
            let mut described = false;
            if let Some(of_member) = known.and_then(|known| known.get(name)) {
                described = true;
                self.value(of_member, member, &place, depth + 1)?;
            }
            for (pattern, of_member) in patterns.into_iter().flatten() {
                if matches(pattern, name) {
                    described = true;
                    self.value(of_member, member, &place, depth + 1)?;
                }
            }
            if let Some(of_others) = schema.get("additionalProperties").filter(|_| !described) {
                self.value(of_others, member, &place, depth + 1)?;
            }
        }
        Ok(())
    }

    fn combinations(
        &self,
        schema: &'s Map<String, Value>,
        value: &Value,
        place: &str,
        depth: usize,
    ) -> Result<(), String> {
        let list = |key| schema.get(key).and_then(Value::as_array);
        for part in list("allOf").into_iter().flatten() {
            self.value(part, value, place, depth + 1)?;
        }
        let fitting = |parts: &'s [Value]| {
            parts.iter().filter(|part| self.value(part, value, place, depth + 1).is_ok()).count()
        };
        if list("anyOf").is_some_and(|parts| fitting(parts) == 0) {
            return Err(format!("{place} does not match any of the allowed schemas"));
        }
        if list("oneOf").is_some_and(|parts| fitting(parts) != 1) {
            return Err(format!("{place} does not match exactly one of the allowed schemas"));
        }
        match schema.get("not") {
            Some(not) if self.value(not, value, place, depth + 1).is_ok() => {
                Err(format!("{place} matches a schema that is not allowed"))
            }
            _ => Ok(()),
        }
    }
}

fn types(schema: &Map<String, Value>, value: &Value, place: &str) -> Result<(), String> {
    let is = |name: &str| match (name, value) {
        ("null", Value::Null)
        | ("boolean", Value::Bool(_))
        | ("number", Value::Number(_))
        | ("string", Value::String(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        ("integer", Value::Number(number)) => {
            !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => false,
    };
    let (fits, wanted) = match schema.get("type") {
        Some(Value::String(name)) => (is(name), name.clone()),
        Some(Value::Array(names)) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            (names.iter().any(|name| is(name)), names.join(" or "))
        }
        _ => return Ok(()),
    };
    if fits { Ok(()) } else { Err(format!("{place} is not of type {wanted}")) }
}

fn constants(schema: &Map<String, Value>, value: &Value, place: &str) -> Result<(), String> {
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{place} is not the only allowed value"));
    }
    match schema.get("enum").and_then(Value::as_array) {
        Some(list) if !list.contains(value) => Err(format!("{place} is not one of the allowed values")),
        _ => Ok(()),
    }
}

fn numbers(schema: &Map<String, Value>, value: &Value, place: &str) -> Result<(), String> {
    let Some(number) = value.as_f64() else { return Ok(()) };
    let limit = |key| schema.get(key).and_then(Value::as_f64);
    let wrong = if limit("minimum").is_some_and(|least| number < least) {
        Some("less than the minimum")
    } else if limit("maximum").is_some_and(|most| number > most) {
        Some("more than the maximum")
    } else if limit("exclusiveMinimum").is_some_and(|least| number <= least) {
        Some("not greater than its exclusive minimum")
    } else if limit("exclusiveMaximum").is_some_and(|most| number >= most) {
        Some("not less than its exclusive maximum")
    } else if limit("multipleOf").is_some_and(|step| step > 0.0 && (number / step).fract() != 0.0) {
        Some("not a multiple of the required number")
    } else {
        None
    };
    wrong.map_or(Ok(()), |wrong| Err(format!("{place} is {value}, {wrong}")))
}

fn texts(schema: &Map<String, Value>, text: &str, place: &str) -> Result<(), String> {
    count(schema, "Length", text.chars().count(), place, "characters")?;
    match schema.get("pattern").and_then(Value::as_str) {
        Some(pattern) if !matches(pattern, text) => Err(format!("{place} does not match '{pattern}'")),
        _ => Ok(()),
    }
}

/// `minLength` and `maxLength`, and so on.
fn count(
    schema: &Map<String, Value>,
    what: &str,
    have: usize,
    place: &str,
    unit: &str,
) -> Result<(), String> {
    let limit = |side: &str| schema.get(&format!("{side}{what}")).and_then(Value::as_u64);
    if limit("min").is_some_and(|least| (have as u64) < least) {
        return Err(format!("{place} has {have} {unit}, too few"));
    }
    if limit("max").is_some_and(|most| (have as u64) > most) {
        return Err(format!("{place} has {have} {unit}, too many"));
    }
    Ok(())
}

/// A pattern that is not a valid regular expression matches everything.
fn matches(pattern: &str, text: &str) -> bool {
    regex::Regex::new(pattern).map_or(true, |pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let schema = json!({
            "type": "object",
            "definitions": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}},
            "properties": {
                "name": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
                "ports": {"type": "array", "items": {"$ref": "#/definitions/port"}, "uniqueItems": true},
                "mode": {"enum": ["a", "b"]},
                "size": {"oneOf": [{"type": "null"}, {"type": "number", "multipleOf": 4}]},
            },
            "required": ["name"],
            "additionalProperties": false,
        });
        assert_eq!(check(&schema, &json!({"name": "abc", "ports": [1, 2], "mode": "a", "size": 8})), Ok(()));
        for (value, what) in [
            (json!([]), "<root> is not of type object"),
            (json!({}), "lacks the required 'name'"),
            (json!({"name": 1}), "<root>.name is not of type string"),
            (json!({"name": "a"}), "<root>.name has 1 characters, too few"),
            (json!({"name": "A1"}), "<root>.name does not match"),
            (json!({"name": "ab", "ports": [0]}), "<root>.ports[0] is 0, less"),
            (json!({"name": "ab", "ports": [1, 1]}), "<root>.ports[1] occurs twice"),
            (json!({"name": "ab", "ports": [1.5]}), "<root>.ports[0] is not of type integer"),
            (json!({"name": "ab", "mode": "c"}), "<root>.mode is not one of the allowed values"),
            (json!({"name": "ab", "size": 6}), "<root>.size does not match exactly one"),
            (json!({"name": "ab", "other": 6}), "<root>.other is not allowed"),
        ] {
            let error = check(&schema, &value).expect_err(what);
            assert!(error.contains(what), "{error}");
        }
    }

    #[test]
    fn endless_references_end() {
        let schema = json!({"$ref": "#"});
        assert!(check(&schema, &json!({})).is_err());
    }
}
