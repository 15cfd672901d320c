// SPDX-License-Identifier: Apache-2.0
//! Times as text. Every time is in nanoseconds since the epoch.

use super::number::{push_i64, push_padded, push_u64, put, two_digits};
use crate::fields::TextBuf;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const NANOS: u64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// The local time zone.
#[derive(Debug, Clone)]
pub struct Zone {
    zone: TimeZone,
    /// Seconds east of UTC at the time when this was made. Upstream adds this one offset to every time of day, in
    /// summer and winter alike.
    offset: i64,
}

impl Zone {
    /// The zone of the environment (`TZ`, else the system's).
    pub fn system() -> Self {
        let zone = system_zone();
        let offset = zone.to_offset(Timestamp::now()).seconds().into();
        Self { zone, offset }
    }

    /// Universal time.
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC, offset: 0 }
    }

    /// The zone this many seconds east of UTC, at most 25 hours either way.
    pub fn fixed(seconds: i32) -> Option<Self> {
        let offset = Offset::from_seconds(seconds).ok()?;
        Some(Self { zone: TimeZone::fixed(offset), offset: seconds.into() })
    }
}

/// The rules of the zone of the environment: `TZ`, else `/etc/localtime`, else UTC.
///
/// Only the file of the zone is read. `TimeZone::system` of jiff reads all folders of the zone database, a tenth of the time
/// that a small capture takes, and remembers `TZ` for minutes.
pub(crate) fn system_zone() -> TimeZone {
    match std::env::var_os("TZ") {
        Some(text) => named(&text.to_string_lossy()),
        None => zone_file(Path::new("/etc/localtime")).unwrap_or(TimeZone::UTC),
    }
}

/// The zone of a value of `TZ`, as for the C library: a name, a file, or a rule such as `CET-1CEST`; UTC
/// where it is none of these.
fn named(text: &str) -> TimeZone {
    let text = text.strip_prefix(':').unwrap_or(text);
    if text.is_empty() {
        return TimeZone::UTC;
    }
    let folder =
        std::env::var_os("TZDIR").map_or_else(|| PathBuf::from("/usr/share/zoneinfo"), PathBuf::from);
    zone_file(&folder.join(text)).or_else(|| TimeZone::posix(text).ok()).unwrap_or(TimeZone::UTC)
}

/// The largest file of the zone database has a few kilobytes; `TZ` may name any file, also one without an end.
const MAX_ZONE_FILE: u64 = 1 << 20;

fn zone_file(file: &Path) -> Option<TimeZone> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(MAX_ZONE_FILE).read_to_end(&mut bytes).ok()?;
    TimeZone::tzif(&file.to_string_lossy(), &bytes).ok()
}

