/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Prints an event; `i` is a scap_print_evt_info and says how much of it. */
void scap_print_event(scap_evt *ev, scap_print_evt_info i);

/* Prints a thread. */
void scap_print_threadinfo(const scap_threadinfo *tinfo);

/* Prints an fd. */
void scap_print_fdinfo(const scap_fdinfo *fdi);
