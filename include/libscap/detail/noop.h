/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes the state of an engine that has none: a place for the error text. */
void *noop_alloc_handle(scap_t *main_handle, char *lasterr_ptr);

/* Frees what noop_alloc_handle() made. */
void noop_free_handle(struct scap_engine_handle engine);

/* Succeeds. */
int noop_close_engine(struct scap_engine_handle _engine);

/* Succeeds. */
int32_t noop_start_capture(struct scap_engine_handle _engine);

/* Succeeds. */
int32_t noop_stop_capture(struct scap_engine_handle _engine);

/* Answers that there are no more events. */
int32_t noop_next(struct scap_engine_handle _engine,
                  scap_evt **_pevent,
                  uint16_t *_pdevid,
                  uint32_t *_pflags);

/* Refuses a setting. */
int32_t noop_configure(struct scap_engine_handle engine,
                       enum scap_setting setting,
                       unsigned long arg1,
                       unsigned long arg2);

/* Leaves the counters as they are. */
int32_t noop_get_stats(struct scap_engine_handle _engine, scap_stats *_stats);

/* Answers that there are no metrics. */
const struct metrics_v2 *noop_get_stats_v2(struct scap_engine_handle _engine,
                                           uint32_t _flags,
                                           uint32_t *nstats,
                                           int32_t *rc);

/* Answers that hits are not counted. */
int32_t noop_get_n_tracepoint_hit(struct scap_engine_handle _engine, long *_ret);

/* Answers 0. */
uint32_t noop_get_n_devs(struct scap_engine_handle _engine);

/* Answers 0. */
uint64_t noop_get_max_buf_used(struct scap_engine_handle _engine);
