/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */
#pragma once

/* Makes an empty handle, for scap_init(); NULL when out of memory. Ends with scap_free(). */
scap_t* scap_alloc(void);

/*
 * Opens a source of events in an empty handle. After a failure the error text is the handle's, and it may be
 * freed.
 */
int32_t scap_init(scap_t* handle, scap_open_args* oargs, const struct scap_vtable* vtable);

/*
 * Makes a handle and opens a source of events; NULL with `*rc` and a text in `error` if that fails. Ends with
 * scap_close().
 */
scap_t* scap_open(scap_open_args* oargs, const struct scap_vtable* vtable, char* error, int32_t* rc);

/* Closes the source of a handle and leaves it empty. */
void scap_deinit(scap_t* handle);

/* Frees an empty handle; NULL is allowed. */
void scap_free(scap_t* handle);

/* Closes the source of a handle and frees it; NULL is allowed. */
void scap_close(scap_t* handle);

/* Goes on with the next section of a capture file, after SCAP_UNEXPECTED_BLOCK. */
uint32_t scap_restart_capture(scap_t* handle);

/* Text of the last error; the handle's, valid until its next call. */
const char* scap_getlasterr(scap_t* handle);

/*
 * Gives the next event, the CPU or ring it came from and its scap_dump_flags. The event is the handle's, valid
 * until the next call.
 */
int32_t scap_next(scap_t* handle, scap_evt** pevent, uint16_t* pdevid, uint32_t* pflags);

/* Fill of the fullest ring, in bytes; 0 if there are no rings. */
uint64_t scap_max_buf_used(scap_t* handle);

/* Size of an event in bytes. */
uint32_t scap_event_getlen(scap_evt* e);

/* Type of an event, a ppm_event_code. */
uint16_t scap_event_get_type(scap_evt* e);

/* Time of an event, nanoseconds since 1970. */
uint64_t scap_event_get_ts(scap_evt* e);

/* Thread that caused an event. */
uint64_t scap_event_get_tid(scap_evt* e);

/* Number of parameters of an event. */
uint32_t scap_event_get_nparams(scap_evt* e);

/* Number of events that a handle gave out. */
uint64_t scap_event_get_num(scap_t* handle);

/* Description of an event's type; static. */
const struct ppm_event_info* scap_event_getinfo(const scap_evt* e);

/*
 * Finds the parameters of an event, pointing into it; `params` has PPM_MAX_EVENT_PARAMS entries. Returns their
 * number, 0 if the event is damaged.
 */
uint32_t scap_event_decode_params(const scap_evt* e, struct scap_sized_buffer* params);

/* Not 0 if the parameter at `index` is in the set; NULL is the empty set. */
int scap_empty_params_set_is_set(const scap_empty_params_set* set, int index);

/* True if two events are equal; otherwise `error` says where they differ. */
bool scap_compare_events(scap_evt* curr, scap_evt* expected, char* error);

/* Bytes of a capture file consumed so far. */
int64_t scap_get_readfile_offset(scap_t* handle);

/* Position in a capture file, for scap_fseek(); 0 for other sources. */
uint64_t scap_ftell(scap_t* handle);

/* Goes back to a position in a capture file. */
void scap_fseek(scap_t* handle, uint64_t off);

/* Fills `stats` with the counts since the capture was opened. */
int32_t scap_get_stats(scap_t* handle, scap_stats* stats);

/*
 * Metrics of the METRICS_V2_ groups in `flags`, `*nstats` of them; the handle's, valid until the next call.
 * NULL if there are none.
 */
const struct metrics_v2* scap_get_stats_v2(scap_t* handle, uint32_t flags, uint32_t* nstats, int32_t* rc);

/* Fills an array indexed by ppm_sc_code: 1 for those needed to keep the state right, 0 for others. */
int scap_get_modifies_state_ppm_sc(uint8_t ppm_sc_array[PPM_SC_MAX]);

/*
 * Fills an array indexed by ppm_event_code: 1 for events that come from the system calls marked in
 * `ppm_sc_array`.
 */
int scap_get_events_from_ppm_sc(const uint8_t ppm_sc_array[PPM_SC_MAX], uint8_t events_array[PPM_EVENT_MAX]);

