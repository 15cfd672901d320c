/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes what a conversion remembers; ends with scap_convert_free_buffer(). */
struct scap_convert_buffer *scap_convert_alloc_buffer(void);

/* Frees what a conversion remembers; NULL is allowed. */
void scap_convert_free_buffer(struct scap_convert_buffer *buf);

/* Converts an event that test_event_convertibility() answers CONVERSION_CONTINUE for, by one rule, into `new_evt`, which has room for it. CONVERSION_CONTINUE: convert that again. */
conversion_result scap_convert_event(struct scap_convert_buffer *buf,
                                     scap_evt *new_evt,
                                     scap_evt *evt_to_convert,
                                     char *error);

/* What is to be done with an event: CONVERSION_PASS, CONVERSION_DROP, CONVERSION_CONTINUE to convert it, or CONVERSION_ERROR. */
conversion_result test_event_convertibility(const scap_evt *evt_to_convert,
                                            char *error);

/* The enter event of a thread that waits for its exit, valid until the next call; NULL for none. */
scap_evt *scap_retrieve_evt_from_converter_storage(struct scap_convert_buffer *buf, uint64_t tid);
