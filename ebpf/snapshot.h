/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Iterators over tasks and their open files, for the state at the start. */
#pragma once

#include "interpret.h"
#include "scope.h"

INLINE struct snapshot_room *begin_record(u32 recipe, struct task_struct *task)
{
	struct snapshot_room *room = get_snapshot_room();

	if (!room)
		return NULL;
	room->scratch.recipe = recipe;
	room->scratch.task = (u64)task;
	room->scratch.tid = (u64)(u32)task->tgid << 32 | (u32)task->pid;
	room->scratch.compat = 0;
	room->scratch.args[RET] = 0;
	return room;
}

INLINE struct recipe *recipe_of(struct scratch *s)
{
	u32 index = s->recipe;

	return bpf_map_lookup_elem(&recipes, &index);
}

INLINE void write_record(struct seq_file *seq, struct scratch *s, struct recipe *recipe)
{
	u64 length = s->pos;

	write_header(s, recipe, 0, length);
	OPAQUE(length);
	if (length < PREFIX_SIZE || length > MOST_BYTES)
		return;
	bpf_seq_write(seq, &s->data[PREFIX_SIZE], length - PREFIX_SIZE);
}

/* Copies memory of a task that does not run; returns the bytes copied. */
INLINE u64 copy_area(struct task_struct *task, u8 *to, u64 from, u64 end)
{
	u64 length = end > from ? end - from : 0;

	if (length > AREA)
		length = AREA;
	OPAQUE(length);
	if (!length || length > AREA || bpf_copy_from_user_task(to, length, (void *)from, task, 0))
		return 0;
	return length;
}

/* A task whose end is reported already, or soon: it waits for its parent only. A first thread that ended before the others
 * still stands for the process. */
INLINE bool is_over(struct task_struct *task)
{
	if (!(task->flags & PF_EXITING))
		return false;
	return task != task->group_leader || LOAD(task->signal, live.counter) == 0;
}

INLINE int iterate_task(struct bpf_iter__task *ctx, bool may_sleep)
{
	struct task_struct *task = ctx->task;
	struct seq_file *seq = ctx->meta->seq;
	struct settings *set = get_settings();
	struct snapshot_room *room;
	struct recipe *recipe;
	struct mm_struct *mm;

	if (!task || !set || task->flags & PF_KTHREAD || is_over(task) || !task_in_scope(set, task))
		return 0;
	room = begin_record(RECIPE_TASK, task);
	if (!room)
		return 0;
	room->scratch.args[8] = (u64)room->arguments;
	room->scratch.args[9] = 0;
	room->scratch.args[10] = (u64)room->environment;
	room->scratch.args[11] = 0;
	mm = task->mm;
	if (may_sleep && mm) {
		room->scratch.args[9] = copy_area(task, room->arguments, mm->arg_start, mm->arg_end);
		room->scratch.args[11] = copy_area(task, room->environment, mm->env_start, mm->env_end);
	}
	recipe = recipe_of(&room->scratch);
	if (recipe && compose_program(&room->scratch, recipe))
		write_record(seq, &room->scratch, recipe);
	return 0;
}

#ifndef BEFORE_5_15
SEC("iter.s/task")
int snapshot_tasks(struct bpf_iter__task *ctx)
{
	return iterate_task(ctx, true);
}
#endif

/* Before 5.18, without arguments and environment. */
SEC("iter/task")
int snapshot_tasks_without_areas(struct bpf_iter__task *ctx)
{
	return iterate_task(ctx, false);
}

/* The path of an open file, with what the kernel appends for files that are gone; returns its length. */
#ifdef BEFORE_5_15
INLINE u64 put_gone(struct scratch *s)
{
	put(s, *(u64 *)" (delete", 8);
	put(s, *(u32 *)"d)\0", 3);
	return 11;
}

