/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: plugins as sources, fields, parsers and makers of events; state tables.
 *
 *     sinsp_plugins FOLDER_OF_PLUGINS TESTDATA
 */
#include "sinsp_check.h"

static const char* plugins;

static const char* library(const char* name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s.so", plugins, name);
    return path;
}

static sinsp_plugin_t* started(sinsp_inspector_t* inspector, const char* name)
{
    sinsp_plugin_t* plugin = sinsp_plugin_register(inspector, library(name));
    CHECK(plugin != NULL && sinsp_plugin_init(plugin, NULL, 0) == SCAP_SUCCESS);
    return plugin;
}

static void descriptions(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_plugin_view view;
    sinsp_field_row row;
    sinsp_text names[4], display;
    uint32_t language = 7;
    CHECK(sinsp_plugin_count(inspector) == 0 && sinsp_plugin_at(inspector, 0) == NULL);
    CHECK(sinsp_plugin_register(inspector, "/nowhere/x.so") == NULL);
    CHECK_ERROR(inspector, "/nowhere/x.so");
    sinsp_plugin_t* numbers = sinsp_plugin_register(inspector, library("numbers"));
    CHECK(sinsp_plugin_register(inspector, library("numbers")) == NULL);
    CHECK_ERROR(inspector, "a plugin of the name 'numbers' is loaded already");
    CHECK(sinsp_plugin_get(numbers, &view, sizeof(view)) && view.id == 4242 && view.capabilities == 1 && !view.running);
    CHECK_IS(view.name, "numbers");
    CHECK_IS(view.description, "Counts");
    CHECK_IS(view.contact, "the syscap examples");
    CHECK_IS(view.source, "numbers");
    CHECK(view.version[0] == 0 && view.version[1] == 1 && view.version[2] == 0 && view.api_version[0] == 3);
    CHECK_TEXT(view.path.ptr, "numbers.so");
    CHECK(sinsp_plugin_schema(numbers, &language).len == 0 && language == 0);
    CHECK(sinsp_plugin_open_params(numbers, NULL, 0) == -1);
    CHECK_TEXT(sinsp_plugin_error(numbers).ptr, "was not started");
    sinsp_plugin_t* digits = sinsp_plugin_register(inspector, library("digits"));
    CHECK(sinsp_plugin_field_count(digits) == 3 && sinsp_plugin_field_count(numbers) == 0);
    CHECK(sinsp_plugin_field_get(digits, 1, &row, sizeof(row), &display) && row.ty == PT_BOOL && row.takes_arg);
    CHECK_IS(row.name, "numbers.divisible");
    CHECK((row.flags & SINSP_FIELD_ARG_REQUIRED) != 0 && (row.flags & SINSP_FIELD_ARG_INDEX) != 0);
    CHECK(!sinsp_plugin_field_get(digits, 3, &row, sizeof(row), &display));
    CHECK(sinsp_plugin_names(digits, 0, names, 4) == 1);
    CHECK_IS(names[0], "numbers");
    CHECK(sinsp_plugin_codes(digits, 0, NULL, 0) == 0);
    CHECK(sinsp_plugin_check_schema(digits, 4, 5, 1) && sinsp_plugin_check_schema(numbers, 9, 0, 0));
    CHECK(sinsp_plugin_count(inspector) == 2);
    sinsp_plugin_t* same = sinsp_plugin_at(inspector, 1);
    CHECK(sinsp_plugin_get(same, &view, sizeof(view)));
    CHECK_IS(view.name, "digits");
    CHECK(sinsp_source_count(inspector) == 2 && sinsp_source_of_plugin(inspector, 4242) == 1);
    CHECK(sinsp_source_of_plugin(inspector, 5) == -1);
    CHECK_IS(sinsp_source_name(inspector, 1), "numbers");
    CHECK(sinsp_plugin_init(same, NULL, 0) == SCAP_SUCCESS && sinsp_plugin_init(digits, NULL, 0) == SCAP_FAILURE);
    CHECK_TEXT(sinsp_plugin_error(digits).ptr, "started twice");
    uint16_t code;
    CHECK(sinsp_plugin_codes(digits, 0, &code, 1) == 1 && code == PPME_PLUGINEVENT_E);
    /* Functions that the program has itself. */
    plugin_api api;
    memset(&api, 0, sizeof(api));
    CHECK(sinsp_plugin_register_api(inspector, &api) == NULL);
    CHECK_ERROR(inspector, "get_required_api_version is missing");
    sinsp_plugin_free(same);
    sinsp_plugin_free(digits);
    sinsp_plugin_free(numbers);
    CHECK(sinsp_plugin_count(inspector) == 2);
    sinsp_destroy(inspector);
}

