/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses every table that there is, and checks what it reads: the first check that fails is shown by the field
 * `tables.failure`, the number of checks by `tables.checks`. Compiled with OWNER it only offers a table of its own, with
 * a table in its entries, which the other form uses.
 *
 * With THREAD a thread of its own uses the table of threads all the time, whether it may or not.
 */
#include <plugin/plugin_api.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char* plugin_get_required_api_version(void)
{
    return PLUGIN_API_VERSION_STR;
}

const char* plugin_get_description(void)
{
    return "Uses tables";
}

const char* plugin_get_contact(void)
{
    return "the tests";
}

const char* plugin_get_version(void)
{
    return "0.1.0";
}

const char* plugin_get_parse_event_sources(void)
{
    return "[\"syscall\"]";
}

uint16_t* plugin_get_parse_event_types(uint32_t* numtypes, ss_plugin_t* s)
{
    static uint16_t types[] = {307}; /* exits of openat */
    (void)s;
    *numtypes = 1;
    return types;
}

#ifdef OWNER
/* A table of numbers, each entry of which has a table with the numbers below it. Fields: `square`, `below` (a table);
 * of the inner one: `value`. */
#define ROOM 64
struct cell {
    uint64_t key;
    uint64_t square;
    int used;
};
static struct cell cells[ROOM];
static struct cell spare;
static uint64_t inner_entry;
static ss_plugin_table_input inner, outer;
static char square_field, below_field, value_field;
static int references;

static const char* outer_name(ss_plugin_table_t* t)
{
    (void)t;
    return "numbers";
}

static uint64_t outer_size(ss_plugin_table_t* t)
{
    uint64_t size = 0;
    int at;
    (void)t;
    for(at = 0; at < ROOM; at++) {
        size += cells[at].used != 0;
    }
    return size;
}

static ss_plugin_table_entry_t* outer_entry(ss_plugin_table_t* t, const ss_plugin_state_data* key)
{
    (void)t;
    if(key->u64 >= ROOM || !cells[key->u64].used) {
        return NULL;
    }
    references++;
    return &cells[key->u64];
}

static ss_plugin_rc outer_read(ss_plugin_table_t* t,
                               ss_plugin_table_entry_t* e,
                               const ss_plugin_table_field_t* f,
                               ss_plugin_state_data* out)
{
    (void)t;
    if(f == &square_field) {
        out->u64 = ((struct cell*)e)->square;
    } else {
        inner.table = e;
        out->table = &inner;
    }
    return SS_PLUGIN_SUCCESS;
}

static void outer_release(ss_plugin_table_t* t, ss_plugin_table_entry_t* e)
{
    (void)t;
    (void)e;
    references--;
}

static ss_plugin_bool outer_iterate(ss_plugin_table_t* t,
                                    ss_plugin_table_iterator_func_t it,
                                    ss_plugin_table_iterator_state_t* s)
{
    int at;
    (void)t;
    for(at = 0; at < ROOM; at++) {
        if(cells[at].used && !it(s, &cells[at])) {
            return 0;
        }
    }
    return 1;
}

static ss_plugin_rc outer_clear(ss_plugin_table_t* t)
{
    (void)t;
    memset(cells, 0, sizeof(cells));
    return SS_PLUGIN_SUCCESS;
}

static ss_plugin_rc outer_erase(ss_plugin_table_t* t, const ss_plugin_state_data* key)
{
    (void)t;
    if(key->u64 >= ROOM || !cells[key->u64].used) {
        return SS_PLUGIN_FAILURE;
    }
    cells[key->u64].used = 0;
    return SS_PLUGIN_SUCCESS;
}

static ss_plugin_table_entry_t* outer_create(ss_plugin_table_t* t)
{
    (void)t;
    memset(&spare, 0, sizeof(spare));
    return &spare;
}

static void outer_destroy(ss_plugin_table_t* t, ss_plugin_table_entry_t* e)
{
    (void)t;
    (void)e;
}

