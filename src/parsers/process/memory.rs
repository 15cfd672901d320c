// SPDX-License-Identifier: Apache-2.0
//! Memory and page faults, as context switches and memory calls report them.

use super::super::ParseContext;

pub(super) fn switch(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.at.thread else { return Some(()) };
    let [_, major, minor, size, resident, swapped] = ctx.event.first_params();
    if swapped.is_empty() {
        return Some(());
    }
    let (major, minor) = (major.exact_u64()?, minor.exact_u64()?);
    let sizes = (size.exact_u32()?, resident.exact_u32()?, swapped.exact_u32()?);
    let thread = ctx.state.threads.at_mut(slot)?;
    (thread.pfmajor, thread.pfminor) = (major, minor);
    if thread.is_main() {
        (thread.vmsize_kb, thread.vmrss_kb, thread.vmswap_kb) = sizes;
    } else if let Some(main) = ctx.state.threads.main_slot(slot) {
        let main = ctx.state.threads.at_mut(main)?;
        (main.vmsize_kb, main.vmrss_kb, main.vmswap_kb) = sizes;
    }
    Some(())
}

/// brk, mmap, mmap2, munmap.
pub(super) fn sizes(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let event = ctx.event;
    let Some(thread) = ctx.thread_mut() else { return Some(()) };
    let [_, size, resident, swapped] = event.first_params();
    if !size.is_empty() {
        thread.vmsize_kb = size.exact_u32()?;
    }
    if !swapped.is_empty() {
        (thread.vmrss_kb, thread.vmswap_kb) = (resident.exact_u32()?, swapped.exact_u32()?);
    }
    Some(())
}
