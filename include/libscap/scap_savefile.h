/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of capture files: pcapng, with block types of their own. Numbers are little-endian as a rule. */
#pragma once

#include <stdint.h>

#pragma pack(push, 1)
/* Begins a block; `block_total_length` is repeated at its end. */
typedef struct _block_header {
    uint32_t block_type;
    uint32_t block_total_length; /* bytes of the whole block, both lengths included */
} block_header;

/* Content of the block that begins a section. */
typedef struct _section_header_block {
    uint32_t byte_order_magic; /* SHB_MAGIC; bytes in reverse: the file has the other byte order */
    uint16_t major_version;    /* CURRENT_MAJOR_VERSION */
    uint16_t minor_version;    /* CURRENT_MINOR_VERSION or older */
    uint64_t section_length;   /* bytes; all ones: not known */
} section_header_block;
#pragma pack(pop)

/* Section header. */
#define SHB_BLOCK_TYPE 0x0A0D0D0A
#define SHB_MAGIC 0x1A2B3C4D
#define CURRENT_MAJOR_VERSION 1
#define CURRENT_MINOR_VERSION 2

/* The ..._INT types are those of the first files, in the range left for private use. */

/* Machine: scap_machine_info. */
#define MI_BLOCK_TYPE 0x201
#define MI_BLOCK_TYPE_INT 0x8002ABCD

/* Threads. */
#define PL_BLOCK_TYPE_V1 0x202
#define PL_BLOCK_TYPE_V1_INT 0x8000ABCD
#define PL_BLOCK_TYPE_V2 0x207
#define PL_BLOCK_TYPE_V2_INT 0x8013ABCD
#define PL_BLOCK_TYPE_V3 0x209
#define PL_BLOCK_TYPE_V3_INT 0x8014ABCD
#define PL_BLOCK_TYPE_V4 0x210
#define PL_BLOCK_TYPE_V5 0x211
#define PL_BLOCK_TYPE_V6 0x212
#define PL_BLOCK_TYPE_V7 0x213
#define PL_BLOCK_TYPE_V8 0x214
#define PL_BLOCK_TYPE_V9 0x215

/* Fds of a thread. */
#define FDL_BLOCK_TYPE 0x203
#define FDL_BLOCK_TYPE_INT 0x8001ABCD
#define FDL_BLOCK_TYPE_V2 0x218

/* An event. */
#define EV_BLOCK_TYPE 0x204
#define EV_BLOCK_TYPE_INT 0x8010ABCD
#define EV_BLOCK_TYPE_V2 0x216
#define EV_BLOCK_TYPE_V2_LARGE 0x221

/* Addresses of interfaces. */
#define IL_BLOCK_TYPE 0x205
#define IL_BLOCK_TYPE_INT 0x8011ABCD
#define IL_BLOCK_TYPE_V2 0x219

/* Users and groups. */
#define UL_BLOCK_TYPE 0x206
#define UL_BLOCK_TYPE_INT 0x8012ABCD
#define UL_BLOCK_TYPE_V2 0x220

/* An event with flags. */
#define EVF_BLOCK_TYPE 0x208
#define EVF_BLOCK_TYPE_V2 0x217
#define EVF_BLOCK_TYPE_V2_LARGE 0x222
