/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Open files: devices, inodes, overlay layers, paths. */
#pragma once

#include "number.h"

#define O_F_CREATED (1u << 14)
#define FD_UPPER_LAYER (1u << 15)
#define FD_LOWER_LAYER (1u << 16)
#define FMODE_CREATED 0x100000
#define OVERLAYFS_MAGIC 0x794c7630
#define S_IFMT_MASK 0170000
#define LAYER_NONE 0
#define LAYER_LOWER 1
#define LAYER_UPPER 2

/* The kernel's file behind a descriptor of the task that runs. */
INLINE struct file *file_of(s32 fd)
{
	struct task_struct *task = bpf_get_current_task();
	struct files_struct *files = READ(task, files);
	struct fdtable *table;
	struct file **slots, *file = NULL;

	if (fd < 0 || !files)
		return NULL;
	table = READ(files, fdt);
	if (!table || (u32)fd >= READ(table, max_fds))
		return NULL;
	slots = READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

/* As new_encode_dev() of the kernel gives it to user space. */
INLINE u32 encode_device(u32 dev)
{
	u32 major = dev >> 20, minor = dev & 0xfffff;

	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

/* In which layer of an overlay a file is. */
GLOBAL u32 layer_of(u64 from)
{
	struct file *file = (void *)from;
	struct dentry *dentry = LOAD(file, f_path.dentry), *upper = NULL;
	struct super_block *super = LOAD(dentry, d_sb);
	struct inode *inode;

	if (LOAD(super, s_magic) != OVERLAYFS_MAGIC)
		return LAYER_NONE;
	/* The overlay keeps the dentry of its upper layer right behind the inode it shows. */
	inode = LOAD(dentry, d_inode);
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + TYPE_SIZE(struct inode));
	if (!upper)
		return LAYER_LOWER;
	inode = LOAD(upper, d_inode);
	return LOAD(inode, i_ino) ? LAYER_UPPER : LAYER_LOWER;
}

INLINE u32 overlay_layer(struct file *file)
{
	return layer_of((u64)file);
}

/* Finds out about an open file what several steps of a recipe ask for. */
GLOBAL_ON int learn_file(struct scratch *s, u64 fd)
{
	struct file *file = file_of((s32)fd);
	struct super_block *super;
	struct inode *inode;

	if (!s)
		return 0;
	s->file = fd + 1;
	s->file_inode = 0;
	s->file_device = 0;
	s->file_mode = 0;
	s->file_layer = LAYER_NONE;
	if (!file)
		return 0;
	inode = LOAD(file, f_inode);
	super = LOAD(inode, i_sb);
	s->file_inode = LOAD(inode, i_ino);
	s->file_device = LOAD(super, s_dev);
	s->file_mode = LOAD(file, f_mode);
	if (LOAD(super, s_magic) == OVERLAYFS_MAGIC)
		s->file_layer = overlay_layer(file);
	return 0;
}

INLINE void know_file(struct scratch *s, u64 fd)
{
	if (s->file != fd + 1)
		learn_file(s, fd);
}

INLINE u64 file_number(struct scratch *s, u64 fd, u32 which)
{
	know_file(s, fd);
	if (which == FILE_CREATED_LAYER)
		return s->file_layer == LAYER_UPPER ? 1 : s->file_layer == LAYER_LOWER ? 2 : 0;
	return which == FILE_INO ? s->file_inode : encode_device(s->file_device);
}

/* What an open file adds to the flags it was opened with: made now, upper or lower layer. */
INLINE u64 opened_flags(struct scratch *s, u64 fd)
{
	u64 flags = 0;

	know_file(s, fd);
	if (s->file_mode & FMODE_CREATED)
		flags |= O_F_CREATED;
	if (s->file_layer == LAYER_UPPER)
		flags |= FD_UPPER_LAYER;
	if (s->file_layer == LAYER_LOWER)
		flags |= FD_LOWER_LAYER;
	return flags;
}

#define PATH_ROOM 4096
#define PATH_COMPONENTS 96

/* Puts a path: components are laid down from the end of `side`, through mount points up to the root. */
GLOBAL u64 put_path_by(HANDED handed, u64 vfs, u64 dentry)
{
	struct scratch *s = HANDED_OVER(handed);
	struct mount *mount;
	u64 at, length;

	if (!s || !vfs || !dentry)
		return 0;
	mount = (void *)(vfs - __builtin_preserve_field_info(((struct mount *)0)->mnt, 0));
	s->work[0] = (u64)mount;
	s->work[1] = dentry;
	s->work[2] = PATH_ROOM - 1;
	s->side[PATH_ROOM - 1] = 0;
	for (u32 i = 0; i < PATH_COMPONENTS; i++) {
		struct dentry *here = (void *)s->work[1], *parent = LOAD(here, d_parent);
		struct mount *m = (void *)s->work[0];
		u64 pos = s->work[2];
		const unsigned char *name;
		u32 count;

		if (here == LOAD(m, mnt.mnt_root)) {
			struct mount *up = LOAD(m, mnt_parent);

			if (up == m)
				break;
			s->work[1] = (u64)LOAD(m, mnt_mountpoint);
			s->work[0] = (u64)up;
			continue;
		}
		name = LOAD(here, d_name.name);
		count = LOAD(here, d_name.len) & 255;
		if (pos < count + 1)
			break;
		pos -= count;
		bpf_probe_read_kernel(&s->side[pos & (PATH_ROOM - 1)], count, name);
		if (here == parent) {
			/* Not in any tree of directories: an anonymous file. */
			s->work[2] = pos;
			goto done;
		}
		pos -= 1;
		s->side[pos & (PATH_ROOM - 1)] = '/';
		s->work[2] = pos;
		s->work[1] = (u64)parent;
	}
	if (s->work[2] == PATH_ROOM - 1) {
		s->work[2] = PATH_ROOM - 2;
		s->side[PATH_ROOM - 2] = '/';
	}
done:
	at = s->work[2] & (PATH_ROOM - 1);
	length = PATH_ROOM - at;
	return put_side_bytes(s, at, length);
}

INLINE u64 put_path(struct scratch *s, u64 vfs, u64 dentry)
{
	return put_path_by(HAND_OVER(s), vfs, dentry);
}

INLINE u64 put_file_path(struct scratch *s, struct file *file)
{
	return file ? put_path(s, (u64)LOAD(file, f_path.mnt), (u64)LOAD(file, f_path.dentry)) : 0;
}

GLOBAL_ON int append_file_path(struct scratch *s, u64 fd)
{
	if (!s)
		return 0;
	append_length(s, put_file_path(s, file_of((s32)fd)));
	return 0;
}

/* aux 1 the executable, 2 the working directory, 3 the root directory */
GLOBAL_ON int append_task_path(struct scratch *s, u32 which)
{
	struct task_struct *task;
	struct fs_struct *fs;
	u64 length = 0;

	if (!s)
		return 0;
	task = (void *)s->task;
	if (which == 1) {
		length = put_file_path(s, LOAD(LOAD(task, mm), exe_file));
	} else {
		fs = LOAD(task, fs);
		if (fs && which == 2)
			length = put_path(s, (u64)LOAD(fs, pwd.mnt), (u64)LOAD(fs, pwd.dentry));
		else if (fs)
			length = put_path(s, (u64)LOAD(fs, root.mnt), (u64)LOAD(fs, root.dentry));
	}
	append_length(s, length);
	return 0;
}
