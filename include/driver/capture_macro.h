/* SPDX-License-Identifier: Apache-2.0 */
/* How many bytes of read and written data are captured, and what makes the amount grow. */
#pragma once

/* Default, extended, port-range, largest and DNS limits of captured data, in bytes. */
#define SNAPLEN 80
#define SNAPLEN_EXTENDED 2000
#define SNAPLEN_FULLCAPTURE_PORT 16000
#define SNAPLEN_MAX 65000
#define SNAPLEN_DNS_UDP 512

/* Bytes at the start of the data that are looked at to guess the protocol. */
#define DPI_LOOKAHEAD_SIZE 16

/* Ports whose traffic gets a larger limit. */
#define PPM_PORT_DNS 53
#define PPM_PORT_MYSQL 3306
#define PPM_PORT_POSTGRES 5432
#define PPM_PORT_STATSD 8125
#define PPM_PORT_MONGODB 27017

/* First four bytes of HTTP requests and answers, as a little-endian number. */
#define BPF_HTTP_GET 542393671      /* "GET " */
#define BPF_HTTP_PUT 542397776      /* "PUT " */
#define BPF_HTTP_POST 1414745936    /* "POST" */
#define BPF_HTTP_DELETE 1162626372  /* "DELE" */
#define BPF_HTTP_TRACE 1128354388   /* "TRAC" */
#define BPF_HTTP_CONNECT 1313754947 /* "CONN" */
#define BPF_HTTP_OPTIONS 1230262351 /* "OPTI" */
#define BPF_HTTP_PREFIX 1347703880  /* "HTTP" */

/* Nanoseconds in a second. */
#define SECOND_TO_NS 1000000000ULL
