/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of a 32-bit program; there need not be a C library. */

static long call(long n, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
	return result;
}

void _start(void)
{
	static char data[200];
	long fd, end[2], address[3] = { 2, 1, 0 }, size[2];
	int i;

	fd = call(5, (long)"made", 0102, 0640, 0, 0);			/* open */
	for (i = 0; i < 200; i++)
		data[i] = i;
	call(4, fd, (long)data, 200, 0, 0);				/* write */
	call(19, fd, -50, 2, 0, 0);					/* lseek */
	call(3, fd, (long)data, 200, 0, 0);				/* read */
	call(180, fd, (long)data, 100, 7, 0);				/* pread64 */
	call(295, -100, (long)"absent", 0, 0, 0);			/* openat */
	call(192, 0, 4096, 3, 0x22, -1);				/* mmap2 */
	call(197, fd, (long)data, 0, 0, 0);				/* fstat64 */
	call(6, fd, 0, 0, 0, 0);					/* close */
	call(42, (long)end, 0, 0, 0, 0);				/* pipe */
	call(63, end[0], 9, 0, 0, 0);					/* dup2 */
	call(6, 99, 0, 0, 0, 0);
	fd = call(102, 1, (long)address, 0, 0, 0);			/* socketcall: socket */
	size[0] = fd;
	size[1] = 5;
	call(102, 4, (long)size, 0, 0, 0);				/* socketcall: listen */
	call(359, 1, 2, 0, 0, 0);					/* socket */
	call(39, (long)"folder", 0750, 0, 0, 0);			/* mkdir */
	call(38, (long)"folder", (long)"other", 0, 0, 0);		/* rename */
	call(40, (long)"other", 0, 0, 0, 0);				/* rmdir */
	call(10, (long)"made", 0, 0, 0, 0);				/* unlink */
	call(20, 0, 0, 0, 0, 0);					/* getpid */
	call(199, 0, 0, 0, 0, 0);					/* getuid32 */
	call(1, 0, 0, 0, 0, 0);						/* exit */
}