INLINE s64 take_path(struct snapshot_room *room, struct file *file)
{
	struct scratch *s = &room->scratch;
	struct dentry *dentry = file->f_path.dentry;
	s64 length;

	s->pos = 0;
	length = put_path(s, AS_NUMBER(s, file->f_path.mnt), AS_NUMBER(s, dentry));
	if (length > 0 && !dentry->d_hash.pprev && dentry->d_parent != dentry) {
		s->pos -= 1;
		length += put_gone(s) - 1;
	}
	bpf_probe_read_kernel(room->arguments, AREA, s->data);
	return length;
}
#else
INLINE s64 take_path(struct snapshot_room *room, struct file *file)
{
	return bpf_d_path(&file->f_path, (char *)room->arguments, AREA);
}
#endif

INLINE u32 file_recipe(struct file *file, struct scratch *s)
{
	struct sock *sk = sock_of_file(file);

	if (!sk)
		return RECIPE_FILE;
	s->args[1] = LOAD(sk, sk_type);
	s->args[2] = LOAD(sk, sk_protocol);
	switch (LOAD(sk, __sk_common.skc_family)) {
	case AF_INET:
		s->args[3] = LOAD((struct inet_sock *)sk, inet_saddr);
		s->args[4] = host_order(LOAD((struct inet_sock *)sk, inet_sport));
		s->args[5] = LOAD(sk, __sk_common.skc_daddr);
		s->args[8] = host_order(LOAD(sk, __sk_common.skc_dport));
		return RECIPE_FILE_SOCKET4;
	case AF_INET6:
		s->args[14] = 16;
		s->args[3] = (u64)&LOAD((struct inet_sock___v6 *)sk, pinet6)->saddr;
		s->args[4] = host_order(LOAD((struct inet_sock *)sk, inet_sport));
		s->args[5] = (u64)&sk->__sk_common.skc_v6_daddr;
		s->args[8] = host_order(LOAD(sk, __sk_common.skc_dport));
		return RECIPE_FILE_SOCKET6;
	case AF_UNIX:
		s->args[3] = (u64)sk;
		s->args[4] = (u64)LOAD((struct unix_sock *)sk, peer);
		return RECIPE_FILE_UNIX;
	}
	s->args[3] = LOAD(sk, __sk_common.skc_family);
	return RECIPE_FILE_SOCKET;
}

SEC("iter/task_file")
int snapshot_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct seq_file *seq = ctx->meta->seq;
	struct settings *set = get_settings();
	struct snapshot_room *room;
	struct scratch *s;
	struct inode *inode;
	struct vfsmount *vfs;
	struct recipe *found;
	s64 length;
	u32 recipe;

	if (!task || !file || !set || !task_in_scope(set, task))
		return 0;
	room = begin_record(RECIPE_FILE, task);
	if (!room)
		return 0;
	s = &room->scratch;
	s->args[0] = ctx->fd;
	s->args[3] = file->f_flags;
	length = take_path(room, file);
	file = (void *)AS_NUMBER(s, file);
	inode = LOAD(file, f_inode);
	s->args[12] = LOAD(inode, i_ino);
	s->args[13] = encode_device(LOAD(LOAD(inode, i_sb), s_dev));
	recipe = file_recipe(file, s);
	s->recipe = recipe;
	if (recipe == RECIPE_FILE) {
		s->args[1] = (u64)room->arguments;
		s->args[2] = length > 0 ? length : 0;
		vfs = LOAD(file, f_path.mnt);
		s->args[4] = LOAD((struct mount *)((u64)vfs - __builtin_preserve_field_info(((struct mount *)0)->mnt, 0)), mnt_id);
		s->args[5] = LOAD(inode, i_mode);
		s->args[8] = overlay_layer(file);
	} else if (recipe == RECIPE_FILE_UNIX) {
		s->pos = 0;
		length = put_sock_path(s, s->args[3]);
		bpf_probe_read_kernel(room->arguments, UNIX_PATH + 1, s->data);
		s->args[8] = (u64)room->arguments;
		s->args[9] = length;
	}
	found = recipe_of(s);
	if (found && compose_file(s, found))
		write_record(seq, s, found);
	return 0;
}
