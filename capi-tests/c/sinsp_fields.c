/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: fields, catalogues with fields of the program's own, output templates.
 *
 *     sinsp_fields TESTDATA
 */
#include "sinsp_check.h"

static void the_list(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_field_class class;
    sinsp_field_row row;
    size_t classes = sinsp_field_class_count(inspector), fields = 0, args = 0, lists = 0;
    CHECK(classes > 8);
    for(size_t i = 0; i < classes; i++) {
        CHECK(sinsp_field_class_get(inspector, i, &class, sizeof(class)) && class.name.len > 0);
        for(size_t j = 0; j < class.count; j++) {
            CHECK(sinsp_field_row_get(inspector, i, j, &row, sizeof(row)) && row.doc.len > 0);
            fields++;
            args += row.takes_arg;
            lists += row.is_list;
        }
        CHECK(!sinsp_field_row_get(inspector, i, class.count, &row, sizeof(row)));
    }
    CHECK(fields == 296 && args == 29 && lists == 1);
    CHECK(!sinsp_field_class_get(inspector, classes, &class, sizeof(class)));
    CHECK(!sinsp_field_row_get(inspector, classes, 0, &row, sizeof(row)));
    CHECK(sinsp_field_prefix(inspector, TEXT("proc.aname[2] = x")) == strlen("proc.aname[2]"));
    CHECK(sinsp_field_prefix(inspector, TEXT("nothing.here")) == 0);
    sinsp_destroy(inspector);
}

static void values(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    sinsp_field_view view;
    const sinsp_value* value;
    sinsp_text text;
    CHECK(sinsp_field_compile(inspector, TEXT("proc.nme")) == NULL);
    CHECK_ERROR(inspector, "proc.nme");
    CHECK(sinsp_field_compile(inspector, TEXT("proc.aname[")) == NULL);
    sinsp_field_t* pid = sinsp_field_compile(inspector, TEXT("proc.pid"));
    sinsp_field_t* name = sinsp_field_compile(inspector, TEXT("fd.name"));
    sinsp_field_t* upper = sinsp_field_compile(inspector, TEXT("toupper(proc.name)"));
    sinsp_field_t* parent = sinsp_field_compile(inspector, TEXT("proc.aname[1]"));
    sinsp_field_t* types = sinsp_field_compile(inspector, TEXT("fd.types"));
    CHECK(sinsp_field_get(pid, &view, sizeof(view)) && view.ty == PT_INT64 && view.format == PF_ID && !view.is_list);
    CHECK_IS(view.name, "proc.pid");
    CHECK(sinsp_field_get(parent, &view, sizeof(view)));
    CHECK_IS(view.name, "proc.aname[1]");
    CHECK_IS(view.row, "proc.aname");
    CHECK(sinsp_field_get(types, &view, sizeof(view)) && view.is_list && view.ty == PT_CHARBUF);
    const sinsp_event_t* event = event_at(inspector, 369);
    int64_t number;
    CHECK(sinsp_field_extract(pid, event, &value) == 1 && value->len == 8 && value->ty == PT_INT64);
    memcpy(&number, value->data, sizeof(number));
    CHECK(number == 2235);
    CHECK(sinsp_field_extract(name, event, &value) == 1 && value->len == 17);
    CHECK(strcmp((const char*)value->data, "/tmp/zoodir/a.txt") == 0);
    CHECK(sinsp_field_text(upper, event, &text));
    CHECK_IS(text, "ZOO");
    CHECK(sinsp_field_text(parent, event, &text));
    CHECK_IS(text, "run.sh");
    CHECK(sinsp_field_json(pid, event, &text));
    CHECK_IS(text, "2235");
    CHECK(sinsp_field_json(name, event, &text));
    CHECK_IS(text, "\"/tmp/zoodir/a.txt\"");
    CHECK(text.ptr[text.len] == 0);
    CHECK(sinsp_field_extract(types, event, &value) > 1);
    CHECK(sinsp_field_text(types, event, &text) && text.ptr[0] == '(');
    /* An event without a descriptor. */
    event = event_at(inspector, 415);
    sinsp_fd_view fd;
    while(sinsp_event_fd(event, &fd, sizeof(fd))) {
        event = next_event(inspector);
    }
    CHECK(sinsp_field_extract(name, event, &value) == -1);
    CHECK(!sinsp_field_text(name, event, &text) && !sinsp_field_json(name, event, &text));
    sinsp_field_free(pid);
    sinsp_field_free(name);
    sinsp_field_free(upper);
    sinsp_field_free(types);
    sinsp_destroy(inspector);
    /* It may outlive the inspector. */
    CHECK(sinsp_field_get(parent, &view, sizeof(view)));
    sinsp_field_free(parent);
}