static ss_plugin_table_entry_t* outer_add(ss_plugin_table_t* t,
                                          const ss_plugin_state_data* key,
                                          ss_plugin_table_entry_t* e)
{
    (void)t;
    if(key->u64 >= ROOM) {
        return NULL;
    }
    cells[key->u64] = *(struct cell*)e;
    cells[key->u64].key = key->u64;
    cells[key->u64].used = 1;
    references++;
    return &cells[key->u64];
}

static ss_plugin_rc outer_write(ss_plugin_table_t* t,
                                ss_plugin_table_entry_t* e,
                                const ss_plugin_table_field_t* f,
                                const ss_plugin_state_data* in)
{
    (void)t;
    if(f != &square_field) {
        return SS_PLUGIN_FAILURE;
    }
    ((struct cell*)e)->square = in->u64;
    return SS_PLUGIN_SUCCESS;
}

static const ss_plugin_table_fieldinfo* outer_fields(ss_plugin_table_t* t, uint32_t* n)
{
    static const ss_plugin_table_fieldinfo fields[] = {
        {"square", SS_PLUGIN_ST_UINT64, 0}, {"below", SS_PLUGIN_ST_TABLE, 1}};
    (void)t;
    *n = 2;
    return fields;
}

static ss_plugin_table_field_t* outer_field(ss_plugin_table_t* t, const char* name, ss_plugin_state_type type)
{
    (void)t;
    if(strcmp(name, "square") == 0 && type == SS_PLUGIN_ST_UINT64) {
        return &square_field;
    }
    return strcmp(name, "below") == 0 && type == SS_PLUGIN_ST_TABLE ? &below_field : NULL;
}

static ss_plugin_table_field_t* no_field(ss_plugin_table_t* t, const char* name, ss_plugin_state_type type)
{
    (void)t;
    (void)name;
    (void)type;
    return NULL;
}

static const char* inner_name(ss_plugin_table_t* t)
{
    (void)t;
    return "below";
}

static uint64_t inner_size(ss_plugin_table_t* t)
{
    return ((struct cell*)t)->key;
}

static ss_plugin_table_entry_t* inner_get(ss_plugin_table_t* t, const ss_plugin_state_data* key)
{
    if(key->u64 >= ((struct cell*)t)->key) {
        return NULL;
    }
    inner_entry = key->u64;
    references++;
    return &inner_entry;
}

static ss_plugin_rc inner_read(ss_plugin_table_t* t,
                               ss_plugin_table_entry_t* e,
                               const ss_plugin_table_field_t* f,
                               ss_plugin_state_data* out)
{
    (void)t;
    (void)f;
    out->u64 = *(uint64_t*)e;
    return SS_PLUGIN_SUCCESS;
}

static ss_plugin_table_field_t* inner_field(ss_plugin_table_t* t, const char* name, ss_plugin_state_type type)
{
    (void)t;
    return strcmp(name, "value") == 0 && type == SS_PLUGIN_ST_UINT64 ? &value_field : NULL;
}

static ss_plugin_table_reader_vtable_ext outer_reader = {outer_name, outer_size,    outer_entry,
                                                         outer_read, outer_release, outer_iterate};
static ss_plugin_table_reader_vtable_ext inner_reader = {inner_name, inner_size,    inner_get,
                                                         inner_read, outer_release, outer_iterate};
static ss_plugin_table_writer_vtable_ext writer = {outer_clear,   outer_erase, outer_create,
                                                   outer_destroy, outer_add,   outer_write};
static ss_plugin_table_fields_vtable_ext fields = {outer_fields, outer_field, no_field};
static ss_plugin_table_fields_vtable_ext inner_fields = {outer_fields, inner_field, no_field};

