/* SPDX-License-Identifier: Apache-2.0 */
/* Sends events from a thread of its own while a capture is open, and reads threads in a routine of the host. */
#include <plugin/plugin_api.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ticks {
    ss_plugin_owner_t* owner;
    ss_plugin_async_event_handler_t handler;
    pthread_t thread;
    int stop;
    int refused;
    int opened;
    int closed;
    char config[64];
};

const char* plugin_get_required_api_version(void)
{
    return PLUGIN_API_VERSION_STR;
}

const char* plugin_get_name(void)
{
    return "ticks";
}

const char* plugin_get_description(void)
{
    return "Ticks";
}

const char* plugin_get_contact(void)
{
    return "the tests";
}

const char* plugin_get_version(void)
{
    return "0.1.0";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    struct ticks* plugin = calloc(1, sizeof(*plugin));
    plugin->owner = input->owner;
    input->log_fn(input->owner, NULL, "ticks begin", SS_PLUGIN_LOG_SEV_INFO);
    *rc = SS_PLUGIN_SUCCESS;
    return plugin;
}

void plugin_destroy(ss_plugin_t* s)
{
    free(s);
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    (void)s;
    return "";
}

const char* plugin_get_async_event_sources(void)
{
    return "[\"syscall\"]";
}

const char* plugin_get_async_events(void)
{
    return "[\"tick\"]";
}

static ss_plugin_rc send_to(struct ticks* plugin,
                            ss_plugin_owner_t* owner,
                            ss_plugin_async_event_handler_t handler,
                            const char* name)
{
    unsigned char event[64];
    const uint64_t none = UINT64_MAX;
    const uint32_t name_len = (uint32_t)strlen(name) + 1;
    const uint32_t len = 26 + 12 + 4 + name_len + 3;
    const uint16_t type = 402; /* PPME_ASYNCEVENT_E */
    const uint32_t nparams = 3;
    const uint32_t lengths[3] = {4, name_len, 3};
    const uint32_t id = 0;
    const uint64_t tid = 1;
    char error[PLUGIN_MAX_ERRLEN] = "";
    memcpy(event, &none, 8);
    memcpy(event + 8, &tid, 8);
    memcpy(event + 16, &len, 4);
    memcpy(event + 20, &type, 2);
    memcpy(event + 22, &nparams, 4);
    memcpy(event + 26, lengths, 12);
    memcpy(event + 38, &id, 4);
    memcpy(event + 42, name, name_len);
    memcpy(event + 42 + name_len, "x", 2);
    event[44 + name_len] = 0;
    (void)plugin;
    return handler(owner, (const ss_plugin_event*)(const void*)event, error);
}

static ss_plugin_rc send(struct ticks* plugin, const char* name)
{
    return send_to(plugin, plugin->owner, plugin->handler, name);
}

/* Three ticks for the start of a capture file. A name that was not announced is refused there, too. */
ss_plugin_rc plugin_dump_state(ss_plugin_t* s, ss_plugin_owner_t* owner, const ss_plugin_async_event_handler_t handler)
{
    int at;
    if(strcmp(((struct ticks*)s)->config, "refuse") == 0 ||
       send_to(s, owner, handler, "unknown") == SS_PLUGIN_SUCCESS) {
        return SS_PLUGIN_FAILURE;
    }
    for(at = 0; at < 3; at++) {
        if(send_to(s, owner, handler, "tick") != SS_PLUGIN_SUCCESS) {
            return SS_PLUGIN_FAILURE;
        }
    }
    return SS_PLUGIN_SUCCESS;
}

ss_plugin_rc plugin_set_config(ss_plugin_t* s, const ss_plugin_set_config_input* i)
{
    struct ticks* plugin = s;
    strncpy(plugin->config, i->config, sizeof(plugin->config) - 1);
    return strcmp(i->config, "bad") == 0 ? SS_PLUGIN_FAILURE : SS_PLUGIN_SUCCESS;
}

static void* run(void* argument)
{
    struct ticks* plugin = argument;
    while(!__atomic_load_n(&plugin->stop, __ATOMIC_ACQUIRE)) {
        if(send(plugin, "unknown") != SS_PLUGIN_SUCCESS) {
            __atomic_fetch_add(&plugin->refused, 1, __ATOMIC_RELAXED);
        }
        send(plugin, "tick");
        usleep(1000);
    }
    return NULL;
}

ss_plugin_rc plugin_set_async_event_handler(ss_plugin_t* s,
                                            ss_plugin_owner_t* owner,
                                            const ss_plugin_async_event_handler_t handler)
{
    struct ticks* plugin = s;
    (void)owner;
    if(handler != NULL) {
        plugin->handler = handler;
        plugin->stop = 0;
        pthread_create(&plugin->thread, NULL, run, plugin);
    } else if(plugin->handler != NULL) {
        __atomic_store_n(&plugin->stop, 1, __ATOMIC_RELEASE);
        pthread_join(plugin->thread, NULL);
        plugin->handler = NULL;
    }
    return SS_PLUGIN_SUCCESS;
}

static ss_plugin_bool once(ss_plugin_t* s, ss_plugin_routine_state_t* i)
{
    (void)i;
    __atomic_fetch_add(&((struct ticks*)s)->opened, 1, __ATOMIC_RELAXED);
    return 0;
}

ss_plugin_rc plugin_capture_open(ss_plugin_t* s, const ss_plugin_capture_listen_input* i)
{
    (void)s;
    return i->routine->subscribe(i->owner, once, NULL) != NULL ? SS_PLUGIN_SUCCESS : SS_PLUGIN_FAILURE;
}

ss_plugin_rc plugin_capture_close(ss_plugin_t* s, const ss_plugin_capture_listen_input* i)
{
    (void)i;
    ((struct ticks*)s)->closed++;
    return SS_PLUGIN_SUCCESS;
}

ss_plugin_metric* plugin_get_metrics(ss_plugin_t* s, uint32_t* num_metrics)
{
    static ss_plugin_metric metrics[3];
    struct ticks* plugin = s;
    const char* names[3] = {"refused", "opened", "closed"};
    const int values[3] = {plugin->refused, plugin->opened, plugin->closed};
    int at;
    for(at = 0; at < 3; at++) {
        metrics[at].name = names[at];
        metrics[at].type = SS_PLUGIN_METRIC_TYPE_MONOTONIC;
        metrics[at].value_type = SS_PLUGIN_METRIC_VALUE_TYPE_U64;
        metrics[at].value.u64 = (uint64_t)values[at];
    }
    *num_metrics = 3;
    return metrics;
}