/* Twice the number of the event, and the argument as it is. */
static int64_t extract(void* user, const sinsp_event_t* event, size_t field, sinsp_text arg, sinsp_value* values,
                       size_t room)
{
    static uint64_t number;
    sinsp_event_view view;
    ++*(int*)user;
    CHECK(sinsp_event_get(event, &view, sizeof(view)));
    if(field == 1 && arg.len == 0) {
        return -1;
    }
    if(room > 0) {
        number = view.num * 2;
        values[0] = field == 0 ? (sinsp_value){(const uint8_t*)&number, sizeof(number), PT_UINT64}
                               : (sinsp_value){(const uint8_t*)arg.ptr, arg.len, PT_CHARBUF};
    }
    return 1;
}

static void catalogues(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    int asked = 0;
    sinsp_field_spec fields[] = {
        {text_of("own.number"), text_of("Twice the number"), PT_UINT64, PF_DEC, 0},
        {text_of("own.text"), text_of("The argument"), PT_CHARBUF, PF_NA, SINSP_FIELD_ARG_ALLOWED | SINSP_FIELD_ARG_KEY},
    };
    sinsp_catalogue_t* catalogue = sinsp_catalogue_create(true);
    CHECK(sinsp_catalogue_add(catalogue, text_of("own"), fields, 2, extract, &asked) == SCAP_SUCCESS);
    sinsp_field_spec wrong = {text_of("own.wrong"), text_of(""), 9999, PF_DEC, 0};
    CHECK(sinsp_catalogue_add(catalogue, text_of("wrong"), &wrong, 1, extract, &asked) == SCAP_FAILURE);
    CHECK(sinsp_catalogue_add(NULL, text_of("own"), fields, 2, extract, &asked) == SCAP_FAILURE);
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("own.text[a] = a")) == strlen("own.text[a]"));
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("proc.name")) == 9 && sinsp_field_prefix_with(NULL, TEXT("a")) == 0);
    sinsp_ast_t* ast = sinsp_ast_parse(inspector, TEXT("own.number = 738 and own.text[q] = q"), false, 0);
    size_t count;
    const sinsp_ast_node* nodes = sinsp_ast_nodes(ast, &count);
    CHECK(sinsp_filter_compile_nodes(inspector, nodes, count) == NULL);
    CHECK_ERROR(inspector, "nonexistent field own.number");
    sinsp_filter_t* filter = sinsp_filter_compile_with(inspector, catalogue, nodes, count);
    sinsp_field_t* field = sinsp_field_compile_with(inspector, catalogue, TEXT("own.number"));
    sinsp_formatter_t* line = sinsp_formatter_compile_with(inspector, catalogue, TEXT("%evt.num %own.number %own.text[x]"));
    CHECK(filter != NULL && field != NULL && line != NULL);
    CHECK(sinsp_formatter_compile_with(inspector, catalogue, TEXT("%own.other")) == NULL);
    CHECK_ERROR(inspector, "own.other");
    const sinsp_event_t* event;
    const sinsp_value* value;
    sinsp_text text;
    int matches = 0;
    while((event = next_event(inspector)) != NULL) {
        if(sinsp_filter_matches(filter, event)) {
            matches++;
            CHECK(sinsp_formatter_text(line, event, &text));
            CHECK_IS(text, "369 738 x");
            uint64_t number;
            CHECK(sinsp_field_extract(field, event, &value) == 1 && value->len == sizeof(number));
            memcpy(&number, value->data, sizeof(number));
            CHECK(number == 738);
        }
    }
    CHECK(matches == 1 && asked > 850);
    /* A filter with fields of the program's own is no filter of an inspector. */
    CHECK(sinsp_set_compiled_filter(inspector, filter) == SCAP_FAILURE && sinsp_last_error(inspector).len > 10);
    sinsp_filter_free(filter);
    sinsp_field_free(field);
    sinsp_formatter_free(line);
    sinsp_ast_free(ast);
    sinsp_catalogue_free(catalogue);
    /* Empty, and with one group of the library's. */
    catalogue = sinsp_catalogue_create(false);
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("evt.num")) == 0);
    CHECK(sinsp_catalogue_add_class(catalogue, text_of("evt")) == SCAP_SUCCESS);
    CHECK(sinsp_catalogue_add_class(catalogue, text_of("nonsense")) == SCAP_FAILURE);
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("evt.num")) == 7);
    CHECK(sinsp_field_prefix_with(catalogue, TEXT("proc.name")) == 0);
    CHECK(sinsp_field_compile_with(inspector, catalogue, TEXT("proc.name")) == NULL);
    sinsp_catalogue_free(catalogue);
    sinsp_destroy(inspector);
}

