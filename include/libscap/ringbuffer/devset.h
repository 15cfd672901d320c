/* SPDX-License-Identifier: Apache-2.0 */
/* The rings of the kernel module, one for each processor. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <driver/ppm_ringbuffer.h>

#define INVALID_MAPPING MAP_FAILED
#define INVALID_FD (-1)

/* Microseconds that a reader waits for empty rings, at first and at most; bytes below which a ring counts as empty. */
#define BUFFER_EMPTY_WAIT_TIME_US_START 500
#define BUFFER_EMPTY_WAIT_TIME_US_MAX (30 * 1000)
#define BUFFER_EMPTY_THRESHOLD_B 20000

struct udig_ring_buffer_status;

#if defined(__cplusplus) && defined(__GNUC__)
#define SCAP_DEVICE_PART __extension__ struct
#define SCAP_DEVICE_PARTS __extension__ union
#else
#define SCAP_DEVICE_PART struct
#define SCAP_DEVICE_PARTS union
#endif

/* One ring. */
typedef struct scap_device {
    int m_fd;
    int m_bufinfo_fd;
    char* m_buffer;
    unsigned long m_buffer_size; /* bytes of the ring */
    unsigned long m_mmap_size;   /* bytes mapped at m_buffer: the ring twice */
    uint32_t m_lastreadsize;     /* bytes read and not given back */
    char* m_sn_next_event;       /* the next event to read, and the bytes from there on */
    uint32_t m_sn_len;
    SCAP_DEVICE_PARTS
    {
        SCAP_DEVICE_PART
        {
            struct ppm_ring_buffer_info* m_bufinfo;
            int m_bufinfo_size;
            struct udig_ring_buffer_status* m_bufstatus;
        };
    };
} scap_device;

/* All rings. */
struct scap_device_set {
    scap_device* m_devs;
    uint32_t m_ndevs;
    uint64_t m_buffer_empty_wait_time_us;
    char* m_lasterr;
};

static inline void devset_munmap(void* addr, size_t size)
{
    if(addr != INVALID_MAPPING) {
        (void)munmap(addr, size);
    }
}

static inline void devset_close(int fd)
{
    if(fd > 0) {
        (void)close(fd);
    }
}

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/devset.h>

#ifdef __cplusplus
}
#endif
