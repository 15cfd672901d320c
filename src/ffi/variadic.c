/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of libscap that make events of a variable number of arguments. Each gathers its arguments into
 * buffers and hands them to syscap_event_encode.
 */
#include <libscap/scap.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int32_t syscap_event_encode(struct scap_sized_buffer event_buf,
                            size_t *event_size,
                            char *error,
                            ppm_event_code event_type,
                            uint32_t n,
                            const struct scap_const_sized_buffer *params);
void syscap_write_error(char *error, const char *text);

/* Numbers wait here while the buffers point at them. */
struct gathered {
	struct scap_const_sized_buffer params[PPM_MAX_EVENT_PARAMS];
	uint64_t numbers[PPM_MAX_EVENT_PARAMS];
	uint32_t count;
};

static bool gather(struct gathered *out,
                   char *error,
                   ppm_event_code event_type,
                   const scap_empty_params_set *empty,
                   uint32_t n,
                   va_list args) {
	if(event_type >= PPM_EVENT_MAX) {
		syscap_write_error(error, "cannot encode event: its type is not in the event table");
		return false;
	}
	const struct ppm_event_info *info = &scap_get_event_info_table()[event_type];
	out->count = n < info->nparams ? n : info->nparams;
	for(uint32_t i = 0; i < out->count; i++) {
		struct scap_const_sized_buffer *param = &out->params[i];
		uint64_t number = 0;
		size_t width = 0;
		param->buf = NULL;
		param->size = 0;
		switch(info->params[i].type) {
		case PT_INT8:
		case PT_UINT8:
		case PT_FLAGS8:
		case PT_ENUMFLAGS8:
		case PT_SIGTYPE:
		case PT_L4PROTO:
		case PT_SOCKFAMILY:
			number = (uint8_t)va_arg(args, int);
			width = 1;
			break;
		case PT_INT16:
		case PT_UINT16:
		case PT_FLAGS16:
		case PT_ENUMFLAGS16:
		case PT_SYSCALLID:
		case PT_PORT:
			number = (uint16_t)va_arg(args, int);
			width = 2;
			break;
		case PT_INT32:
		case PT_UINT32:
		case PT_FLAGS32:
		case PT_ENUMFLAGS32:
		case PT_BOOL:
		case PT_IPV4ADDR:
		case PT_UID:
		case PT_GID:
		case PT_SIGSET:
		case PT_MODE:
		case PT_FD32:
		case PT_PID32:
			number = va_arg(args, uint32_t);
			width = 4;
			break;
		case PT_INT64:
		case PT_UINT64:
		case PT_ERRNO:
		case PT_FD:
		case PT_PID:
		case PT_RELTIME:
		case PT_ABSTIME:
		case PT_DOUBLE:
			number = va_arg(args, uint64_t);
			width = 8;
			break;
		case PT_CHARBUF:
		case PT_FSPATH:
		case PT_FSRELPATH: {
			const char *text = va_arg(args, const char *);
			param->buf = text;
			param->size = text != NULL ? strlen(text) + 1 : 0;
			break;
		}
		case PT_NONE:
		case PT_MAX:
			break;
		default:
			*param = va_arg(args, struct scap_const_sized_buffer);
			break;
		}
		if(width != 0) {
			/* The low bytes come first on the little-endian machines that this library supports. */
			out->numbers[i] = number;
			param->buf = &out->numbers[i];
			param->size = width;
		}
		if(scap_empty_params_set_is_set(empty, (int)i)) {
			param->buf = NULL;
			param->size = 0;
		}
	}
	return true;
}

int32_t scap_event_encode_params_v(const struct scap_sized_buffer event_buf,
                                   size_t *event_size,
                                   char *error,
                                   ppm_event_code event_type,
                                   const scap_empty_params_set *empty_params_set,
                                   uint32_t n,
                                   va_list args) {
	struct gathered all;
	if(!gather(&all, error, event_type, empty_params_set, n, args)) {
		return SCAP_FAILURE;
	}
	return syscap_event_encode(event_buf, event_size, error, event_type, all.count, all.params);
}

int32_t scap_event_encode_params(struct scap_sized_buffer event_buf,
                                 size_t *event_size,
                                 char *error,
                                 ppm_event_code event_type,
                                 uint32_t n,
                                 ...) {
	va_list args;
	va_start(args, n);
	int32_t rc = scap_event_encode_params_v(event_buf, event_size, error, event_type, NULL, n, args);
	va_end(args);
	return rc;
}

int32_t scap_event_encode_params_with_empty_params(struct scap_sized_buffer event_buf,
                                                   size_t *event_size,
                                                   char *error,
                                                   ppm_event_code event_type,
                                                   const scap_empty_params_set *empty_params_set,
                                                   uint32_t n,
                                                   ...) {
	va_list args;
	va_start(args, n);
	int32_t rc = scap_event_encode_params_v(event_buf, event_size, error, event_type, empty_params_set, n, args);
	va_end(args);
	return rc;
}

scap_evt *scap_create_event_v(char *error,
                              const uint64_t ts,
                              const uint64_t tid,
                              const ppm_event_code event_type,
                              const scap_empty_params_set *empty_params_set,
                              const uint32_t n,
                              va_list args) {
	struct gathered all;
	if(!gather(&all, error, event_type, empty_params_set, n, args)) {
		return NULL;
	}
	struct scap_sized_buffer event_buf = {NULL, 0};
	size_t size = 0;
	int32_t rc = syscap_event_encode(event_buf, &size, error, event_type, all.count, all.params);
	if(rc != SCAP_INPUT_TOO_SMALL) {
		return NULL;
	}
	event_buf.buf = malloc(size);
	event_buf.size = size;
	if(event_buf.buf == NULL) {
		syscap_write_error(error, "cannot create event: out of memory");
		return NULL;
	}
	if(syscap_event_encode(event_buf, &size, error, event_type, all.count, all.params) != SCAP_SUCCESS) {
		free(event_buf.buf);
		return NULL;
	}
	scap_evt *event = event_buf.buf;
	event->ts = ts;
	event->tid = tid;
	return event;
}

scap_evt *scap_create_event(char *error, uint64_t ts, uint64_t tid, ppm_event_code event_type, uint32_t n, ...) {
	va_list args;
	va_start(args, n);
	scap_evt *event = scap_create_event_v(error, ts, tid, event_type, NULL, n, args);
	va_end(args);
	return event;
}

scap_evt *scap_create_event_with_empty_params(char *error,
                                              uint64_t ts,
                                              uint64_t tid,
                                              ppm_event_code event_type,
                                              const scap_empty_params_set *empty_params_set,
                                              uint32_t n,
                                              ...) {
	va_list args;
	va_start(args, n);
	scap_evt *event = scap_create_event_v(error, ts, tid, event_type, empty_params_set, n, args);
	va_end(args);
	return event;
}

void scap_empty_params_set_init(scap_empty_params_set *set, int n, ...) {
	if(set == NULL) {
		return;
	}
	va_list args;
	va_start(args, n);
	for(int i = 0; i < n; i++) {
		int index = va_arg(args, int);
		if(index >= 0 && index < 64) {
			*set |= (scap_empty_params_set)1 << index;
		}
	}
	va_end(args);
}
