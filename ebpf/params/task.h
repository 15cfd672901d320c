/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What an event says about a task: numbers, memory, rights, program, control groups. */
#pragma once

#include "file.h"

#define PIDTYPE_PGID 2
#define PIDTYPE_SID 3
#define RLIMIT_NOFILE 7

#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3

INLINE u64 pages_kb(s64 pages)
{
	return pages > 0 ? (u32)((u64)pages << 2) : 0;
}

/* Pages by kind: 0 of files, 1 anonymous, 2 swapped, 3 shared memory. */
INLINE u64 rss_kb(struct mm_struct *mm, bool swap)
{
	s64 pages;

	if (TYPE_EXISTS(struct mm_rss_stat)) {
		struct mm_struct___before_6_2 *old = (void *)mm;

		pages = swap ? LOAD(old, rss_stat.count[2].counter)
			     : LOAD(old, rss_stat.count[0].counter) + LOAD(old, rss_stat.count[1].counter) + LOAD(old, rss_stat.count[3].counter);
	} else {
		struct mm_struct___6_2 *new = (void *)mm;

		pages = swap ? LOAD(new, rss_stat[2].count)
			     : LOAD(new, rss_stat[0].count) + LOAD(new, rss_stat[1].count) + LOAD(new, rss_stat[3].count);
	}
	return pages_kb(pages);
}

INLINE u64 capability(struct cred *cred, u32 which)
{
	u64 set = 0;

	/* Two halves before 6.3, one number since: the same bytes. */
	switch (which) {
	case TASK_CAP_INHERITABLE:
		bpf_probe_read_kernel(&set, sizeof(set), &cred->cap_inheritable);
		break;
	case TASK_CAP_PERMITTED:
		bpf_probe_read_kernel(&set, sizeof(set), &cred->cap_permitted);
		break;
	default:
		bpf_probe_read_kernel(&set, sizeof(set), &cred->cap_effective);
	}
	return set;
}

/* A number of a process group or session as its own pid namespace counts. */
INLINE u64 number_in_namespace(struct pid *pid)
{
	u32 level = pid ? LOAD(pid, level) : 99;

	return level > 32 ? 0 : (u64)(s64)LOAD(pid, numbers[level].nr);
}

INLINE struct pid_namespace *namespace_of(struct task_struct *task)
{
	struct pid *pid = LOAD(task, thread_pid);
	u32 level = pid ? LOAD(pid, level) : 99;

	return level > 32 ? NULL : LOAD(pid, numbers[level].ns);
}

INLINE u32 tty_number(struct task_struct *task)
{
	struct tty_struct *tty = LOAD(LOAD(task, signal), tty);
	struct tty_driver *driver = tty ? LOAD(tty, driver) : NULL;

	if (!driver)
		return 0;
	return encode_device(((u32)LOAD(driver, major) << 20 | (u32)LOAD(driver, minor_start)) + (u32)LOAD(tty, index));
}

INLINE u32 login_uid(struct task_struct *task)
{
	if (FIELD_EXISTS(((struct task_struct *)0)->loginuid))
		return LOAD(task, loginuid.val);
	if (FIELD_EXISTS(((struct task_struct___cos *)0)->audit))
		return LOAD(LOAD((struct task_struct___cos *)task, audit), loginuid.val);
	return (u32)-1;
}

INLINE u64 nanoseconds(s64 seconds, u64 rest)
{
	return seconds < 0 ? 0 : (u64)seconds * 1000000000ull + rest;
}

INLINE u64 change_time(struct inode *inode)
{
	if (FIELD_EXISTS(((struct inode___before_6_6 *)0)->i_ctime)) {
		struct inode___before_6_6 *old = (void *)inode;

		return nanoseconds(LOAD(old, i_ctime.tv_sec), LOAD(old, i_ctime.tv_nsec));
	}
	if (FIELD_EXISTS(((struct inode___6_6 *)0)->__i_ctime)) {
		struct inode___6_6 *newer = (void *)inode;

		return nanoseconds(LOAD(newer, __i_ctime.tv_sec), LOAD(newer, __i_ctime.tv_nsec));
	}
	/* Since Linux 6.13 the highest bit says that somebody has asked for the time (I_CTIME_QUERIED). */
	return nanoseconds(LOAD((struct inode___6_11 *)inode, i_ctime_sec),
			   LOAD((struct inode___6_11 *)inode, i_ctime_nsec) & 0x7fffffff);
}

INLINE u64 modification_time(struct inode *inode)
{
	if (FIELD_EXISTS(((struct inode___before_6_6 *)0)->i_mtime)) {
		struct inode___before_6_6 *old = (void *)inode;

		return nanoseconds(LOAD(old, i_mtime.tv_sec), LOAD(old, i_mtime.tv_nsec));
	}
	if (FIELD_EXISTS(((struct inode___6_7 *)0)->__i_mtime)) {
		struct inode___6_7 *newer = (void *)inode;

		return nanoseconds(LOAD(newer, __i_mtime.tv_sec), LOAD(newer, __i_mtime.tv_nsec));
	}
	return nanoseconds(LOAD((struct inode___6_11 *)inode, i_mtime_sec),
			   LOAD((struct inode___6_11 *)inode, i_mtime_nsec));
}

