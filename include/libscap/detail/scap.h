/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes an empty handle, for scap_init(); NULL when out of memory. Ends with scap_free(). */
scap_t *scap_alloc(void);

/* Opens a source of events in an empty handle. After a failure the error text is the handle's, and it may be closed. */
int32_t scap_init(scap_t *handle,
                  scap_open_args *oargs,
                  const struct scap_vtable *vtable);

/* Makes a handle and opens a source of events; NULL with `*rc` and a text in `error` if that fails. Ends with scap_close(). */
scap_t *scap_open(scap_open_args *oargs,
                  const struct scap_vtable *vtable,
                  char *error,
                  int32_t *rc);

/* Closes the source of a handle and leaves it empty; NULL is allowed. */
void scap_deinit(scap_t *handle);

/* Frees an empty handle; NULL is allowed. */
void scap_free(scap_t *handle);

/* Closes the source of a handle and frees it; NULL is allowed. */
void scap_close(scap_t *handle);

/* Continues with the next section of a capture file, after SCAP_UNEXPECTED_BLOCK. */
uint32_t scap_restart_capture(scap_t *handle);

/* Text of the last error; the handle's, valid until its next call. */
const char *scap_getlasterr(scap_t *handle);

/* Gives the next event, the CPU or ring it came from and its scap_dump_flags. The event is the handle's, valid until
 * the next call. Returns
 *
 * - SCAP_SUCCESS: there is an event,
 * - SCAP_TIMEOUT: there is none yet, call again (live capture and plugins),
 * - SCAP_EOF: there will be no more,
 * - SCAP_FILTERED_EVENT: an event was read that is not to be shown, call again,
 * - SCAP_UNEXPECTED_BLOCK: call scap_restart_capture() for the next section of the file,
 * - any other: failed, with a text in scap_getlasterr(), most often SCAP_FAILURE. */
int32_t scap_next(scap_t *handle,
                  scap_evt **pevent,
                  uint16_t *pdevid,
                  uint32_t *pflags);

/* Fill of the fullest ring, in bytes; 0 if there are no rings. */
uint64_t scap_max_buf_used(scap_t *handle);

/* Number of events that a handle has returned. */
uint64_t scap_event_get_num(scap_t *handle);

/* Bytes of a capture file consumed so far, as it is stored; -1 without a file. */
int64_t scap_get_readfile_offset(scap_t *handle);

/* Position in a capture file, for scap_fseek(); 0 for other sources. */
uint64_t scap_ftell(scap_t *handle);

/* Goes back to a position in a capture file. */
void scap_fseek(scap_t *handle, uint64_t off);

/* Number of rings; 1 for a handle that is not open. */
uint32_t scap_get_ndevs(scap_t *handle);

/* Not supported: takes raw bytes from a ring. */
int32_t scap_readbuf(scap_t *handle, uint32_t cpuid, char **buf, uint32_t *len);

/* True if the engine in use has this name. */
bool scap_check_current_engine(scap_t *handle, const char *engine_name);

/* ENGINE_FLAG_ bits of the engine in use. */
uint64_t scap_get_engine_flags(scap_t *handle);

/* API version of the driver in use, packed; 0 if there is none. */
uint64_t scap_get_driver_api_version(scap_t *handle);

/* Event schema version of the driver in use, packed; 0 if there is none. */
uint64_t scap_get_driver_schema_version(scap_t *handle);

/* Where the machine's root directory is: the environment variable HOST_ROOT when first called, or an empty text. */
const char *scap_get_host_root(void);

/* Fills `stats` with the counts since the capture was opened. */
int32_t scap_get_stats(scap_t *handle, scap_stats *stats);

/* Metrics of the METRICS_V2_ groups in `flags`, `*nstats` of them; the handle's, valid until the next call. NULL if there are none. */
const struct metrics_v2 *scap_get_stats_v2(scap_t *handle,
                                           uint32_t flags,
                                           uint32_t *nstats,
                                           int32_t *rc);

/* Lets a live source's events flow; they do after scap_open(). */
int32_t scap_start_capture(scap_t *handle);

/* Holds a live source's events back; NULL is allowed. */
int32_t scap_stop_capture(scap_t *handle);

/* Sets how many bytes of data a live source captures by event, at most SNAPLEN_MAX. */
int32_t scap_set_snaplen(scap_t *handle, uint32_t snaplen);

/* Adds a system call or tracepoint to those that a live source captures, or takes it away. */
int32_t scap_set_ppm_sc(scap_t *handle, ppm_sc_code ppm_sc, bool enabled);

/* Sets whether a live source leaves failed system calls out. */
int32_t scap_set_dropfailed(scap_t *handle, bool enabled);

/* Gives known protocols a larger limit of captured data. */
int32_t scap_enable_dynamic_snaplen(scap_t *handle);

