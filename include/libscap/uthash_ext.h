/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash links inside scap_threadinfo, scap_fdinfo and scap_mountinfo.
 *
 * They have the layout of the header-only library uthash, which is used where installed: then HASH_ITER() and
 * HASH_FIND() work on the tables that this library hands out. Without it the types are declared here, alike, so
 * that structures keep their layout; walk a table through `hh.next` in that case.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libscap/scap_const.h>

#if defined(UTHASH_H)
#define SCAP_HAVE_UTHASH
#elif defined(__has_include)
#if __has_include(<uthash.h>)
/* When out of memory, uthash sets a variable of the function it is used in: int uth_status. */
#ifndef uthash_fatal
#define uthash_fatal(msg) uth_status = SCAP_FAILURE
#endif
#include <uthash.h>
#define SCAP_HAVE_UTHASH
#endif
#endif

#ifdef SCAP_HAVE_UTHASH

/* Look-up and insertion by a 32-bit or 64-bit key, for tables linked through a member `hh`. */
#define HASH_FIND_INT32(head, findint, out) HASH_FIND(hh, head, findint, sizeof(uint32_t), out)
#define HASH_FIND_INT64(head, findint, out) HASH_FIND(hh, head, findint, sizeof(uint64_t), out)
#define HASH_ADD_INT32(head, intfield, add) HASH_ADD(hh, head, intfield, sizeof(uint32_t), add)
#define HASH_ADD_INT64(head, intfield, add) HASH_ADD(hh, head, intfield, sizeof(uint64_t), add)

#else

struct UT_hash_handle;

/* A chain of entries whose keys fall together. */
typedef struct UT_hash_bucket {
    struct UT_hash_handle* hh_head; /* first entry */
    unsigned count;                 /* entries in the chain */
    unsigned expand_mult;           /* factor on the length at which the table grows */
} UT_hash_bucket;

/* A table. */
typedef struct UT_hash_table {
    UT_hash_bucket* buckets;
    unsigned num_buckets;        /* a power of two */
    unsigned log2_num_buckets;   /* its exponent */
    unsigned num_items;          /* entries */
    struct UT_hash_handle* tail; /* entry added last */
    ptrdiff_t hho;               /* bytes from an element's start to its links */
    unsigned ideal_chain_maxlen; /* longest chain if keys were spread evenly */
    unsigned nonideal_items;     /* entries in longer chains */
    unsigned ineff_expands;      /* growths that did not help, in a row */
    unsigned noexpand;           /* not 0: the table no longer grows */
    uint32_t signature;          /* mark for outside tools */
} UT_hash_table;

/* Links of an element. */
typedef struct UT_hash_handle {
    struct UT_hash_table* tbl;      /* table that holds the element */
    void* prev;                     /* element added before */
    void* next;                     /* element added after */
    struct UT_hash_handle* hh_prev; /* neighbours in the chain */
    struct UT_hash_handle* hh_next;
    const void* key; /* the key's bytes */
    unsigned keylen; /* their number */
    unsigned hashv;  /* hash of the key */
} UT_hash_handle;

#endif
