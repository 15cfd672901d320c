// SPDX-License-Identifier: Apache-2.0
//! Metrics of plugins.

use super::abi;
use super::loaded::Plugin;
use super::text;
use crate::error::Result;

/// Maximum number of metrics of one plugin.
const MAX_METRICS: u32 = 1 << 16;

/// A metric of a plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Name of the plugin, a dot, name of the metric.
    pub name: String,
    /// True for what never decreases.
    pub monotonic: bool,
    /// The value.
    pub value: MetricValue,
}

/// A value as the plugin returns it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricValue {
    /// Unsigned, 32 bits.
    U32(u32),
    /// Signed, 32 bits.
    S32(i32),
    /// Unsigned, 64 bits.
    U64(u64),
    /// Signed, 64 bits.
    S64(i64),
    /// Floating point, 64 bits.
    F64(f64),
    /// Floating point, 32 bits.
    F32(f32),
}

impl Plugin {
    /// The metrics of the plugin; nothing where it has none.
    ///
    /// # Errors
    /// The plugin was not started.
    pub fn metrics(&self) -> Result<Vec<Metric>> {
        let state = self.started("get_metrics")?;
        let Some(get) = self.api().get_metrics else { return Ok(Vec::new()) };
        let _calling = self.calling();
        let mut count = 0;
        // SAFETY: a function of the plugin with its own state, whose list has as many entries as it says.
        let listed = unsafe {
            let list = get(state, &raw mut count);
            if list.is_null() {
                &[]
            } else {
                std::slice::from_raw_parts(list, count.min(MAX_METRICS) as usize)
            }
        };
        Ok(listed.iter().filter_map(|metric| self.metric(metric)).collect())
    }

    /// `None` for one without a name, or of no known type.
    fn metric(&self, metric: &abi::Metric) -> Option<Metric> {
        // SAFETY: a C string or NULL; copied.
        let name = unsafe { text::copy(metric.name) }?;
        let bits = metric.value;
        let value = match metric.value_type {
            0 => MetricValue::U32(bits as u32),
            1 | 6 => MetricValue::S32(bits as i32),
            2 => MetricValue::U64(bits),
            3 => MetricValue::S64(bits as i64),
            4 => MetricValue::F64(f64::from_bits(bits)),
            5 => MetricValue::F32(f32::from_bits(bits as u32)),
            _ => return None,
        };
        let name = format!("{}.{name}", self.description.name);
        Some(Metric { name, monotonic: metric.ty == 0, value })
    }
}
