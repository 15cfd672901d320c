// SPDX-License-Identifier: Apache-2.0
//! A catalogue made from the reference facts, and a source of values that is a table: the filter language is tested with
//! them, apart from how fields are read.
#![allow(dead_code, reason = "each test file uses a part")]

use scap::fields::{
    ArgRule, Catalogue, CompareRule, Extracted, FieldClass, FieldFlags, FieldInfo, FieldRef, Scratch, Source,
    Value, ValueRule,
};
use scap::schema::{Code, ParamType};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::path::PathBuf;

/// The reference of fields and of the filter language.
pub fn reference() -> Json {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/reference/fields.json");
    let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&text).expect("the reference file is JSON")
}

pub fn text<'j>(probe: &'j Json, key: &str) -> &'j str {
    probe[key].as_str().unwrap_or_else(|| panic!("{key} of {probe}"))
}

pub fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

pub fn param_type(name: &str) -> ParamType {
    let name = name.strip_prefix("PT_").unwrap_or(name);
    ParamType::ALL.iter().copied().find(|ty| ty.name() == name).unwrap_or_else(|| panic!("type {name}"))
}

/// The fields of the reference, without a way to read them from events.
pub fn reference_catalogue(reference: &Json) -> Catalogue {
    let class = |class: &Json| {
        let fields: Vec<FieldInfo> = list(class, "fields").iter().map(field).collect();
        FieldClass {
            name: text(class, "class_name").to_owned().leak(),
            summary: text(class, "implementation").to_owned().leak(),
            doc: "",
            hidden: false,
            families: vec![&*fields.leak()].leak(),
        }
    };
    Catalogue::new(list(reference, "classes").iter().map(class))
}

fn field(json: &Json) -> FieldInfo {
    let name: &'static str = text(json, "name").to_owned().leak();
    let flags = json["flags_value"].as_u64().expect("a number") as u32;
    let info = new_field(name, param_type(text(json, "type"))).flags(FieldFlags(flags));
    match name {
        "proc.aname" | "proc.aexe" | "proc.aexepath" | "proc.acmdline" | "proc.apid" => {
            info.arg(ArgRule::Index).compared(CompareRule::AnyAncestor, nothing)
        }
        "proc.args" | "proc.aargs" | "fd.types" => info.arg(ArgRule::Index),
        "proc.env" => info.arg(ArgRule::IndexOrKey),
        "proc.aenv" => info.arg(ArgRule::IndexOrKey).compared(CompareRule::AnyAncestor, nothing),
        "evt.arg" => info.arg(ArgRule::Param),
        "evt.rawarg" => info.arg(ArgRule::RawParam).compared(CompareRule::RawParam, nothing),
        "evt.around" => info.arg(ArgRule::Time).compared(CompareRule::Around, nothing),
        "evt.abspath" => info.arg(ArgRule::PathEnd),
        "evt.type.is" => info.arg(ArgRule::EventType),
        "thread.cgroup" => info.arg(ArgRule::Word),
        "fd.ip" => info.compared(CompareRule::EitherAddress, nothing),
        "fd.port" | "fd.proto" => info.compared(CompareRule::EitherPort, nothing),
        "fd.net" => info.compared(CompareRule::EitherNet, nothing),
        "evt.type" => info.values(ValueRule::EventName).known(name_of_code),
        _ => info,
    }
}

/// The name of the event, for all but those that name themselves.
pub fn name_of_code(code: Code, _: &FieldRef) -> Option<Extracted<'static>> {
    match code {
        Code::GenericX | Code::AsynceventE => None,
        _ => Some(Value::Bytes(code.info().name.as_bytes()).into()),
    }
}

pub fn nothing<'s>(_: &scap::fields::Evaluation<'s>, _: &FieldRef) -> Extracted<'s> {
    Extracted::None
}

/// A field that only a [`Table`] can read.
pub fn new_field(name: &'static str, ty: ParamType) -> FieldInfo {
    FieldInfo::new(name, ty, "", nothing)
}

/// Values by the text of the field, such as `proc.aname[1]`.
pub struct Table<'s> {
    pub values: &'s HashMap<String, Vec<Value<'static>>>,
    pub scratch: &'s Scratch,
    /// How often each field was read.
    pub reads: std::cell::RefCell<HashMap<String, u32>>,
}

impl<'s> Table<'s> {
    pub fn new(values: &'s HashMap<String, Vec<Value<'static>>>, scratch: &'s Scratch) -> Self {
        Table { values, scratch, reads: Default::default() }
    }

    fn read(&self, field: &FieldRef) -> Extracted<'s> {
        let name = field.to_string();
        *self.reads.borrow_mut().entry(name.clone()).or_default() += 1;
        match self.values.get(&name).map(Vec::as_slice) {
            None => Extracted::None,
            Some([value]) if !field.is_list() => Extracted::One(*value),
            Some(values) => Extracted::Many(values),
        }
    }
}

impl<'s> Source<'s> for Table<'s> {
    fn extract(&self, field: &FieldRef) -> Extracted<'s> {
        self.read(field)
    }

    fn candidates(&self, field: &FieldRef) -> Extracted<'s> {
        self.read(field)
    }

    fn scratch(&self) -> &'s Scratch {
        self.scratch
    }
}