INLINE bool in_groups(struct cred *cred, u32 group)
{
	struct group_info *groups = LOAD(cred, group_info);
	u32 left = 0, right = groups ? (u32)LOAD(groups, ngroups) : 0;

	for (int i = 0; i < 17 && left < right; i++) {
		u32 middle = (left + right) / 2;
		u32 here = LOAD(groups, gid[middle].val);

		if (here == group)
			return true;
		if (group > here)
			left = middle + 1;
		else
			right = middle;
	}
	return false;
}

INLINE bool is_mapped(struct uid_gid_map *map, u32 id)
{
	u32 extents = LOAD(map, nr_extents);

	for (u32 i = 0; i < 5 && i < extents; i++) {
		u32 first = LOAD(map, extent[i].lower_first);

		if (id - first < LOAD(map, extent[i].count))
			return true;
	}
	return false;
}

/* Whether the task may write the file: owner, group or others' bits, or the rights to pass them by. */
INLINE bool may_write(struct cred *cred, struct inode *inode)
{
	u32 mode = LOAD(inode, i_mode), uid = LOAD(inode, i_uid.val), gid = LOAD(inode, i_gid.val);
	u32 kind = mode & S_IFMT_MASK;
	struct user_namespace *ns;
	u64 rights;

	if ((LOAD(LOAD(inode, i_sb), s_flags) & 1) && (kind == 0100000 || kind == 0040000 || kind == 0120000))
		return false;
	if ((LOAD(inode, i_flags) & 8) || uid == (u32)-1 || gid == (u32)-1)
		return false;
	if (LOAD(cred, fsuid.val) == uid)
		return true;
	if (LOAD(cred, fsgid.val) == gid || in_groups(cred, gid))
		mode >>= 3;
	if (mode & 2)
		return true;
	ns = LOAD(cred, user_ns);
	if (!ns || !is_mapped(&ns->uid_map, uid))
		return false;
	rights = capability(cred, TASK_CAP_EFFECTIVE);
	return rights >> CAP_FOWNER & 1 || (rights >> CAP_DAC_OVERRIDE & 1 && is_mapped(&ns->gid_map, gid));
}

