/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* True if the current version serves a program that asks for the required one: same major part, and not older. */
bool scap_apply_semver_check(uint32_t current_major,
                             uint32_t current_minor,
                             uint32_t current_patch,
                             uint32_t required_major,
                             uint32_t required_minor,
                             uint32_t required_patch);

/* The same with packed versions. */
bool scap_is_api_compatible(unsigned long driver_api_version, unsigned long required_api_version);

/* Fails with a text in `error` if the driver that an engine uses is too old for this library, or too new. */
int32_t check_api_compatibility(const struct scap_vtable *vtable,
                                struct scap_engine_handle engine,
                                char *error);