/// Writes a time in one format.
pub(in crate::fields) type TextSource = fn(&mut TextBuf<'_>, u64, &Zone);

/// Appends `HH:MM:SS`, with `.nnnnnnnnn` when `nanos`.
pub fn push_local_time(out: &mut TextBuf<'_>, ts: u64, zone: &Zone, nanos: bool) {
    let second = ((ts / NANOS) as i64 + zone.offset).rem_euclid(DAY) as u64;
    let [h, i] = two_digits(second / 3600);
    let [m, n] = two_digits(second % 3600 / 60);
    let [s, t] = two_digits(second % 60);
    if !nanos {
        out.extend(&[h, i, b':', m, n, b':', s, t]);
        return;
    }
    let fraction = ts % NANOS;
    let first = b'0' + (fraction / 100_000_000) as u8;
    let [b, c] = two_digits(fraction / 1_000_000);
    let [d, e] = two_digits(fraction / 10_000);
    let [f, g] = two_digits(fraction / 100);
    let [j, k] = two_digits(fraction);
    out.extend(&[h, i, b':', m, n, b':', s, t, b'.', first, b, c, d, e, f, g, j, k]);
}

/// Appends `YYYY-MM-DD HH:MM:SS`, with `.nnnnnnnnn` when `nanos`.
pub fn push_date_time(out: &mut TextBuf<'_>, ts: u64, zone: &Zone, nanos: bool) {
    push_date(out, (ts / NANOS) as i64 + zone.offset);
    out.push(b' ');
    push_local_time(out, ts, zone, nanos);
}

/// Appends the date of a second since the epoch.
fn push_date(out: &mut TextBuf<'_>, second: i64) {
    match Timestamp::from_second(second) {
        Ok(time) => {
            let date = Offset::UTC.to_datetime(time).date();
            put!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        }
        // A 64-bit count of nanoseconds ends in the year 2554, so only an absurd offset leads here.
        Err(_) => push_i64(out, second),
    }
}

/// Appends `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000`, in universal time.
pub fn push_iso8601(out: &mut TextBuf<'_>, ts: u64) {
    push_date(out, (ts / NANOS) as i64);
    out.push(b'T');
    push_local_time(out, ts, &Zone::utc(), true);
    out.extend(b"+0000");
}

/// Appends `YYYY-MM-DD HH:MM:SS.nnnnnnnnn` with the offset that the zone has at that time.
pub fn push_absolute(out: &mut TextBuf<'_>, ts: u64, zone: &Zone) {
    let offset: i64 = match Timestamp::from_second((ts / NANOS) as i64) {
        Ok(time) => zone.zone.to_offset(time).seconds().into(),
        Err(_) => 0,
    };
    push_date_time(out, ts, &Zone { zone: TimeZone::UTC, offset }, true);
}

/// Appends seconds and nanoseconds of a duration as `s.nnnnnnnnn`.
pub fn push_duration(out: &mut TextBuf<'_>, nanoseconds: u64) {
    push_u64(out, nanoseconds / NANOS);
    out.push(b'.');
    push_padded(out, nanoseconds % NANOS, 9);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;

    const TS: u64 = 1_700_000_000_012_345_678;

    fn shown(write: impl Fn(&mut TextBuf<'_>)) -> String {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        write(&mut out);
        String::from_utf8(out.finish().to_vec()).expect("ASCII")
    }

    #[test]
    fn zones_by_name_by_file_and_by_rule() {
        let offset = |text: &str| named(text).to_offset(Timestamp::UNIX_EPOCH).seconds();
        assert_eq!(offset("EST5EDT,M3.2.0,M11.1.0"), -5 * 3600);
        assert_eq!(offset(":XYZ-2"), 2 * 3600);
        assert_eq!((offset(""), offset("no such zone"), offset("/dev/zero"), offset("/")), (0, 0, 0, 0));
        if Path::new("/usr/share/zoneinfo/Asia/Tokyo").exists() {
            assert_eq!(
                (offset("Asia/Tokyo"), offset("/usr/share/zoneinfo/Asia/Tokyo")),
                (9 * 3600, 9 * 3600)
            );
        }
    }

    #[test]
    fn times_of_day_and_dates() {
        let utc = Zone::utc();
        assert_eq!(shown(|o| push_local_time(o, TS, &utc, true)), "22:13:20.012345678");
        assert_eq!(shown(|o| push_local_time(o, TS, &utc, false)), "22:13:20");
        assert_eq!(shown(|o| push_date_time(o, TS, &utc, false)), "2023-11-14 22:13:20");
        assert_eq!(shown(|o| push_iso8601(o, TS)), "2023-11-14T22:13:20.012345678+0000");
    }

    #[test]
    fn values_of_tz() {
        let offset =
            |text| named(text).to_offset(Timestamp::from_second(1_700_000_000).expect("valid")).seconds();
        assert_eq!(offset("XYZ-2"), 7200);
        assert_eq!(offset(":UTC"), 0);
        assert_eq!(offset(""), 0);
        assert_eq!(offset("/no/such/zoneinfo/nowhere"), 0);
        assert_eq!(offset("nonsense"), 0);
    }

    #[test]
    fn a_zone_can_change_the_date() {
        let east = Zone::fixed(2 * 3600).expect("in range");
        assert_eq!(shown(|o| push_date_time(o, TS, &east, false)), "2023-11-15 00:13:20");
        assert_eq!(shown(|o| push_absolute(o, TS, &east)), "2023-11-15 00:13:20.012345678");
        let west = Zone::fixed(-5400).expect("in range");
        assert_eq!(shown(|o| push_absolute(o, TS, &west)), "2023-11-14 20:43:20.012345678");
    }

    #[test]
    fn durations() {
        assert_eq!(shown(|o| push_duration(o, 1_000_000_005)), "1.000000005");
    }
}