static void describe(ss_plugin_table_input* input,
                     const char* name,
                     ss_plugin_table_reader_vtable_ext* reader,
                     ss_plugin_table_fields_vtable_ext* of)
{
    input->name = name;
    input->key_type = SS_PLUGIN_ST_UINT64;
    input->reader_ext = reader;
    input->writer_ext = &writer;
    input->fields_ext = of;
    memcpy(&input->reader, reader, sizeof(input->reader));
    memcpy(&input->writer, &writer, sizeof(input->writer));
    memcpy(&input->fields, of, sizeof(input->fields));
}

const char* plugin_get_name(void)
{
    return "owner";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    ss_plugin_table_input broken;
    memset(cells, 0, sizeof(cells));
    describe(&outer, "numbers", &outer_reader, &fields);
    describe(&inner, "below", &inner_reader, &inner_fields);
    outer.table = cells;
    *rc = input->tables->add_table(input->owner, &outer);
    /* A second table of the name, and tables that lack something, are refused. */
    broken = outer;
    if(input->tables->add_table(input->owner, &outer) == SS_PLUGIN_SUCCESS) {
        *rc = SS_PLUGIN_FAILURE;
    }
    broken.name = "broken";
    broken.key_type = SS_PLUGIN_ST_TABLE;
    if(input->tables->add_table(input->owner, &broken) == SS_PLUGIN_SUCCESS) {
        *rc = SS_PLUGIN_FAILURE;
    }
    broken.key_type = SS_PLUGIN_ST_UINT64;
    static ss_plugin_table_reader_vtable_ext lacking = {outer_name, outer_size, outer_entry, outer_read, NULL, NULL};
    broken.reader_ext = &lacking;
    if(input->tables->add_table(input->owner, &broken) == SS_PLUGIN_SUCCESS) {
        *rc = SS_PLUGIN_FAILURE;
    }
    return cells;
}

void plugin_destroy(ss_plugin_t* s)
{
    (void)s;
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    (void)s;
    return "the owner says no";
}

ss_plugin_rc plugin_parse_event(ss_plugin_t* s, const ss_plugin_event_input* evt, const ss_plugin_event_parse_input* in)
{
    (void)s;
    (void)evt;
    (void)in;
    return SS_PLUGIN_SUCCESS;
}

ss_plugin_metric* plugin_get_metrics(ss_plugin_t* s, uint32_t* num_metrics)
{
    static ss_plugin_metric metric = {"references", SS_PLUGIN_METRIC_TYPE_NON_MONOTONIC, {0},
                                      SS_PLUGIN_METRIC_VALUE_TYPE_S32};
    (void)s;
    metric.value.s32 = references;
    *num_metrics = 1;
    return &metric;
}

#else

struct user {
    ss_plugin_owner_t* owner;
    const char* (*last_error)(ss_plugin_owner_t*);
    ss_plugin_table_fields_vtable_ext fields;
    ss_plugin_table_reader_vtable_ext reader;
    ss_plugin_table_writer_vtable_ext writer;
    ss_plugin_table_t* threads;
    ss_plugin_table_t* numbers;
    ss_plugin_table_field_t *pid, *cwd, *args, *env, *cgroups, *descriptors;
    ss_plugin_table_field_t *value, *first, *second, *fd_name, *fd_label;
    ss_plugin_table_field_t *square, *below, *note;
    char failure[256];
    uint64_t checks;
    const char* text[1];
    uint64_t number;
    pthread_t thread;
    int stop;
    uint64_t done;
};

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        u->checks++;                                                                               \
        if(!(condition) && u->failure[0] == '\0') {                                                \
            const char* why = u->last_error(u->owner);                                             \
            snprintf(u->failure, sizeof(u->failure), "line %d: %s (%s)", __LINE__, #condition, why ? why : ""); \
        }                                                                                          \
    } while(0)

const char* plugin_get_name(void)
{
    return "user";
}

const char* plugin_get_extract_event_sources(void)
{
    return "[\"syscall\"]";
}

const char* plugin_get_fields(void)
{
    return "[{\"type\": \"string\", \"name\": \"tables.failure\", \"desc\": \"The first check that failed.\"},"
           " {\"type\": \"uint64\", \"name\": \"tables.checks\", \"desc\": \"Checks.\"},"
           " {\"type\": \"uint64\", \"name\": \"tables.done\", \"desc\": \"Operations of the thread.\"}]";
}

