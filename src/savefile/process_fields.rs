// SPDX-License-Identifier: Apache-2.0
//! The layout of an entry of a process list, for reading and for writing.

/// Calls a macro for each field in its order: the version of the list that brought it, how it is stored, the member of
/// [`crate::snapshot::ThreadRecord`], and for texts and lists the most bytes.
macro_rules! each_process_field {
    ($field:ident) => {
        $field!(1 i64 tid);
        $field!(1 i64 pid);
        $field!(1 i64 ptid);
        $field!(6 i64 sid);
        $field!(8 i64 vpgid);
        $field!(1 text comm MAX_PATH_SIZE);
        $field!(1 text exe MAX_PATH_SIZE);
        $field!(7 text exepath MAX_PATH_SIZE);
        $field!(1 list args MAX_ARGS_SIZE);
        $field!(1 text cwd MAX_PATH_SIZE);
        $field!(1 i64 fdlimit);
        $field!(1 u32 flags);
        $field!(1 u32 uid);
        $field!(1 u32 gid);
        $field!(2 u32 vmsize_kb);
        $field!(2 u32 vmrss_kb);
        $field!(2 u32 vmswap_kb);
        $field!(2 u64 pfmajor);
        $field!(2 u64 pfminor);
        $field!(3 list env MAX_ENV_SIZE);
        $field!(4 i64 vtid);
        $field!(4 i64 vpid);
        $field!(4 bytes cgroups MAX_CGROUPS_SIZE);
        $field!(5 text root MAX_PATH_SIZE);
    };
}
pub(super) use each_process_field;

/// The same for the fields behind those, which came with the length of the entry (version 9): each one is there when the
/// length leaves room for it, those with `since_0_10` only where the whole tail is longer than that of older writers.
macro_rules! each_process_tail_field {
    ($field:ident) => {
        $field!(since_0_10 u64 pidns_init_start_ts);
        $field!(since_0_10 u32 tty);
        $field!(u32 loginuid);
        $field!(flag exe_writable);
        $field!(u64 cap_inheritable);
        $field!(u64 cap_permitted);
        $field!(u64 cap_effective);
        $field!(flag exe_upper_layer);
        $field!(u64 exe_ino);
        $field!(u64 exe_ino_ctime);
        $field!(u64 exe_ino_mtime);
        $field!(flag exe_from_memfd);
        $field!(flag exe_lower_layer);
        $field!(i64 pgid);
    };
}
pub(super) use each_process_tail_field;
