/* SPDX-License-Identifier: Apache-2.0 */
/* Versions and names of the capture driver that this library works with. */
#pragma once

/* Version of the calls between driver and user space. */
#define PPM_API_CURRENT_VERSION_MAJOR 10
#define PPM_API_CURRENT_VERSION_MINOR 1
#define PPM_API_CURRENT_VERSION_PATCH 0

/* Version of the event table: the set of events, their parameters and types. */
#define PPM_SCHEMA_CURRENT_VERSION_MAJOR 4
#define PPM_SCHEMA_CURRENT_VERSION_MINOR 5
#define PPM_SCHEMA_CURRENT_VERSION_PATCH 1

#include <driver/ppm_api_version.h>

/* Release of the kernel module that matches these versions. */
#define DRIVER_VERSION "10.2.0"

/* Name of the kernel module. */
#define DRIVER_NAME "scap"

/* The module's device files are /dev/<this name><cpu number>. */
#define DRIVER_DEVICE_NAME "scap"

/* Source revision of the kernel module release named above. */
#define DRIVER_COMMIT "80e695f6b123c26574cbc0f9230b33c911c71c49"

#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME DRIVER_NAME
#endif