/* Fields of inner tables are found in those of an entry that is thrown away. */
static void find_inner(struct user* u)
{
    ss_plugin_state_data data;
    ss_plugin_table_entry_t* entry = u->writer.create_table_entry(u->threads);
    CHECK(entry != NULL);
    CHECK(u->reader.read_entry_field(u->threads, entry, u->args, &data) == SS_PLUGIN_SUCCESS);
    u->value = u->fields.get_table_field(data.table, "value", SS_PLUGIN_ST_STRING);
    CHECK(strcmp(u->reader.get_table_name(data.table), "args") == 0 && u->reader.get_table_size(data.table) == 0);
    CHECK(u->fields.add_table_field(data.table, "extra", SS_PLUGIN_ST_STRING) == NULL);
    CHECK(u->reader.read_entry_field(u->threads, entry, u->cgroups, &data) == SS_PLUGIN_SUCCESS);
    u->first = u->fields.get_table_field(data.table, "first", SS_PLUGIN_ST_STRING);
    u->second = u->fields.get_table_field(data.table, "second", SS_PLUGIN_ST_STRING);
    CHECK(u->reader.read_entry_field(u->threads, entry, u->descriptors, &data) == SS_PLUGIN_SUCCESS);
    u->fd_name = u->fields.get_table_field(data.table, "name", SS_PLUGIN_ST_STRING);
    u->fd_label = u->fields.add_table_field(data.table, "label", SS_PLUGIN_ST_STRING);
    CHECK(u->fields.add_table_field(data.table, "name", SS_PLUGIN_ST_STRING) == NULL);
    CHECK(u->fields.add_table_field(data.table, "label", SS_PLUGIN_ST_UINT8) == NULL);
    CHECK(u->value != NULL && u->first != NULL && u->second != NULL && u->fd_name != NULL && u->fd_label != NULL);
    u->writer.destroy_table_entry(u->threads, entry);
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    struct user* u = calloc(1, sizeof(*u));
    const ss_plugin_init_tables_input* tables = input->tables;
    uint32_t count = 0;
    *rc = SS_PLUGIN_SUCCESS;
    u->owner = input->owner;
    u->last_error = input->get_owner_last_error;
    u->fields = *tables->fields_ext;
    u->reader = *tables->reader_ext;
    u->writer = *tables->writer_ext;
    CHECK(tables->list_tables(u->owner, &count) != NULL && count >= 1);
    CHECK(tables->get_table(u->owner, "threads", SS_PLUGIN_ST_STRING) == NULL);
    CHECK(strstr(u->last_error(u->owner), "int64") != NULL);
    CHECK(tables->get_table(u->owner, "nowhere", SS_PLUGIN_ST_INT64) == NULL);
    u->threads = tables->get_table(u->owner, "threads", SS_PLUGIN_ST_INT64);
    u->pid = u->fields.get_table_field(u->threads, "pid", SS_PLUGIN_ST_INT64);
    u->cwd = u->fields.get_table_field(u->threads, "cwd", SS_PLUGIN_ST_STRING);
    u->args = u->fields.get_table_field(u->threads, "args", SS_PLUGIN_ST_TABLE);
    u->env = u->fields.get_table_field(u->threads, "env", SS_PLUGIN_ST_TABLE);
    u->cgroups = u->fields.get_table_field(u->threads, "cgroups", SS_PLUGIN_ST_TABLE);
    u->descriptors = u->fields.get_table_field(u->threads, "file_descriptors", SS_PLUGIN_ST_TABLE);
    u->note = u->fields.add_table_field(u->threads, "note", SS_PLUGIN_ST_STRING);
    CHECK(u->fields.list_table_fields(u->threads, &count) != NULL && count == 33);
    find_inner(u);
    u->numbers = tables->get_table(u->owner, "numbers", SS_PLUGIN_ST_UINT64);
    if(u->numbers != NULL) {
        u->square = u->fields.get_table_field(u->numbers, "square", SS_PLUGIN_ST_UINT64);
        u->below = u->fields.get_table_field(u->numbers, "below", SS_PLUGIN_ST_TABLE);
        CHECK(u->square != NULL && u->below != NULL);
        CHECK(u->fields.get_table_field(u->numbers, "cube", SS_PLUGIN_ST_UINT64) == NULL);
        CHECK(strstr(u->last_error(u->owner), "the owner says no") != NULL);
    }
    return u;
}

