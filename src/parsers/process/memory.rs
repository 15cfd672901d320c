//! Memory and page faults, as context switches and memory calls tell them.

use super::super::Context;

pub(super) fn switch(ctx: &mut Context<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.thread else { return Some(()) };
    if ctx.param(5).is_empty() {
        return Some(());
    }
    let (major, minor) = (ctx.u64(1)?, ctx.u64(2)?);
    let sizes = (ctx.u32(3)?, ctx.u32(4)?, ctx.u32(5)?);
    let thread = ctx.state.threads.at_mut(slot)?;
    (thread.pfmajor, thread.pfminor) = (major, minor);
    if let Some(main) = ctx.state.threads.main_slot(slot) {
        let main = ctx.state.threads.at_mut(main)?;
        (main.vmsize_kb, main.vmrss_kb, main.vmswap_kb) = sizes;
    }
    Some(())
}

/// brk, mmap, mmap2, munmap.
pub(super) fn sizes(ctx: &mut Context<'_, '_>) -> Option<()> {
    if ctx.thread.is_none() {
        return Some(());
    }
    if !ctx.param(1).is_empty() {
        let size = ctx.u32(1)?;
        ctx.thread_mut()?.vmsize_kb = size;
    }
    if !ctx.param(3).is_empty() {
        let (resident, swapped) = (ctx.u32(2)?, ctx.u32(3)?);
        let thread = ctx.thread_mut()?;
        (thread.vmrss_kb, thread.vmswap_kb) = (resident, swapped);
    }
    Some(())
}