/* Gives all data the same limit. */
int32_t scap_disable_dynamic_snaplen(scap_t *handle);

/* Gives traffic of these ports a larger limit of captured data; 0 and 0 for none. */
int32_t scap_set_fullcapture_port_range(scap_t *handle, uint16_t range_start, uint16_t range_end);

/* Sets the port at which statsd traffic is recognized. */
int32_t scap_set_statsd_port(scap_t *handle, uint16_t port);

/* Keeps events of one part in `sampling_ratio` of each second: 1, 2, 4, ... 128. */
int32_t scap_start_dropping_mode(scap_t *handle, uint32_t sampling_ratio);

/* Keeps all events again. */
int32_t scap_stop_dropping_mode(scap_t *handle);

/* How often each CPU ran the driver's hooks: `ret` has one number by CPU. */
int32_t scap_get_n_tracepoint_hit(scap_t *handle, long *ret);

/* Bytes of the event, header included; 0 for NULL. */
uint32_t scap_event_getlen(scap_evt *e);

/* 1 for an event of a kind that may be longer than 64 KiB, otherwise 0. */
uint32_t scap_event_has_large_payload(const scap_evt *e);

/* Time of the event, nanoseconds since the epoch; 0 for NULL. */
uint64_t scap_event_get_ts(scap_evt *e);

/* Type of the event, a PPME_ code; 0 for NULL. */
uint16_t scap_event_get_type(scap_evt *e);

/* Thread that made the event; 0 for NULL. */
uint64_t scap_event_get_tid(scap_evt *e);

/* Number of parameters in the event; 0 for NULL. */
uint32_t scap_event_get_nparams(scap_evt *e);

/* The row of the event table for this event; NULL for NULL and for a type that is not in the table. */
const struct ppm_event_info *scap_event_getinfo(const scap_evt *e);

/* The event table, indexed by PPME_ code. It never moves. */
const struct ppm_event_info *scap_get_event_info_table(void);

/* Writes where each parameter is and how long, for as many as both the event and the table have.
 * Returns their number; 0 when the lengths of the event contradict each other. */
uint32_t scap_event_decode_params(const scap_evt *e, struct scap_sized_buffer *params);

/* Class bits of the category of an event type; 0 for a type that is not in the table. */
enum ppm_event_category scap_get_event_category_from_event(ppm_event_code ev);

/* Syscall category of an event type; 0 for a type that is not in the table. */
enum ppm_event_category scap_get_syscall_category_from_event(ppm_event_code ev);

/* Index of the parameter with the descriptor that an enter event works on; 0 where there is none. */
int get_enter_event_fd_location(ppm_event_code etype);

/* Index of the parameter with the descriptor that an exit event works on; -1 where there is none. */
int get_exit_event_fd_location(ppm_event_code etype);

/* True when both events have the same time, thread, type and parameters. An expected time of `UINT64_MAX - 1`
 * matches any time. Otherwise writes into `error` what differs. */
bool scap_compare_events(scap_evt *curr, scap_evt *expected, char *error);

/* 1 when the set says that the parameter with this index is empty; 0 for NULL. */
int scap_empty_params_set_is_set(const scap_empty_params_set *set, int index);

/* The name of a system call code, such as "openat"; "" for numbers that are not one. It lives forever. */
const char *scap_get_ppm_sc_name(ppm_sc_code sc);

/* The system call code with this name; PPM_SC_UNKNOWN (0) when there is none. */
ppm_sc_code scap_ppm_sc_from_name(const char *name);

/* The code of a native system call number of this machine; PPM_SC_UNKNOWN (0) when there is none. */
ppm_sc_code scap_native_id_to_ppm_sc(int native_id);

/* The lowest native number with this code; -1 when this machine has no such call. PPM_SC_UNKNOWN gives the
 * first unused number, as upstream does. */
int scap_ppm_sc_to_native_id(ppm_sc_code sc);

/* Marks in `ppm_sc_array` (PPM_SC_MAX bytes) every code whose events change the state of threads or descriptors.
 * Returns 0, or 1 for NULL. */
int scap_get_modifies_state_ppm_sc(uint8_t *ppm_sc_array);

/* Marks in `events_array` (PPM_EVENT_MAX bytes) every event type that a code marked in `ppm_sc_array` makes.
 * Returns 0, or 1 for NULL. */
int scap_get_events_from_ppm_sc(const uint8_t *ppm_sc_array, uint8_t *events_array);

/* Marks in `ppm_sc_array` (PPM_SC_MAX bytes) every code that makes an event type marked in `events_array`.
 * Returns 0, or 1 for NULL. */
int scap_get_ppm_sc_from_events(const uint8_t *events_array, uint8_t *ppm_sc_array);

/* Adds a descriptor to a thread's table, which takes it over; it comes from malloc(). */
int32_t scap_fd_add(scap_threadinfo *tinfo, scap_fdinfo *fdinfo);
