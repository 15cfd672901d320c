/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The kernel's structures, as far as the probe reads them. Offsets are relocated when the probe is loaded, so that only
 * names and types count; a name after three underscores marks an older or newer form of the same structure. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
	unsigned long bp, bx, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip;
};

struct ns_common {
	unsigned int inum;
};
struct pid_namespace {
	struct task_struct *child_reaper;
	unsigned int level;
	struct ns_common ns;
};
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct pid {
	unsigned int level;
	struct upid numbers[1];
};
struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
};

typedef struct {
	u32 val;
} kuid_t;
typedef struct {
	u32 val;
} kgid_t;
struct kernel_cap_struct {
	u32 cap[2];
};
typedef struct {
	u64 val;
} kernel_cap_t;
struct group_info {
	int ngroups;
	kgid_t gid[1];
};
struct uid_gid_extent {
	u32 first, lower_first, count;
};
struct uid_gid_map {
	u32 nr_extents;
	struct uid_gid_extent extent[5];
};
struct user_namespace {
	struct uid_gid_map uid_map, gid_map;
	int level;
};
struct cred {
	kuid_t euid, fsuid;
	kgid_t egid, fsgid;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};
struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};
struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};
struct vfsmount {
	struct dentry *mnt_root;
};
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	int mnt_id;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
struct super_block {
	u32 s_dev;
	unsigned long s_flags, s_magic;
};
struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};
struct inode {
	unsigned short i_mode;
	unsigned int i_flags;
	kuid_t i_uid;
	kgid_t i_gid;
	struct super_block *i_sb;
	unsigned long i_ino;
};
struct inode___before_6_6 {
	struct timespec64 i_ctime, i_mtime;
};
struct inode___6_6 {
	struct timespec64 __i_ctime;
};
struct inode___6_7 {
	struct timespec64 __i_mtime;
};
struct inode___6_11 {
	s64 i_ctime_sec, i_mtime_sec;
	u32 i_ctime_nsec, i_mtime_nsec;
};
struct file {
	struct inode *f_inode;
	unsigned int f_mode;
	unsigned int f_flags;
	struct path f_path;
	void *private_data;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct fs_struct {
	struct path root, pwd;
};

struct percpu_counter {
	s64 count;
};
struct mm_struct {
	unsigned long total_vm, arg_start, arg_end, env_start, env_end;
	struct file *exe_file;
};
typedef struct {
	s64 counter;
} atomic64_t;
typedef atomic64_t atomic_long_t;
struct mm_rss_stat {
	atomic_long_t count[4];
};
struct mm_struct___before_6_2 {
	struct mm_rss_stat rss_stat;
};
struct mm_struct___6_2 {
	struct percpu_counter rss_stat[4];
};

struct rlimit {
	unsigned long rlim_cur;
};
struct tty_driver {
	int major, minor_start;
};
struct tty_struct {
	struct tty_driver *driver;
	int index;
};
struct list_head {
	struct list_head *next;
};
typedef struct {
	int counter;
} atomic_t;
struct signal_struct {
	atomic_t live;
	struct pid *pids[4];
	struct rlimit rlim[16];
	struct tty_struct *tty;
	struct list_head thread_head;
	unsigned int is_child_subreaper : 1;
	unsigned int has_child_subreaper : 1;
};

struct kernfs_node {
	u64 id;
	const char *name;
	struct kernfs_node *parent;
};
struct kernfs_node___6_15 {
	struct kernfs_node *__parent;
};
struct cgroup_subsys {
	const char *name;
};
enum cgroup_subsys_id {
	cpuset_cgrp_id,
	cpu_cgrp_id,
	cpuacct_cgrp_id,
	io_cgrp_id,
	memory_cgrp_id,
};
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys *ss;
	struct cgroup_subsys_state *parent;
};
struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};
struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

struct thread_info {
	u32 status;
};
struct audit_task_info {
	kuid_t loginuid;
};
struct task_struct {
	struct thread_info thread_info;
	int pid, tgid, exit_code;
	unsigned int flags;
	u64 start_time, start_boottime;
	unsigned long maj_flt, min_flt;
	struct pid *thread_pid;
	struct task_struct *real_parent, *group_leader;
	struct signal_struct *signal;
	struct nsproxy *nsproxy;
	struct mm_struct *mm;
	struct files_struct *files;
	struct fs_struct *fs;
	struct cred *cred;
	struct css_set *cgroups;
	struct list_head children, sibling, thread_node;
	kuid_t loginuid;
	char comm[16];
	unsigned in_execve : 1;
};
struct task_struct___cos {
	struct audit_task_info *audit;
};

struct linux_binprm {
	const char *filename;
};

struct in6_addr {
	u8 bytes[16];
};
struct sock_common {
	u32 skc_daddr, skc_rcv_saddr;
	u16 skc_dport, skc_num, skc_family;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};
struct sock {
	struct sock_common __sk_common;
	u16 sk_type, sk_protocol;
	u32 sk_ack_backlog, sk_max_ack_backlog;
};
struct inet_sock {
	u32 inet_saddr;
	u16 inet_sport;
};
struct ipv6_pinfo {
	struct in6_addr saddr;
};
struct inet_sock___v6 {
	struct ipv6_pinfo *pinet6;
};
struct socket {
	short type;
	struct sock *sk;
};
struct sockaddr_un {
	u16 sun_family;
	char sun_path[108];
};
struct unix_address {
	int len;
	struct sockaddr_un name[1];
};
struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};

struct filename {
	const char *name;
};
struct io_uring_cqe {
	u64 user_data;
	s32 res;
	u32 flags;
};
struct io_cqe {
	int fd;
};
struct io_kiocb {
	u8 opcode;
	struct io_cqe cqe;
};
/* Of 32 bits before 6.9. */
struct io_kiocb___flags {
	u32 flags;
};
struct kiocb {
	s64 ki_pos;
};
struct io_rw {
	struct kiocb kiocb;
	u64 addr;
	u32 len;
};
struct io_sr_msg {
	union {
		void *umsg, *buf;
	};
	int len;
	unsigned int msg_flags;
};
struct io_accept {
	void *addr, *addr_len;
	int flags;
};
struct io_connect {
	void *addr;
	int addr_len;
};
struct open_how {
	u64 flags, mode;
};
struct io_open {
	int dfd;
	struct filename *filename;
	struct open_how how;
};
struct io_close {
	int fd;
};
struct io_shutdown {
	int how;
};
struct io_rename {
	int old_dfd, new_dfd, flags;
	struct filename *oldpath, *newpath;
};
struct io_unlink {
	int dfd, flags;
	struct filename *filename;
};
struct io_mkdir {
	int dfd;
	u16 mode;
	struct filename *filename;
};
struct io_socket {
	int domain, type, protocol, flags;
};

struct kernel_siginfo {
	int si_signo, si_errno, si_code;
	union {
		struct {
			int _pid;
		} _kill, _rt, _sigchld;
	} _sifields;
};

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
	u64 session_id, seq_num;
};
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	u32 fd;
	struct file *file;
};

#pragma clang attribute pop