/* Fills an array indexed by ppm_sc_code: 1 for those that the events marked in `events_array` come from. */
int scap_get_ppm_sc_from_events(const uint8_t events_array[PPM_EVENT_MAX], uint8_t ppm_sc_array[PPM_SC_MAX]);

/* The system call or tracepoint of this name; PPM_SC_UNKNOWN if there is none. */
ppm_sc_code scap_ppm_sc_from_name(const char* name);

/* Name of a system call or tracepoint; static, empty where there is none. */
const char* scap_get_ppm_sc_name(ppm_sc_code sc);

/* The system call of this number on this architecture; PPM_SC_UNKNOWN if there is none. */
ppm_sc_code scap_native_id_to_ppm_sc(int native_id);

/* Number of a system call on this architecture; -1 if it has none. */
int scap_ppm_sc_to_native_id(ppm_sc_code sc_code);

/* Lets a live source's events flow; they do after scap_open(). */
int32_t scap_start_capture(scap_t* handle);

/* Holds a live source's events back. */
int32_t scap_stop_capture(scap_t* handle);

/* The event types, by ppm_event_code; PPM_EVENT_MAX entries, static. */
const struct ppm_event_info* scap_get_event_info_table(void);

/* What an event type is about: the part of its category below EC_SYSCALL. */
enum ppm_event_category scap_get_syscall_category_from_event(ppm_event_code ev);

/* Where an event type comes from: the part of its category from EC_SYSCALL on. */
enum ppm_event_category scap_get_event_category_from_event(ppm_event_code ev);

/* Position of the fd among the parameters of an entry event that has EF_USES_FD. */
int get_enter_event_fd_location(ppm_event_code etype);

/* Position of the fd among the parameters of an exit event that has EF_USES_FD; -1 if it has none. */
int get_exit_event_fd_location(ppm_event_code etype);

/* Sets how many bytes of data a live source captures by event, at most SNAPLEN_MAX. */
int32_t scap_set_snaplen(scap_t* handle, uint32_t snaplen);

/* Adds a system call or tracepoint to those that a live source captures, or takes it away. */
int32_t scap_set_ppm_sc(scap_t* handle, ppm_sc_code ppm_sc, bool enabled);

/* Sets whether a live source leaves failed system calls out. */
int32_t scap_set_dropfailed(scap_t* handle, bool enabled);

/* Gives known protocols a larger limit of captured data. */
int32_t scap_enable_dynamic_snaplen(scap_t* handle);

/* Gives all data the same limit. */
int32_t scap_disable_dynamic_snaplen(scap_t* handle);

/* Gives traffic of these ports a larger limit of captured data; 0 and 0 for none. */
int32_t scap_set_fullcapture_port_range(scap_t* handle, uint16_t range_start, uint16_t range_end);

/* Sets the port at which statsd traffic is recognized. */
int32_t scap_set_statsd_port(scap_t* handle, uint16_t port);

/* Keeps events of one part in `sampling_ratio` of each second: 1, 2, 4, ... 128. */
int32_t scap_start_dropping_mode(scap_t* handle, uint32_t sampling_ratio);

/* Keeps all events again. */
int32_t scap_stop_dropping_mode(scap_t* handle);

/* How often each CPU ran the driver's hooks: `ret` has one number by CPU. */
int32_t scap_get_n_tracepoint_hit(scap_t* handle, long* ret);

/* Number of rings; 0 if there are none. */
uint32_t scap_get_ndevs(scap_t* handle);

/* Not supported: takes raw bytes from a ring. */
int32_t scap_readbuf(scap_t* handle, uint32_t cpuid, char** buf, uint32_t* len);

/* True if the engine in use has this name. */
bool scap_check_current_engine(scap_t* handle, const char* engine_name);

/* ENGINE_FLAG_ bits of the engine in use. */
uint64_t scap_get_engine_flags(scap_t* handle);

/* API version of the driver in use, packed; 0 if there is none. */
uint64_t scap_get_driver_api_version(scap_t* handle);

/* Event schema version of the driver in use, packed; 0 if there is none. */
uint64_t scap_get_driver_schema_version(scap_t* handle);

/* Where the machine's root directory is: the environment variable HOST_ROOT, or an empty text. */
const char* scap_get_host_root(void);

/* Adds an fd to a thread's table, which takes it over; it comes from malloc(). */
int32_t scap_fd_add(scap_threadinfo* tinfo, scap_fdinfo* fdinfo);
