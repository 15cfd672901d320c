/* The steps that recipes are made of (src/capture/recipe/op.rs has the same list). */
#pragma once

#define OP_NUMBER 0      /* args[arg], low `width` bytes, translated by `table` */
#define OP_SIGNED 1      /* as a signed 32-bit number, widened */
#define OP_CONST 2       /* extra */
#define OP_EMPTY 3
#define OP_LOAD 4        /* appends nothing: args[width] = `aux` bytes of user memory at args[arg] + extra */
#define OP_USER 5        /* a number of `aux` bytes of user memory at args[arg] + extra; 128 in aux: signed */
#define OP_TEXT 6        /* user text at args[arg], at most extra bytes */
#define OP_BYTES 7       /* user bytes at args[arg], args[aux] of them */
#define OP_DATA 8        /* data of a call at args[arg], args[aux] bytes if ret does not tell; cut to the snaplen */
#define OP_VECTOR 9      /* data of args[aux] vectors at args[arg] */
#define OP_VECTOR_SIZE 10
#define OP_SNAPLEN 11    /* appends nothing: sets the snaplen for descriptor args[arg]; aux: argument of an address */
#define OP_SOCKADDR 12   /* address at args[arg] of args[aux] bytes */
#define OP_TUPLE 13      /* both ends of socket args[arg]; aux: argument with the user's address; width 1: outwards */
#define OP_BACKLOG 14    /* of socket args[arg]; aux: 0 percent, 1 length, 2 most */
#define OP_SOCKOPT 15    /* value at args[arg], length args[aux]; level args[1], name args[2] */
#define OP_OPTNAME 16    /* name args[arg], level args[aux] */
#define OP_FDS 17        /* poll list at args[arg], args[aux] of them */
#define OP_TIMESPEC 18   /* at args[arg], as nanoseconds */
#define OP_TASK 19       /* `aux` tells what of the task */
#define OP_FILE 20       /* `aux` tells what of the open file args[arg] */
#define OP_OPEN_FLAGS 21 /* args[arg] with what the open file args[aux] adds */
#define OP_OPEN_MODE 22  /* args[arg] if flags args[aux] make a file; aux 255: always */
#define OP_DEVICE 23     /* a device number args[arg] */
#define OP_EXE 24        /* first argument of the program */
#define OP_ARGS 25       /* the others */
#define OP_ENV 26
#define OP_ARGV 27       /* strings of the user's array at args[arg]; aux: 0 only the first, 1 all but the first, 2 all */
#define OP_CGROUPS 28
#define OP_PATH 29       /* path of the open file args[arg]; aux: 0 that, 1 executable, 2 working directory, 3 root */
#define OP_CLONE_FLAGS 30
#define OP_PTRACE 31     /* args[arg]; aux: 0 address, 1 data */
#define OP_KEYCTL 32     /* args[arg] */
#define OP_QUOTA 33      /* `aux` tells which */
#define OP_SEMOP 34      /* `aux`: 0..2 of the first operation, 3..5 of the second */
#define OP_SOCKETS 35    /* aux: 0 sock of args[arg], 1 its peer */
#define OP_MOUNT_FLAGS 36
#define OP_KERNEL_TEXT 37
#define OP_MESSAGE 39    /* appends nothing: reads the msghdr at args[arg] into args[8..13] */
#define OP_OPTIONAL 40   /* bytes at args[arg], args[aux] of them, if fewer than 65536 */
#define OP_PRCTL 41      /* aux: 0 text, 1 number */
#define OP_FSCONFIG 42   /* aux: 0 bytes, 1 text */
#define OP_NUMBER_IF 43  /* args[arg] if args[aux] equals extra, else `otherwise` */
#define OP_KERNEL_BYTES 44 /* args[aux] bytes of the kernel's memory at args[arg] */

#define OP_QUOTA_PATH 45
#define OP_COMM 46

#define OTHERWISE_EMPTY -128

#define WHEN_ALWAYS 0
#define WHEN_POSITIVE 1
#define WHEN_SUCCESS 2   /* not negative */
#define WHEN_ZERO 3
#define WHEN_CONNECTING 4 /* 0 or -EINPROGRESS */
#define WHEN_VALID 5     /* the message header could be read */
#define WHEN_VALID_SUCCESS 6
