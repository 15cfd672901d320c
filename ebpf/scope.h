/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Whose events are made at all: tested before any argument is read. */
#pragma once

#include "maps.h"

INLINE bool in_pid_namespace(struct pid *pid, u32 level, u32 inum)
{
	struct pid_namespace *ns;

	if (!pid || READ(pid, level) < level || level > 32)
		return false;
	ns = LOAD(pid, numbers[level].ns);
	return ns && LOAD(ns, ns.inum) == inum;
}

/* True if the process has been seen in the tree. */
INLINE bool in_tree(u32 tgid)
{
	return bpf_map_lookup_elem(&tree, &tgid) != NULL;
}

INLINE bool in_cgroup(struct task_struct *task, u64 id)
{
	struct css_set *set = READ(task, cgroups);
	struct cgroup *group = set ? READ(set, dfl_cgrp) : NULL;

	for (int depth = 0; depth < 24 && group; depth++) {
		struct kernfs_node *node = LOAD(group, kn);

		if (LOAD(node, id) == id)
			return true;
		/* `self` is the first member. */
		group = (void *)LOAD(group, self.parent);
	}
	return false;
}

#ifdef BEFORE_5_15
INLINE bool current_in_cgroup(struct settings *set, struct task_struct *task)
{
	return in_cgroup(task, set->scope_cgroup);
}
#else
/* Asks for one ancestor where its depth is known; the first task of the group knows the depth. */
INLINE bool current_in_cgroup(struct settings *set, struct task_struct *task)
{
	if (set->scope_level != LEVEL_UNKNOWN)
		return bpf_get_current_ancestor_cgroup_id(set->scope_level) == set->scope_cgroup;
	for (int level = 0; level < 24; level++) {
		u64 id = bpf_get_current_ancestor_cgroup_id(level);

		if (!id)
			return false;
		if (id == set->scope_cgroup) {
			set->scope_level = level;
			return true;
		}
	}
	return false;
}
#endif

/* The test for the task that runs. */
INLINE bool current_in_scope(struct settings *set, struct task_struct *task)
{
	u32 tgid = READ(task, tgid);

	if (set->self_tgid && tgid == set->self_tgid)
		return false;
	switch (set->scope) {
	case SCOPE_ALL:
		return true;
	case SCOPE_PID_NAMESPACE:
		return in_pid_namespace(READ(task, thread_pid), set->scope_level, set->scope_inum);
	case SCOPE_CGROUP:
		return current_in_cgroup(set, task);
	case SCOPE_TREE:
		return in_tree(tgid);
	}
	return false;
}

/* Looks for the root among the ancestors; remembers what it finds. */
INLINE bool descends(struct task_struct *task, struct learned *own, u32 inum, u32 root)
{
	u64 at = (u64)task;
	u32 tgid = task->tgid, level = own->level;
	u8 yes = 1;

	if (in_tree(tgid))
		return true;
	if (level > 32)
		return false;
	for (int depth = 0; depth < 64; depth++) {
		struct task_struct *ancestor = (void *)at, *leader = LOAD(ancestor, group_leader);
		struct pid *pid = LOAD(leader, thread_pid);

		if (LOAD(pid, level) >= level && LOAD(pid, numbers[level].nr) == root &&
		    LOAD(LOAD(pid, numbers[level].ns), ns.inum) == inum) {
			bpf_map_update_elem(&tree, &tgid, &yes, BPF_ANY);
			return true;
		}
		ancestor = LOAD(leader, real_parent);
		if (!ancestor || ancestor == leader)
			return false;
		at = (u64)ancestor;
	}
	return false;
}

/* The test for any task, for the snapshot. The capturing process is part of it. */
INLINE bool task_in_scope(struct settings *set, struct task_struct *task)
{
	u32 zero = 0;
	struct learned *own;

	switch (set->scope) {
	case SCOPE_ALL:
		return true;
	case SCOPE_PID_NAMESPACE:
		return in_pid_namespace(READ(task, thread_pid), set->scope_level, set->scope_inum);
	case SCOPE_CGROUP:
		return in_cgroup(task, set->scope_cgroup);
	case SCOPE_TREE:
		own = bpf_map_lookup_elem(&learned, &zero);
		return own && descends(task, own, set->learn_inum, set->tree_root);
	}
	return false;
}

/* Finds out who captures: only the process itself knows its number in its own namespace. */
INLINE void learn(struct settings *set, struct task_struct *task)
{
	struct pid *pid = READ(READ(task, group_leader), thread_pid);
	u32 zero = 0, level = pid ? READ(pid, level) : 99;
	struct learned *own = bpf_map_lookup_elem(&learned, &zero);

	if (!own || own->tgid || level > 32)
		return;
	if (LOAD(pid, numbers[level].nr) != set->learn_pid ||
	    LOAD(LOAD(pid, numbers[level].ns), ns.inum) != set->learn_inum)
		return;
	own->level = level;
	own->tgid = READ(task, tgid);
}