void plugin_destroy(ss_plugin_t* s)
{
    free(s);
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    return ((struct user*)s)->failure;
}

static ss_plugin_bool count_entry(ss_plugin_table_iterator_state_t* s, ss_plugin_table_entry_t* e)
{
    (void)e;
    ++*(uint64_t*)s;
    return 1;
}

/* A list of texts: an element is added behind the last, written, read, and erased. */
static void use_list(struct user* u, ss_plugin_table_t* list, ss_plugin_table_field_t* text)
{
    const uint64_t size = u->reader.get_table_size(list);
    ss_plugin_state_data key, data;
    ss_plugin_table_entry_t* entry;
    uint64_t seen = 0;
    key.u64 = size;
    CHECK(u->reader.iterate_entries(list, count_entry, &seen) && seen == size);
    CHECK(u->reader.get_table_entry(list, &key) == NULL);
    entry = u->writer.create_table_entry(list);
    CHECK(u->reader.read_entry_field(list, entry, text, &data) != SS_PLUGIN_SUCCESS);
    entry = u->writer.add_table_entry(list, &key, entry);
    CHECK(entry != NULL);
    CHECK(u->reader.read_entry_field(list, entry, text, &data) == SS_PLUGIN_SUCCESS && data.str[0] == '\0');
    data.str = "added";
    CHECK(u->writer.write_entry_field(list, entry, text, &data) == SS_PLUGIN_SUCCESS);
    u->reader.release_table_entry(list, entry);
    CHECK(u->reader.get_table_size(list) == size + 1);
    entry = u->reader.get_table_entry(list, &key);
    CHECK(entry != NULL);
    CHECK(u->reader.read_entry_field(list, entry, text, &data) == SS_PLUGIN_SUCCESS && strcmp(data.str, "added") == 0);
    u->reader.release_table_entry(list, entry);
    CHECK(u->writer.erase_table_entry(list, &key) == SS_PLUGIN_SUCCESS);
    CHECK(u->writer.erase_table_entry(list, &key) != SS_PLUGIN_SUCCESS);
    CHECK(u->reader.get_table_size(list) == size);
    key.u64 = UINT64_MAX;
    entry = u->writer.create_table_entry(list);
    CHECK(u->writer.add_table_entry(list, &key, entry) == NULL);
}

static void use_descriptors(struct user* u, ss_plugin_table_t* fds)
{
    ss_plugin_state_data key, data;
    ss_plugin_table_entry_t* entry = u->writer.create_table_entry(fds);
    const uint64_t size = u->reader.get_table_size(fds);
    uint64_t seen = 0;
    key.s64 = 4000;
    CHECK(u->reader.iterate_entries(fds, count_entry, &seen) && seen == size);
    data.str = "/made/up";
    CHECK(u->writer.write_entry_field(fds, entry, u->fd_name, &data) == SS_PLUGIN_SUCCESS);
    entry = u->writer.add_table_entry(fds, &key, entry);
    CHECK(entry != NULL && u->reader.get_table_size(fds) == size + 1);
    CHECK(u->reader.read_entry_field(fds, entry, u->fd_label, &data) == SS_PLUGIN_SUCCESS && data.str[0] == '\0');
    data.str = "mine";
    CHECK(u->writer.write_entry_field(fds, entry, u->fd_label, &data) == SS_PLUGIN_SUCCESS);
    u->reader.release_table_entry(fds, entry);
    entry = u->reader.get_table_entry(fds, &key);
    CHECK(u->reader.read_entry_field(fds, entry, u->fd_name, &data) == SS_PLUGIN_SUCCESS);
    CHECK(strcmp(data.str, "/made/up") == 0);
    CHECK(u->reader.read_entry_field(fds, entry, u->fd_label, &data) == SS_PLUGIN_SUCCESS);
    CHECK(strcmp(data.str, "mine") == 0);
    /* A field of another kind of entry is refused. */
    CHECK(u->reader.read_entry_field(fds, entry, u->value, &data) != SS_PLUGIN_SUCCESS);
    CHECK(u->writer.erase_table_entry(fds, &key) == SS_PLUGIN_SUCCESS);
    CHECK(u->reader.read_entry_field(fds, entry, u->fd_name, &data) != SS_PLUGIN_SUCCESS);
    u->reader.release_table_entry(fds, entry);
    CHECK(u->reader.get_table_entry(fds, &key) == NULL);
}

