// SPDX-License-Identifier: Apache-2.0
//! What a source can be opened with.

use super::abi;
use super::loaded::Plugin;
use super::text;
use crate::error::Result;
use serde_json::Value;

/// A text that a plugin can be opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenParam {
    /// The text.
    pub value: String,
    /// Its description; may be empty.
    pub description: String,
    /// The separator between several of them in one text; may be empty.
    pub separator: String,
}

impl Plugin {
    /// What the source can be opened with; nothing where the plugin does not list it.
    ///
    /// # Errors
    /// The plugin was not started, reports a failure, or returns no list.
    pub fn open_params(&self) -> Result<Vec<OpenParam>> {
        let state = self.started("list_open_params")?;
        let Some(list) = self.api().list_open_params.filter(|_| !state.is_null()) else {
            return Ok(Vec::new());
        };
        let mut rc = abi::FAILURE;
        let list = {
            let _calling = self.calling();
            // SAFETY: a function of the plugin with its own state; the text is copied.
            unsafe { text::copy(list(state, &raw mut rc)) }.unwrap_or_default()
        };
        if rc != abi::SUCCESS {
            return Err(self.error(format!("list_open_params failed: {}", self.last_error())));
        }
        if list.is_empty() {
            return Ok(Vec::new());
        }
        let Ok(Value::Array(items)) = text::json(&list) else {
            return Err(self.error("list_open_params does not return a JSON array"));
        };
        let word = |item: &Value, key: &str| match item.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let params = items.iter().map(|item| OpenParam {
            value: word(item, "value"),
            description: word(item, "desc"),
            separator: word(item, "separator"),
        });
        let params: Vec<_> = params.collect();
        if params.iter().any(|param| param.value.is_empty()) {
            return Err(self.error("list_open_params has an entry without a value"));
        }
        Ok(params)
    }
}
