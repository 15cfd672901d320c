/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to a file through a ring of io_uring. */

#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	static struct io_uring_params p;
	int ring = syscall(SYS_io_uring_setup, 4, &p);

	if (ring < 0)
		return 3;
	char *sq = mmap(0, p.sq_off.array + p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *entries = mmap(0, p.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED,
					    ring, IORING_OFF_SQES);
	int fd = open("written", O_RDWR | O_CREAT, 0600);
	char back[16] = "";

	if (sq == MAP_FAILED || entries == MAP_FAILED || fd < 0)
		return 1;
	entries[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_WRITE, .fd = fd, .addr = (unsigned long)"by a ring", .len = 9
	};
	*(unsigned *)(sq + p.sq_off.array) = 0;
	__atomic_store_n((unsigned *)(sq + p.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0) != 1)
		return 1;
	pread(fd, back, 9, 0);
	return strcmp(back, "by a ring") ? 1 : 0;
}