static void use_numbers(struct user* u)
{
    ss_plugin_state_data key, data;
    ss_plugin_table_entry_t *entry, *inner;
    ss_plugin_table_field_t* value;
    uint64_t seen = 0;
    key.u64 = 7;
    entry = u->writer.create_table_entry(u->numbers);
    data.u64 = 49;
    CHECK(u->writer.write_entry_field(u->numbers, entry, u->square, &data) == SS_PLUGIN_SUCCESS);
    CHECK(u->writer.write_entry_field(u->numbers, entry, u->below, &data) != SS_PLUGIN_SUCCESS);
    entry = u->writer.add_table_entry(u->numbers, &key, entry);
    CHECK(entry != NULL && u->reader.get_table_size(u->numbers) == 1);
    CHECK(u->reader.iterate_entries(u->numbers, count_entry, &seen) && seen == 1);
    CHECK(u->reader.read_entry_field(u->numbers, entry, u->below, &data) == SS_PLUGIN_SUCCESS);
    CHECK(strcmp(u->reader.get_table_name(data.table), "below") == 0 && u->reader.get_table_size(data.table) == 7);
    value = u->fields.get_table_field(data.table, "value", SS_PLUGIN_ST_UINT64);
    key.u64 = 5;
    inner = u->reader.get_table_entry(data.table, &key);
    CHECK(value != NULL && inner != NULL);
    CHECK(u->reader.read_entry_field(data.table, inner, value, &data) == SS_PLUGIN_SUCCESS && data.u64 == 5);
    u->reader.release_table_entry(u->numbers, inner);
    u->reader.release_table_entry(u->numbers, entry);
    key.u64 = 7;
    CHECK(u->writer.erase_table_entry(u->numbers, &key) == SS_PLUGIN_SUCCESS);
    CHECK(u->reader.get_table_entry(u->numbers, &key) == NULL);
    CHECK(strstr(u->last_error(u->owner), "the owner says no") != NULL);
}

#ifdef THREAD
#define HAS_THREAD 1

/* Reads and writes an entry from the other thread. */
static ss_plugin_bool touch_entry(ss_plugin_table_iterator_state_t* s, ss_plugin_table_entry_t* e)
{
    struct user* u = s;
    ss_plugin_state_data data;
    if(u->reader.read_entry_field(u->threads, e, u->pid, &data) == SS_PLUGIN_SUCCESS) {
        __atomic_fetch_add(&u->done, 1, __ATOMIC_RELAXED);
    }
    data.str = "from a thread";
    if(u->writer.write_entry_field(u->threads, e, u->note, &data) == SS_PLUGIN_SUCCESS) {
        __atomic_fetch_add(&u->done, 1, __ATOMIC_RELAXED);
    }
    return !__atomic_load_n(&u->stop, __ATOMIC_ACQUIRE);
}

static void* run(void* argument)
{
    struct user* u = argument;
    while(!__atomic_load_n(&u->stop, __ATOMIC_ACQUIRE)) {
        u->reader.iterate_entries(u->threads, touch_entry, u);
    }
    return NULL;
}