INLINE bool is_memory_file(struct file *file)
{
	struct dentry *dentry = LOAD(file, f_path.dentry);
	char name[8] = {};

	if (!dentry || LOAD(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(name, 6, LOAD(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' && name[5] == ':';
}

/* PPM_EXE_ flags: writable, layers of an overlay, a file in memory. */
GLOBAL_ON u64 exe_flags(struct scratch *s)
{
	struct task_struct *task = s ? (void *)s->task : NULL;
	struct file *file = task ? LOAD(LOAD(task, mm), exe_file) : NULL;
	u64 flags = 0;
	u32 layer;

	if (!file)
		return 0;
	if (may_write(LOAD(task, cred), LOAD(file, f_inode)))
		flags |= 1;
	layer = overlay_layer(file);
	if (layer == LAYER_UPPER)
		flags |= 2;
	if (layer == LAYER_LOWER)
		flags |= 8;
	if (is_memory_file(file))
		flags |= 4;
	return flags;
}

#define PF_EXITING 4
#define MOST_THREADS 30
#define MOST_ANCESTORS 60

/* A thread of the process that is not ending: its id, 0 none, -1 too many to look at. */
GLOBAL s64 living_thread(u64 of)
{
	struct task_struct *task = (void *)of;
	struct signal_struct *signal = LOAD(task, signal);
	struct list_head *head = &signal->thread_head, *at = LOAD(head, next);

	for (int i = 0; i < MOST_THREADS; i++) {
		struct task_struct *thread;

		if (at == head || !at)
			return 0;
		thread = (void *)((u64)at - __builtin_preserve_field_info(((struct task_struct *)0)->thread_node, 0));
		if (!(LOAD(thread, flags) & PF_EXITING))
			return LOAD(thread, pid);
		at = LOAD(thread, thread_node.next);
	}
	return -1;
}

#define SUBREAPER(signal, field)                                                                                       \
	({                                                                                                             \
		u64 word = 0;                                                                                          \
		u32 at = __builtin_preserve_field_info((signal)->field, 0);                                            \
		u32 size = __builtin_preserve_field_info((signal)->field, 1);                                          \
		if (size <= 8)                                                                                         \
			bpf_probe_read_kernel(&word, size & 15, (void *)(signal) + at);                                \
		word <<= __builtin_preserve_field_info((signal)->field, 4);                                            \
		word >> __builtin_preserve_field_info((signal)->field, 5);                                             \
	})

/* Who takes over the children of a task that ends: a thread id, 0 nobody, -1 not found within the limits. */
GLOBAL_ON s64 reaper(struct scratch *s)
{
	struct task_struct *task = s ? (void *)s->task : NULL, *at, *init;
	struct list_head *children;
	struct signal_struct *signal;
	u32 level;
	s64 found;

	if (!task)
		return 0;
	children = &task->children;
	if (LOAD(children, next) == children)
		return 0;
	found = living_thread((u64)task);
	if (found)
		return found;
	init = LOAD(namespace_of(task), child_reaper);
	if (init == task)
		return 0;
	signal = LOAD(task, signal);
	if (!SUBREAPER(signal, has_child_subreaper))
		return LOAD(init, pid);
	level = LOAD(LOAD(task, thread_pid), level);
	at = LOAD(task, real_parent);
	for (int i = 0; i < MOST_ANCESTORS; i++) {
		if (LOAD(LOAD(at, thread_pid), level) != level || at == init)
			return LOAD(init, pid);
		signal = LOAD(at, signal);
		if (SUBREAPER(signal, is_child_subreaper)) {
			found = living_thread((u64)at);
			if (found)
				return found;
		}
		at = LOAD(at, real_parent);
	}
	return -1;
}

/* One number of the task that the event is about. */
GLOBAL_ON u64 task_number(struct scratch *s, u32 which)
{
	struct task_struct *task;
	struct signal_struct *signal;
	struct cred *cred;
	struct mm_struct *mm;
	struct inode *inode;

	if (!s)
		return 0;
	task = (void *)s->task;
	switch (which) {
	case TASK_TID:
		return (s64)LOAD(task, pid);
	case TASK_PID:
		return (s64)LOAD(task, tgid);
	case TASK_PTID:
		return (s64)LOAD(LOAD(task, real_parent), pid);
	case TASK_MAJOR:
		return LOAD(task, maj_flt);
	case TASK_MINOR:
		return LOAD(task, min_flt);
	case TASK_TTY:
		return tty_number(task);
	case TASK_LOGINUID:
		return login_uid(task);
	case TASK_VTID:
		return number_in_namespace(LOAD(task, thread_pid));
	case TASK_VPID:
		return number_in_namespace(LOAD(LOAD(task, group_leader), thread_pid));
	case TASK_PIDNS_START:
		return LOAD(LOAD(namespace_of(task), child_reaper), start_time);
	case TASK_START:
		return LOAD(task, start_boottime);
	}
	signal = LOAD(task, signal);
	switch (which) {
	case TASK_FDLIMIT:
		return LOAD(signal, rlim[RLIMIT_NOFILE].rlim_cur);
	case TASK_VPGID:
		return number_in_namespace(LOAD(signal, pids[PIDTYPE_PGID]));
	case TASK_PGID:
		return (s64)LOAD(LOAD(signal, pids[PIDTYPE_PGID]), numbers[0].nr);
	case TASK_SID:
		return (s64)LOAD(LOAD(signal, pids[PIDTYPE_SID]), numbers[0].nr);
	}
	cred = LOAD(task, cred);
	switch (which) {
	case TASK_EUID:
		return LOAD(cred, euid.val);
	case TASK_EGID:
		return LOAD(cred, egid.val);
	case TASK_CAP_INHERITABLE:
	case TASK_CAP_PERMITTED:
	case TASK_CAP_EFFECTIVE:
		return translate(TABLE_CAPABILITIES, capability(cred, which));
	}
	mm = LOAD(task, mm);
	if (!mm)
		return 0;
	switch (which) {
	case TASK_VM_SIZE:
		return pages_kb(LOAD(mm, total_vm));
	case TASK_VM_RSS:
		return rss_kb(mm, false);
	case TASK_VM_SWAP:
		return rss_kb(mm, true);
	}
	inode = LOAD(LOAD(mm, exe_file), f_inode);
	if (!inode)
		return 0;
	switch (which) {
	case TASK_EXE_INO:
		return LOAD(inode, i_ino);
	case TASK_EXE_CTIME:
		return change_time(inode);
	case TASK_EXE_MTIME:
		return modification_time(inode);
	}
	return 0;
}

GLOBAL_ON int append_comm(struct scratch *s)
{
	if (s)
		append_text(s, s->task + __builtin_preserve_field_info(((struct task_struct *)0)->comm, 0), 16, false);
	return 0;
}

/* The portable flags of a clone, with what the task itself knows of pid namespaces. */
GLOBAL_ON u64 namespace_flag(struct scratch *s)
{
	struct task_struct *task = s ? (void *)s->task : NULL;
	struct pid_namespace *own = task ? namespace_of(task) : NULL;

	if (!own)
		return 0;
	/* PPM_CL_CHILD_IN_PIDNS */
	if (LOAD(own, level) || LOAD(LOAD(task, nsproxy), pid_ns_for_children) != own)
		return 1u << 29;
	return 0;
}
