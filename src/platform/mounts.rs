// SPDX-License-Identifier: Apache-2.0
//! Devices of mounts, from /proc/PID/mountinfo (proc_pid_mountinfo(5)).

use super::number::decimal;
use super::read::read_whole;
use rustc_hash::FxHashMap;
use rustix::fd::BorrowedFd;

/// Devices by mount id, in the kernel's 32-bit encoding. Ids are unique on the machine, so one table serves every
/// mount namespace.
#[derive(Debug, Default)]
pub(super) struct Mounts {
    devices: FxHashMap<u32, u32>,
    text: Vec<u8>,
}

impl Mounts {
    /// The device of a mount that `process`, a /proc/PID directory, sees; 0 where it sees none of this id.
    pub fn device(&mut self, process: BorrowedFd<'_>, mount_id: u32) -> u32 {
        if let Some(device) = self.devices.get(&mount_id) {
            return *device;
        }
        if read_whole(process, c"mountinfo", &mut self.text).is_ok() {
            self.devices.extend(self.text.split(|byte| *byte == b'\n').filter_map(mount));
        }
        // What does not exist is remembered too: otherwise a detached mount would have the file read for each descriptor.
        *self.devices.entry(mount_id).or_insert(0)
    }
}

/// `id parent major:minor ...`
fn mount(line: &[u8]) -> Option<(u32, u32)> {
    let mut words = line.split(|byte| *byte == b' ');
    let id = decimal(words.next()?)?;
    let device = words.nth(1)?;
    let colon = memchr::memchr(b':', device)?;
    let device = encode(decimal(&device[..colon])?, decimal(&device[colon + 1..])?);
    Some((id.try_into().ok()?, device))
}

/// As the kernel's `new_encode_dev` (include/linux/kdev_t.h).
pub(super) fn encode(major: u64, minor: u64) -> u32 {
    let (major, minor) = (major as u32, minor as u32);
    minor & 0xff | (major & 0xfff) << 8 | (minor & 0xfff00) << 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_id_and_device() {
        let line = b"36 35 98:4660 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue";
        assert_eq!(mount(line), Some((36, 0x34 | 98 << 8 | 0x1200 << 12)));
        assert_eq!(mount(b""), None);
        assert_eq!(mount(b"36 35 98 /"), None);
        assert_eq!(mount(b"x y 1:2"), None);
    }
}
