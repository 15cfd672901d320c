/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin that reads fields of the events of the plugin `numbers`: one with an argument, and a list.
 *
 *     cc -shared -fPIC digits.c $(pkg-config --cflags libsinsp) -o libdigits.so
 *     syscap --plugin './libnumbers.so||20' --plugin ./libdigits.so -p '%numbers.value %numbers.digits' \
 *         'numbers.divisible[7] = true'
 */
#include <plugin/plugin_api.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DIGITS 20

struct digits {
    uint64_t value;
    ss_plugin_bool divisible;
    char digit[MOST_DIGITS][2];
    const char* list[MOST_DIGITS];
    char error[128];
};

const char* plugin_get_required_api_version(void)
{
    return PLUGIN_API_VERSION_STR;
}

const char* plugin_get_name(void)
{
    return "digits";
}

const char* plugin_get_description(void)
{
    return "Reads the events of the plugin numbers";
}

const char* plugin_get_contact(void)
{
    return "the syscap examples";
}

const char* plugin_get_version(void)
{
    return "0.1.0";
}

const char* plugin_get_extract_event_sources(void)
{
    return "[\"numbers\"]";
}

const char* plugin_get_fields(void)
{
    return "[{\"type\": \"uint64\", \"name\": \"numbers.value\", \"desc\": \"The number.\", \"addOutput\": true},"
           " {\"type\": \"bool\", \"name\": \"numbers.divisible\", \"desc\": \"True when the argument divides it.\","
           "  \"arg\": {\"isRequired\": true, \"isIndex\": true}},"
           " {\"type\": \"string\", \"name\": \"numbers.digits\", \"desc\": \"Its decimal digits.\", \"isList\": true}]";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    struct digits* plugin = calloc(1, sizeof(*plugin));
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
    return ((struct digits*)s)->error;
}

static void extract(struct digits* plugin, ss_plugin_extract_field* field, uint64_t number)
{
    char text[MOST_DIGITS + 1];
    int length;
    int at;
    switch(field->field_id) {
    case 0:
        plugin->value = number;
        field->res.u64 = &plugin->value;
        field->res_len = 1;
        break;
    case 1:
        plugin->divisible = field->arg_index != 0 && number % field->arg_index == 0;
        field->res.boolean = &plugin->divisible;
        field->res_len = 1;
        break;
    default:
        length = snprintf(text, sizeof(text), "%" PRIu64, number);
        for(at = 0; at < length; at++) {
            plugin->digit[at][0] = text[at];
            plugin->digit[at][1] = '\0';
            plugin->list[at] = plugin->digit[at];
        }
        field->res.str = plugin->list;
        field->res_len = (uint64_t)length;
        break;
    }
}

ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    uint64_t number;
    uint32_t at;
    memcpy(&number, (const char*)evt->evt + PLUGIN_EVENT_PAYLOAD_OFFSET, 8);
    for(at = 0; at < in->num_fields; at++) {
        extract(s, &in->fields[at], number);
    }
    return SS_PLUGIN_SUCCESS;
}
