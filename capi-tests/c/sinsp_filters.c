/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: filters and their trees.
 *
 *     sinsp_filters TESTDATA
 */
#include "sinsp_check.h"

static int has_bit(const uint64_t* words, size_t code)
{
    return (words[code / 64] >> (code % 64)) & 1;
}

static void trees(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    const char* text = "evt.type in (open, openat) and not proc.aname[2] = \"a b\" and toupper(fd.name) exists";
    sinsp_ast_t* ast = sinsp_ast_parse(inspector, TEXT(text), false, 0);
    size_t count = 0;
    uint32_t index, line, column;
    const sinsp_ast_node* nodes = sinsp_ast_nodes(ast, &count);
    CHECK(ast != NULL && count == 13 && nodes[0].kind == SINSP_AST_AND && nodes[0].nchildren == 3);
    CHECK(nodes[1].kind == SINSP_AST_BINARY && nodes[1].nchildren == 2 && nodes[2].kind == SINSP_AST_FIELD);
    CHECK_IS(nodes[1].text, "in");
    CHECK_IS(nodes[2].text, "evt.type");
    CHECK(!nodes[2].has_arg && nodes[3].kind == SINSP_AST_LIST && nodes[3].nchildren == 2);
    CHECK(nodes[4].kind == SINSP_AST_VALUE && nodes[6].kind == SINSP_AST_NOT);
    CHECK_IS(nodes[8].text, "proc.aname");
    CHECK_IS(nodes[8].arg, "2");
    CHECK(nodes[8].has_arg && nodes[8].line == 1);
    CHECK_IS(nodes[9].text, "a b");
    CHECK(nodes[10].kind == SINSP_AST_UNARY && nodes[11].kind == SINSP_AST_TRANSFORMER);
    CHECK_IS(sinsp_ast_text(ast),
             "(evt.type in (open, openat) and not proc.aname[2] = \"a b\" and toupper(fd.name) exists)");
    sinsp_ast_end(ast, &index, &line, &column);
    CHECK(index == strlen(text) && line == 1 && column == strlen(text) + 1);

    /* The same nodes, and a tree in which one was changed. */
    sinsp_ast_t* same = sinsp_ast_from_nodes(inspector, nodes, count);
    CHECK(same != NULL && sinsp_ast_text(same).len == sinsp_ast_text(ast).len);
    sinsp_ast_node* changed = malloc(count * sizeof(*changed));
    memcpy(changed, nodes, count * sizeof(*changed));
    changed[9].text = text_of("other");
    sinsp_ast_t* other = sinsp_ast_from_nodes(inspector, changed, count);
    CHECK_IS(sinsp_ast_text(other),
             "(evt.type in (open, openat) and not proc.aname[2] = other and toupper(fd.name) exists)");
    sinsp_ast_free(other);
    changed[0].nchildren = 9;
    CHECK(sinsp_ast_from_nodes(inspector, changed, count) == NULL && sinsp_last_error(inspector).len > 0);
    changed[0].kind = 77;
    CHECK(sinsp_ast_from_nodes(inspector, changed, count) == NULL);
    CHECK(sinsp_ast_from_nodes(inspector, changed, 0) == NULL);
    free(changed);
    sinsp_ast_free(same);

    uint64_t codes[PPM_EVENT_MAX / 64 + 1] = {0}, calls[PPM_SC_MAX / 64 + 1] = {0};
    size_t words = sinsp_ast_event_codes(ast, NULL, 0);
    CHECK(words > 0 && words <= sizeof(codes) / sizeof(*codes));
    CHECK(sinsp_ast_event_codes(ast, codes, words) == words);
    CHECK(has_bit(codes, PPME_SYSCALL_OPENAT_2_X) && has_bit(codes, PPME_SYSCALL_OPEN_X));
    CHECK(!has_bit(codes, PPME_SYSCALL_CLOSE_X));
    words = sinsp_ast_sc_codes(ast, NULL, 0);
    CHECK(words <= sizeof(calls) / sizeof(*calls) && sinsp_ast_sc_codes(ast, calls, words) == words);
    CHECK(has_bit(calls, PPM_SC_OPEN) && has_bit(calls, PPM_SC_OPENAT) && !has_bit(calls, PPM_SC_CLOSE));
    sinsp_ast_free(ast);

    /* Something follows; a field alone; what is wrong. */
    ast = sinsp_ast_parse(inspector, TEXT("proc.pid = 1 | rest"), true, 0);
    sinsp_ast_end(ast, &index, &line, &column);
    CHECK(index >= 12 && index <= 13);
    sinsp_ast_free(ast);
    ast = sinsp_ast_parse_field(inspector, TEXT("toupper(proc.name) = X"));
    CHECK((nodes = sinsp_ast_nodes(ast, &count)) != NULL && count == 2 && nodes[0].kind == SINSP_AST_TRANSFORMER);
    sinsp_ast_end(ast, &index, NULL, NULL);
    CHECK(index == strlen("toupper(proc.name)"));
    sinsp_ast_free(ast);
    CHECK(sinsp_ast_parse_field(inspector, TEXT("= 3")) == NULL);
    CHECK(sinsp_ast_parse(inspector, TEXT("proc.pid = 1\nand ("), false, 0) == NULL);
    sinsp_last_error_position(inspector, &index, &line, &column);
    CHECK(line == 2 && index == 18 && column == 6);
    CHECK_ERROR(inspector, "line 2");
    CHECK(sinsp_ast_parse(inspector, TEXT("((evt.num = 1))"), false, 1) == NULL);
    CHECK_ERROR(inspector, "nest");
    sinsp_destroy(inspector);
}