ss_plugin_rc plugin_capture_open(ss_plugin_t* s, const ss_plugin_capture_listen_input* i)
{
    struct user* u = s;
    (void)i;
    return pthread_create(&u->thread, NULL, run, u) == 0 ? SS_PLUGIN_SUCCESS : SS_PLUGIN_FAILURE;
}

ss_plugin_rc plugin_capture_close(ss_plugin_t* s, const ss_plugin_capture_listen_input* i)
{
    struct user* u = s;
    (void)i;
    __atomic_store_n(&u->stop, 1, __ATOMIC_RELEASE);
    pthread_join(u->thread, NULL);
    return SS_PLUGIN_SUCCESS;
}
#else
#define HAS_THREAD 0
#endif

ss_plugin_rc plugin_parse_event(ss_plugin_t* s, const ss_plugin_event_input* evt, const ss_plugin_event_parse_input* in)
{
    struct user* u = s;
    ss_plugin_state_data key, data;
    ss_plugin_table_entry_t* thread;
    (void)in;
    memcpy(&key.s64, (const char*)evt->evt + 8, 8);
    thread = u->reader.get_table_entry(u->threads, &key);
    if(thread == NULL) {
        return SS_PLUGIN_FAILURE;
    }
    if(HAS_THREAD) {
        /* Time for the other thread, which may use the tables now. */
        const uint64_t before = __atomic_load_n(&u->done, __ATOMIC_RELAXED);
        for(int at = 0; at < 2000 && __atomic_load_n(&u->done, __ATOMIC_RELAXED) < before + 2; at++) {
            data.str = "from the parser";
            CHECK(u->writer.write_entry_field(u->threads, thread, u->note, &data) == SS_PLUGIN_SUCCESS);
        }
        u->reader.release_table_entry(u->threads, thread);
        return SS_PLUGIN_SUCCESS;
    }
    CHECK(u->reader.read_entry_field(u->threads, thread, u->args, &data) == SS_PLUGIN_SUCCESS);
    use_list(u, data.table, u->value);
    CHECK(u->reader.read_entry_field(u->threads, thread, u->env, &data) == SS_PLUGIN_SUCCESS);
    use_list(u, data.table, u->value);
    CHECK(u->reader.read_entry_field(u->threads, thread, u->cgroups, &data) == SS_PLUGIN_SUCCESS);
    use_list(u, data.table, u->second);
    CHECK(u->reader.read_entry_field(u->threads, thread, u->descriptors, &data) == SS_PLUGIN_SUCCESS);
    use_descriptors(u, data.table);
    data.str = "elsewhere";
    CHECK(u->writer.write_entry_field(u->threads, thread, u->cwd, &data) != SS_PLUGIN_SUCCESS);
    if(u->numbers != NULL) {
        use_numbers(u);
    }
    u->reader.release_table_entry(u->threads, thread);
    return SS_PLUGIN_SUCCESS;
}

ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    struct user* u = s;
    ss_plugin_extract_field* field = &in->fields[0];
    ss_plugin_state_data key, data;
    ss_plugin_table_entry_t* thread;
    memcpy(&key.s64, (const char*)evt->evt + 8, 8);
    thread = u->reader.get_table_entry(u->threads, &key);
    if(thread != NULL) {
        data.str = "not now";
        CHECK(u->writer.write_entry_field(u->threads, thread, u->note, &data) != SS_PLUGIN_SUCCESS);
    }
    u->text[0] = u->failure;
    u->number = field->field_id == 1 ? u->checks : __atomic_load_n(&u->done, __ATOMIC_RELAXED);
    field->res_len = 1;
    if(field->field_id == 0) {
        field->res.str = u->text;
        field->res_len = u->failure[0] != '\0';
    } else {
        field->res.u64 = &u->number;
    }
    return SS_PLUGIN_SUCCESS;
}
#endif