static void a_source(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_plugin_t *numbers = started(inspector, "numbers"), *digits = started(inspector, "digits");
    sinsp_plugin_t* handle = numbers;
    CHECK(sinsp_plugin_open_params(handle, NULL, 0) == 0);
    CHECK(sinsp_open_plugin(inspector, "letters", "", 0) == SCAP_FAILURE);
    CHECK_ERROR(inspector, "there is no plugin 'letters'");
    CHECK(sinsp_open_plugin(inspector, "numbers", "many", 0) == SCAP_FAILURE);
    CHECK_ERROR(inspector, "'many' is not a number");
    CHECK_TEXT(sinsp_plugin_own_error(numbers).ptr, "'many' is not a number");
    sinsp_catalogue_t* catalogue = sinsp_catalogue_create(false);
    CHECK(sinsp_catalogue_add_plugin(catalogue, numbers) == SCAP_FAILURE);
    CHECK(sinsp_catalogue_add_plugin(catalogue, digits) == SCAP_SUCCESS);
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("numbers.value")) == 13);
    sinsp_field_t* value = sinsp_field_compile_with(inspector, catalogue, TEXT("numbers.value"));
    CHECK(value != NULL && sinsp_open_plugin(inspector, "numbers", "5", 0) == SCAP_SUCCESS);
    const sinsp_event_t* event;
    sinsp_event_view view;
    sinsp_text text, words;
    double percent = 0;
    for(uint64_t i = 0; i < 5; i++) {
        event = next_event(inspector);
        CHECK(event != NULL && sinsp_event_get(event, &view, sizeof(view)) && view.source == 1 && view.thread == -1);
        CHECK(sinsp_plugin_event_text(numbers, event, &text) && !sinsp_plugin_event_text(digits, event, &text));
        char expected[32];
        snprintf(expected, sizeof(expected), "%" PRIu64, i);
        CHECK(sinsp_field_text(value, event, &text));
        CHECK_IS(text, expected);
        ss_plugin_extract_field request;
        memset(&request, 0, sizeof(request));
        request.field_id = 0;
        request.field = "numbers.value";
        request.ftype = FTYPE_UINT64;
        CHECK(sinsp_plugin_extract(digits, event, 1, &request, NULL) == SCAP_SUCCESS);
        CHECK(request.res_len == 1 && *request.res.u64 == i);
        CHECK(sinsp_plugin_extract(numbers, event, 1, &request, NULL) == SCAP_FAILURE);
    }
    CHECK(sinsp_source_progress(inspector, &percent, &words) && percent == 100);
    CHECK(next_event(inspector) == NULL);
    sinsp_field_free(value);
    sinsp_catalogue_free(catalogue);
    sinsp_plugin_free(numbers);
    sinsp_plugin_free(digits);
    sinsp_destroy(inspector);
}

static void said(void* user, uint32_t severity, const char* text)
{
    CHECK(severity > 0);
    snprintf(user, 256, "%s", text);
}

static void events_of_its_own(void)
{
    char log[256] = "";
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_text names[2];
    metrics_v2 metrics[4];
    sinsp_set_plugin_log_callback(inspector, said, log);
    sinsp_plugin_t* ticks = started(inspector, "ticks");
    CHECK_TEXT(log, "ticks begin");
    CHECK(sinsp_plugin_names(ticks, 3, names, 2) == 1);
    CHECK_IS(names[0], "tick");
    CHECK(sinsp_plugin_names(ticks, 2, names, 2) == 1);
    CHECK_IS(names[0], "syscall");
    CHECK(sinsp_plugin_set_config(ticks, TEXT("{}")) == SCAP_SUCCESS);
    CHECK(sinsp_plugin_set_config(ticks, TEXT("bad")) == SCAP_FAILURE && sinsp_plugin_error(ticks).len > 0);
    CHECK(sinsp_metrics(inspector, METRICS_V2_PLUGINS, metrics, 4) == 3);
    CHECK_TEXT(metrics[0].name, "ticks.refused");
    CHECK(sinsp_routine_count(inspector) == 0);
    open_capture(inspector, "zoo.scap");
    /* The routine that it subscribes runs once or is over. */
    CHECK(sinsp_routine_count(inspector) <= 1);
    CHECK(read_all(inspector) >= 850);
    sinsp_close(inspector);
    CHECK(sinsp_routine_count(inspector) == 0);
    CHECK(sinsp_metrics(inspector, METRICS_V2_PLUGINS, metrics, 4) == 3 && metrics[2].value.u64 == 1);
    sinsp_set_plugin_log_callback(inspector, NULL, NULL);
    sinsp_plugin_free(ticks);
    sinsp_destroy(inspector);
}

struct walk {
    sinsp_inspector_t* inspector;
    void *table, *opens;
    uint64_t entries, opened;
};

static ss_plugin_bool count_entry(ss_plugin_table_iterator_state_t* user, ss_plugin_table_entry_t* entry)
{
    struct walk* walk = user;
    ss_plugin_state_data value;
    walk->entries++;
    CHECK(sinsp_table_read(walk->inspector, walk->table, entry, walk->opens, &value) == SCAP_SUCCESS);
    walk->opened += value.u64;
    return 1;
}

