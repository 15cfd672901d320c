/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of texts in the tables of processes and files, in bytes. */
#pragma once

#define SCAP_MAX_PATH_SIZE 1024
#define SCAP_MAX_ARGS_SIZE 4096
#define SCAP_MAX_ENV_SIZE 4096
#define SCAP_MAX_CGROUPS_SIZE 4096
#define SCAP_IPV6_ADDR_LEN 16