/* How many events of a capture come through the filter that was set before; it goes with its source. */
static uint64_t delivered(sinsp_inspector_t* inspector)
{
    CHECK(open_capture(inspector, "shell.scap"));
    uint64_t count = read_all(inspector);
    sinsp_close(inspector);
    CHECK(sinsp_get_filter(inspector).len == 0);
    return count;
}

static void compiled(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    const char* text = "evt.type in (open, openat) and proc.name = cat";
    sinsp_filter_t* filter = sinsp_filter_compile(inspector, TEXT(text));
    uint64_t codes[16] = {0};
    CHECK(filter != NULL && sinsp_filter_codes(filter, NULL, 0) <= 16 && sinsp_filter_codes(filter, codes, 16) > 4);
    CHECK(has_bit(codes, PPME_SYSCALL_OPENAT_2_X) && !has_bit(codes, PPME_SYSCALL_CLOSE_X));
    CHECK(sinsp_filter_warnings(filter, NULL, 0) == 0);
    open_capture(inspector, "shell.scap");
    const sinsp_event_t* event;
    sinsp_event_view view;
    uint64_t matches = 0;
    while((event = next_event(inspector)) != NULL) {
        if(sinsp_filter_matches(filter, event)) {
            matches++;
            CHECK(sinsp_event_get(event, &view, sizeof(view)) && has_bit(codes, view.code));
        }
    }
    CHECK(matches > 0 && matches < 100);

    /* From its tree, and as the inspector's own. */
    sinsp_ast_t* ast = sinsp_ast_parse(inspector, TEXT(text), false, 0);
    size_t count;
    const sinsp_ast_node* nodes = sinsp_ast_nodes(ast, &count);
    sinsp_filter_t* again = sinsp_filter_compile_nodes(inspector, nodes, count);
    CHECK(again != NULL);
    sinsp_close(inspector);
    CHECK(sinsp_get_filter(inspector).len == 0);
    CHECK(sinsp_set_filter(inspector, TEXT(text)) == SCAP_SUCCESS);
    CHECK(sinsp_set_filter(inspector, TEXT("evt.type =")) == SCAP_FAILURE && sinsp_last_error(inspector).len > 0);
    CHECK_IS(sinsp_get_filter(inspector), text);
    CHECK(delivered(inspector) == matches && delivered(inspector) == 8169);
    CHECK(sinsp_set_filter(inspector, TEXT(text)) == SCAP_SUCCESS && sinsp_set_filter(inspector, NULL, 0) == SCAP_SUCCESS);
    CHECK(delivered(inspector) == 8169);
    CHECK(sinsp_set_filter_nodes(inspector, nodes, count) == SCAP_SUCCESS && delivered(inspector) == matches);
    CHECK(sinsp_set_filter_nodes(inspector, nodes, count - 1) == SCAP_FAILURE && sinsp_last_error(inspector).len > 0);
    CHECK(sinsp_set_compiled_filter(inspector, again) == SCAP_SUCCESS && delivered(inspector) == matches);
    CHECK(sinsp_set_compiled_filter(inspector, NULL) == SCAP_FAILURE);
    sinsp_ast_free(ast);
    sinsp_filter_free(filter);
    sinsp_filter_free(again);

    /* Opened over the source before, the next one has the filter, also after an attempt that failed; closing forgets
     * it, whether something is open or not. */
    CHECK(sinsp_set_filter(inspector, TEXT(text)) == SCAP_SUCCESS);
    for(int i = 0; i < 2; i++) {
        CHECK(open_capture(inspector, "shell.scap") && read_all(inspector) == matches);
        CHECK(sinsp_open_savefile(inspector, "/nowhere.scap") == SCAP_FAILURE);
        CHECK_IS(sinsp_get_filter(inspector), text);
    }
    CHECK(sinsp_set_filter(inspector, NULL, 0) == SCAP_SUCCESS && delivered(inspector) == 8169);
    CHECK(sinsp_set_filter(inspector, TEXT(text)) == SCAP_SUCCESS);
    sinsp_close(inspector);
    CHECK(sinsp_get_filter(inspector).len == 0 && delivered(inspector) == 8169);

    /* While it is read: from the next event on. */
    CHECK(open_capture(inspector, "shell.scap"));
    next_event(inspector);
    CHECK(sinsp_set_filter(inspector, TEXT("evt.num < 0")) == SCAP_SUCCESS && read_all(inspector) == 0);
    sinsp_destroy(inspector);
}

static void refused(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    uint32_t index, line, column;
    CHECK(sinsp_filter_compile(inspector, TEXT("evt.type = open and\nproc.nme = x")) == NULL);
    CHECK_ERROR(inspector, "nonexistent field proc.nme at line 2, column 1");
    sinsp_last_error_position(inspector, &index, &line, &column);
    CHECK(index == 20 && line == 2 && column == 1);
    CHECK(sinsp_filter_compile(inspector, TEXT("evt.num = many")) == NULL && sinsp_last_error(inspector).len > 10);
    CHECK(sinsp_filter_compile(inspector, TEXT("")) == NULL);
    CHECK(sinsp_filter_compile(inspector, TEXT("fd.name = (a, b)")) == NULL);
    /* A value that looks like a field is taken as text, with a warning. */
    sinsp_filter_t* filter = sinsp_filter_compile(inspector, TEXT("proc.name = proc.pname"));
    sinsp_filter_warning warning;
    CHECK(filter != NULL && sinsp_filter_warnings(filter, &warning, 1) == 1);
    CHECK(warning.text.len > 10 && warning.line == 1 && warning.index >= 9);
    sinsp_filter_free(filter);
    sinsp_destroy(inspector);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        return 2;
    }
    testdata = argv[1];
    trees();
    compiled();
    refused();
    return report("sinsp_filters");
}