static ss_plugin_bool stop(ss_plugin_table_iterator_state_t* user, ss_plugin_table_entry_t* entry)
{
    (void)user;
    (void)entry;
    return 0;
}

static void tables(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_plugin_t* opens = started(inspector, "opens");
    sinsp_text names[4];
    uint32_t types[4], count = 0;
    ss_plugin_state_data key, value;
    CHECK(sinsp_table_list(inspector, names, types, 4) == 1 && types[0] == SS_PLUGIN_ST_INT64);
    CHECK_IS(names[0], "threads");
    CHECK(sinsp_table_open(inspector, "nowhere", SS_PLUGIN_ST_INT64) == NULL && sinsp_last_error(inspector).len > 0);
    CHECK(sinsp_table_open(inspector, "threads", SS_PLUGIN_ST_STRING) == NULL);
    CHECK_ERROR(inspector, "keys of type int64, not string");
    void* table = sinsp_table_open(inspector, "threads", SS_PLUGIN_ST_INT64);
    CHECK(table != NULL && sinsp_table_size(inspector, table) == 0);
    open_capture(inspector, "shell.scap");
    CHECK(read_all(inspector) > 8000);
    CHECK(sinsp_table_size(inspector, table) >= 4 && sinsp_table_size(inspector, NULL) == UINT64_MAX);
    const ss_plugin_table_fieldinfo* fields = sinsp_table_fields(inspector, table, &count);
    CHECK(fields != NULL && count == 33);
    void* comm = sinsp_table_field(inspector, table, "comm", SS_PLUGIN_ST_STRING);
    void* counter = sinsp_table_field(inspector, table, "opens", SS_PLUGIN_ST_UINT64);
    CHECK(comm != NULL && counter != NULL);
    CHECK(sinsp_table_field(inspector, table, "comm", SS_PLUGIN_ST_INT64) == NULL);
    CHECK_ERROR(inspector, "is string, not int64");
    struct walk walk = {inspector, table, counter, 0, 0};
    CHECK(sinsp_table_iterate(inspector, table, count_entry, &walk));
    CHECK(walk.entries == sinsp_table_size(inspector, table) && walk.opened > 0);
    CHECK(!sinsp_table_iterate(inspector, table, stop, NULL));
    key.s64 = 1;
    void* entry = sinsp_table_get_entry(inspector, table, &key);
    CHECK(entry != NULL && sinsp_table_read(inspector, table, entry, comm, &value) == SCAP_SUCCESS);
    CHECK_TEXT(value.str, "run.sh");
    sinsp_table_release(inspector, table, entry);
    key.s64 = -77;
    CHECK(sinsp_table_get_entry(inspector, table, &key) == NULL);
    CHECK_ERROR(inspector, "thread -77 is not known");

    /* A new thread, and a field of the program's own. */
    void* label = sinsp_table_add_field(inspector, table, "label", SS_PLUGIN_ST_STRING);
    CHECK(label != NULL && sinsp_table_fields(inspector, table, &count) != NULL && count == 34);
    void* unused = sinsp_table_create(inspector, table);
    CHECK(unused != NULL);
    sinsp_table_destroy(inspector, table, unused);
    void* made = sinsp_table_create(inspector, table);
    value.str = "made";
    CHECK(sinsp_table_write(inspector, table, made, comm, &value) == SCAP_SUCCESS);
    value.str = "here";
    CHECK(sinsp_table_write(inspector, table, made, label, &value) == SCAP_SUCCESS);
    key.s64 = 99999;
    entry = sinsp_table_add(inspector, table, &key, made);
    CHECK(entry != NULL && sinsp_table_read(inspector, table, entry, label, &value) == SCAP_SUCCESS);
    CHECK_TEXT(value.str, "here");
    sinsp_thread_view thread;
    CHECK(sinsp_thread_get(inspector, 99999, &thread, sizeof(thread)));
    CHECK_IS(thread.comm, "made");
    CHECK(sinsp_table_erase(inspector, table, &key) == SCAP_SUCCESS);
    CHECK(sinsp_table_read(inspector, table, entry, label, &value) == SCAP_FAILURE);
    CHECK_ERROR(inspector, "was removed");
    sinsp_table_release(inspector, table, entry);
    CHECK(sinsp_table_erase(inspector, table, &key) == SCAP_FAILURE);
    CHECK_ERROR(inspector, "not known");
    CHECK(sinsp_table_clear(inspector, table) == SCAP_SUCCESS && sinsp_table_size(inspector, table) == 0);
    sinsp_plugin_free(opens);
    sinsp_destroy(inspector);
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        return 2;
    }
    plugins = argv[1];
    testdata = argv[2];
    descriptions();
    a_source();
    events_of_its_own();
    tables();
    return report("sinsp_plugins");
}