static void templates(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    sinsp_text text, names[4];
    CHECK(sinsp_formatter_compile(inspector, TEXT("%no.such")) == NULL);
    CHECK_ERROR(inspector, "no.such");
    sinsp_formatter_t* line = sinsp_formatter_compile(inspector, TEXT("%evt.num %toupper(proc.name)"));
    CHECK(sinsp_formatter_fields(line, names, 4) == 3 && sinsp_formatter_fields(line, NULL, 0) == 3);
    CHECK_IS(names[0], "evt.num");
    CHECK_IS(names[1], "proc.name");
    CHECK_IS(names[2], "toupper(proc.name)");
    CHECK(sinsp_formatter_is_transformer(line, 2) && !sinsp_formatter_is_transformer(line, 1));
    CHECK(!sinsp_formatter_is_transformer(line, 9));
    sinsp_formatter_t* files = sinsp_formatter_compile(inspector, TEXT("%evt.num %fd.name"));
    sinsp_formatter_t* lenient = sinsp_formatter_compile(inspector, TEXT("*%evt.num %fd.name"));
    const sinsp_event_t* event = event_at(inspector, 369);
    CHECK(sinsp_formatter_text(line, event, &text) && text.ptr[text.len] == 0);
    CHECK_IS(text, "369 ZOO");
    CHECK(sinsp_formatter_json(line, event, &text));
    CHECK_IS(text, "{\"evt.num\":369,\"proc.name\":\"zoo\"}");
    sinsp_formatter_show_transformers(line, true);
    CHECK(sinsp_formatter_json(line, event, &text));
    CHECK_IS(text, "{\"evt.num\":369,\"proc.name\":\"zoo\",\"toupper(proc.name)\":\"ZOO\"}");
    CHECK(sinsp_formatter_text(files, event, &text));
    CHECK_IS(text, "369 /tmp/zoodir/a.txt");
    sinsp_fd_view fd;
    while(sinsp_event_fd(event, &fd, sizeof(fd))) {
        event = next_event(inspector);
    }
    CHECK(!sinsp_formatter_text(files, event, &text));
    CHECK(sinsp_formatter_text(lenient, event, &text));
    CHECK_TEXT(text.ptr, " <NA>");
    sinsp_formatter_free(files);
    sinsp_formatter_free(lenient);
    sinsp_destroy(inspector);
    CHECK(sinsp_formatter_fields(line, NULL, 0) == 3);
    sinsp_formatter_free(line);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        return 2;
    }
    testdata = argv[1];
    the_list();
    values();
    catalogues();
    templates();
    return report("sinsp_fields");
}
