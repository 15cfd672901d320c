/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin that is a source of events: it counts. Each event carries a number, 8 bytes.
 *
 *     cc -shared -fPIC numbers.c $(pkg-config --cflags libsinsp) -o libnumbers.so
 *     syscap --plugin './libnumbers.so||5'
 */
#include <plugin/plugin_api.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A plugin event: header, lengths of both parameters, the plugin's number, the data. */
#define DATA_AT PLUGIN_EVENT_PAYLOAD_OFFSET
#define EVENT_SIZE (DATA_AT + 8)
#define BATCH 16

struct numbers {
    char error[256];
};

struct counter {
    uint64_t next;
    uint64_t end;
    unsigned char events[BATCH][EVENT_SIZE];
    ss_plugin_event* list[BATCH];
};

const char* plugin_get_required_api_version(void)
{
    return PLUGIN_API_VERSION_STR;
}

const char* plugin_get_name(void)
{
    return "numbers";
}

const char* plugin_get_description(void)
{
    return "Counts";
}

const char* plugin_get_contact(void)
{
    return "the syscap examples";
}

const char* plugin_get_version(void)
{
    return "0.1.0";
}

uint32_t plugin_get_id(void)
{
    return 4242;
}

const char* plugin_get_event_source(void)
{
    return "numbers";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    struct numbers* plugin = calloc(1, sizeof(*plugin));
    (void)input;
    *rc = plugin != NULL ? SS_PLUGIN_SUCCESS : SS_PLUGIN_FAILURE;
    return plugin;
}

void plugin_destroy(ss_plugin_t* s)
{
    free(s);
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    return ((struct numbers*)s)->error;
}

/* `params`: how many events there are to be, 10 if it is empty. */
ss_instance_t* plugin_open(ss_plugin_t* s, const char* params, ss_plugin_rc* rc)
{
    struct numbers* plugin = s;
    struct counter* counter;
    char* rest;
    unsigned long long end = *params != '\0' ? strtoull(params, &rest, 10) : 10;
    *rc = SS_PLUGIN_FAILURE;
    if(*params != '\0' && *rest != '\0') {
        snprintf(plugin->error, sizeof(plugin->error), "'%s' is not a number", params);
        return NULL;
    }
    counter = calloc(1, sizeof(*counter));
    if(counter == NULL) {
        snprintf(plugin->error, sizeof(plugin->error), "out of memory");
        return NULL;
    }
    counter->end = end;
    *rc = SS_PLUGIN_SUCCESS;
    return counter;
}

void plugin_close(ss_plugin_t* s, ss_instance_t* h)
{
    (void)s;
    free(h);
}

/* Fields of an event are packed: bytes are copied to where they belong. */
static void fill(unsigned char* event, uint64_t number)
{
    const uint64_t none = UINT64_MAX;
    const uint64_t time = 1700000000000000000u + number * 1000;
    const uint32_t len = EVENT_SIZE;
    const uint16_t type = 322; /* PPME_PLUGINEVENT_E */
    const uint32_t nparams = 2;
    const uint32_t lengths[2] = {4, 8};
    const uint32_t id = 0; /* the host knows our number */
    memcpy(event, &time, 8);
    memcpy(event + 8, &none, 8);
    memcpy(event + 16, &len, 4);
    memcpy(event + 20, &type, 2);
    memcpy(event + 22, &nparams, 4);
    memcpy(event + 26, lengths, 8);
    memcpy(event + 34, &id, 4);
    memcpy(event + DATA_AT, &number, 8);
}

ss_plugin_rc plugin_next_batch(ss_plugin_t* s, ss_instance_t* h, uint32_t* nevts, ss_plugin_event*** evts)
{
    struct counter* counter = h;
    uint32_t count = 0;
    (void)s;
    while(count < BATCH && counter->next < counter->end) {
        fill(counter->events[count], counter->next++);
        counter->list[count] = (ss_plugin_event*)(void*)counter->events[count];
        count++;
    }
    *nevts = count;
    *evts = counter->list;
    return counter->next < counter->end ? SS_PLUGIN_SUCCESS : SS_PLUGIN_EOF;
}

const char* plugin_get_progress(ss_plugin_t* s, ss_instance_t* h, uint32_t* progress_pct)
{
    const struct counter* counter = h;
    (void)s;
    *progress_pct = counter->end == 0 ? 10000 : (uint32_t)(counter->next * 10000 / counter->end);
    return "";
}

const char* plugin_event_to_string(ss_plugin_t* s, const ss_plugin_event_input* evt)
{
    static char text[32];
    uint64_t number;
    (void)s;
    memcpy(&number, (const char*)evt->evt + DATA_AT, 8);
    snprintf(text, sizeof(text), "number %" PRIu64, number);
    return text;
}
