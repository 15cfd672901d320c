// SPDX-License-Identifier: Apache-2.0
//! Points in time, as users write them.

use crate::fields::text::system_zone;
use jiff::Timestamp;

const NANOS: u64 = 1_000_000_000;
const DAY: i128 = 86_400 * NANOS as i128;

/// A point in time; all in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Since the epoch.
    Absolute(u64),
    /// Since midnight of the day of the first event, or of the next day where that is before the first event.
    OfDay(u64),
    /// Since the first event.
    Relative(u64),
}

impl Moment {
    /// Reads `12:34:56.7`, `2026-01-31T12:34:56Z`, seconds since the epoch, or `+SECONDS`.
    pub fn parse(text: &str) -> Result<Moment, String> {
        let wrong = || {
            format!(
                "'{text}' is not a time: expected 12:34:56.7, 2026-01-31T12:34:56Z, seconds since the epoch, or +SECONDS"
            )
        };
        if let Some(rest) = text.strip_prefix('+') {
            return seconds(rest).map(Moment::Relative).ok_or_else(wrong);
        }
        if text.contains(['-', 'T']) {
            let time: Timestamp = text.parse().map_err(|_| wrong())?;
            return u64::try_from(time.as_nanosecond()).map(Moment::Absolute).map_err(|_| wrong());
        }
        if text.contains(':') {
            return of_day(text).map(Moment::OfDay).ok_or_else(wrong);
        }
        seconds(text).map(Moment::Absolute).ok_or_else(wrong)
    }

    /// Nanoseconds since the epoch, in a capture whose first event has this time.
    pub fn resolve(self, first: u64) -> u64 {
        match self {
            Moment::Absolute(time) => time,
            Moment::Relative(time) => first.saturating_add(time),
            Moment::OfDay(time) => {
                let now = Timestamp::from_nanosecond(first.into()).unwrap_or_default();
                let east = i128::from(system_zone().to_offset(now).seconds()) * i128::from(NANOS);
                let local = i128::from(first) + east;
                let midnight = local - local.rem_euclid(DAY);
                let mut moment = midnight + i128::from(time);
                // Events of the same second as the first belong to the same day.
                if moment + i128::from(NANOS) <= local {
                    moment += DAY;
                }
                u64::try_from(moment - east).unwrap_or(0)
            }
        }
    }
}

/// `12.5` in nanoseconds; digits beyond the ninth are left out.
fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u64 =
        Some(whole).filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    let nanos: u64 = format!("{fraction:0<9}")[..9].parse().ok()?;
    whole.checked_mul(NANOS)?.checked_add(nanos)
}

/// `12:34` or `12:34:56.7` in nanoseconds.
fn of_day(text: &str) -> Option<u64> {
    let mut parts = text.split(':');
    let mut small = |limit: u64| {
        let part = parts.next()?;
        let number: u64 = Some(part).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
        (number < limit).then_some(number)
    };
    let (hour, minute) = (small(24)?, small(60)?);
    let second = match parts.next() {
        Some(part) => seconds(part).filter(|nanos| *nanos < 60 * NANOS)?,
        None => 0,
    };
    parts.next().is_none().then_some((hour * 3600 + minute * 60) * NANOS + second)
}

#[cfg(test)]
mod tests {
    use super::Moment::{self, *};

    #[test]
    fn forms_of_time() {
        let read = |text: &str| Moment::parse(text).expect("a time");
        assert_eq!(read("+1.5"), Relative(1_500_000_000));
        assert_eq!(read("00:01"), OfDay(60_000_000_000));
        assert_eq!(read("01:00:00.000000001"), OfDay(3_600_000_000_001));
        assert_eq!(read("1795462723.97"), Absolute(1_795_462_723_970_000_000));
        assert_eq!(read("1970-01-01T00:00:02Z"), Absolute(2_000_000_000));
        for wrong in ["", "+", "noon", "25:00", "1:2:3:4", "1.", "-5", "1:60", "2026-13-01T00:00:00Z", "1.x"]
        {
            let message = Moment::parse(wrong).expect_err("no time");
            assert!(message.contains(&format!("'{wrong}'")), "{message}");
        }
    }

    #[test]
    fn times_are_resolved_against_the_first_event() {
        assert_eq!(Relative(5).resolve(10), 15);
        assert_eq!(Absolute(5).resolve(10), 5);
        // Whatever the zone is, the time of day of the first event is the first event.
        let first = 1_795_462_723_000_000_000;
        let day = 86_400_000_000_000;
        let zone = (0..24).map(|hour| OfDay(hour * 3_600_000_000_000 + first % 3_600_000_000_000));
        let hits: Vec<u64> = zone.map(|moment| moment.resolve(first)).filter(|time| *time == first).collect();
        assert!(hits.len() <= 1);
        assert!(OfDay(0).resolve(first) > first - 1_000_000_000 && OfDay(0).resolve(first) < first + day);
    }
}
