// SPDX-License-Identifier: Apache-2.0
// The calls that Falco makes: lists of fields, the fields of its plugins beside those of the library, fields of its
// configuration, and the texts that it searches for in what is thrown.
//
//     consumer_falco CONTAINER_PLUGIN TESTDATA
#include <libsinsp/plugin_manager.h>
#include <libsinsp/sinsp.h>
#include <libsinsp/sinsp_filtercheck_static.h>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string container_plugin;
std::string testdata;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

bool lists(const filter_check_list& fields, const std::string& name) {
    std::vector<const filter_check_info*> groups;
    fields.get_all_fields(groups);
    for(const auto* group : groups) {
        for(int32_t i = 0; i < group->m_nfields; i++) {
            if(group->m_fields[i].m_name == name) {
                return true;
            }
        }
    }
    return false;
}

void groups_as_text() {
    sinsp inspector;
    sinsp_filter_check_list fields;
    const sinsp_filter_factory factory(&inspector, fields);
    size_t groups = 0;
    for(const auto& group : factory.get_fields()) {
        const std::set<std::string> sources = {"numbers", "syscall"};
        const auto text = group.as_string(true, sources);
        CHECK(text.rfind("-------------------------------\nField Class:                  " + group.name, 0) == 0);
        CHECK(has(text, "\nEvent Sources:                numbers syscall \n"));
        CHECK(has(group.as_markdown(sources), "## Field Class: " + group.name + "\n"));
        CHECK(has(group.as_json(sources), "\"name\" : \"" + group.name + "\"\n}"));
        groups++;
    }
    CHECK(groups >= 9);

    sinsp_filter_factory::filter_fieldclass_info group;
    group.name = "own";
    group.shortdesc = "Of \"mine\"";
    group.desc = "What is\nmine.";
    CHECK(group.as_string(false).empty() && group.as_markdown().empty() && group.as_json().empty());
    group.fields.push_back({"own.old", "Old.", "UINT64", {"EPF_DEPRECATED"}});
    CHECK(group.as_string(false).empty() && group.as_markdown().empty() && group.as_json().empty());
    CHECK(has(group.as_json({}, true), "\"is_deprecated\" : true"));
    group.fields.push_back({"own.table", "Left out.", "UINT64", {"EPF_TABLE_ONLY"}});
    std::string words;
    for(int i = 0; i < 20; i++) {
        words += "word ";
    }
    group.fields.push_back({"own.list", words, "CHARBUF", {"EPF_IS_LIST", "ARG_REQUIRED", "ARG_INDEX", "ARG_KEY"}});
    group.fields.push_back({"own.a_name_of_more_than_thirty_letters", "Long.", "BOOL", {}});
    std::string wrapped;
    for(int i = 0; i < 20; i++) {
        // The type and the flags come first.
        wrapped += i == 5 ? "\n" + std::string(30, ' ') : "";
        wrapped += "word ";
    }
    CHECK(group.as_string(true) ==
          "-------------------------------\n"
          "Field Class:                  own (Of \"mine\")\n"
          "Description:                  What is mine. \n"
          "\n"
          "own.list                      (Type: CHARBUF) (ARG_INDEX,ARG_KEY,ARG_REQUIRED,EPF_IS_LIST) " + wrapped + "\n"
          "own.a_name_of_more_than_thirty_letters\n"
          "                              (Type: BOOL) Long. \n");
    CHECK(group.as_markdown({"syscall"}) ==
          "## Field Class: own\n\nWhat is\nmine.\n\nEvent Sources: syscall \n\nName | Type | Description\n"
          ":----|:-----|:-----------\n`own.list` | LIST(CHARBUF) | " + words + "\n"
          "`own.a_name_of_more_than_thirty_letters` | BOOL | Long.\n");
    group.fields.pop_back();
    group.fields.back().desc = "A \"b\"\t\\";
    CHECK(group.as_json() ==
          "{\n  \"desc\" : \"What is\\nmine.\",\n  \"fields\" : [\n    { \"argument\" : { \"required\" : true, \"type\" : "
          "[\"INDEX\", \"KEY\"] }, \"desc\" : \"A \\\"b\\\"\\t\\\\\", \"is_list\" : true, \"name\" : \"own.list\", "
          "\"type\" : \"CHARBUF\" }\n  ],\n  \"name\" : \"own\"\n}");
}

// What each event of a capture shows, of those where it shows a value.
std::set<std::string> shown(sinsp& inspector, filter_check_list& fields, const std::string& format) {
    sinsp_evt_formatter line(&inspector, format, fields);
    std::set<std::string> ret;
    each(inspector, [&](sinsp_evt* evt) {
        std::string text;
        line.tostring(evt, text);
        ret.insert(text);
    });
    return ret;
}

void fields_of_containers() {
    {
        // Without the plugin the class is the library's.
        sinsp inspector;
        sinsp_filter_check_list fields;
        CHECK(lists(fields, "container.id") && lists(fields, "k8s.ns.name") && lists(fields, "proc.name"));
        inspector.open_savefile(testdata + "/zoo.scap");
        const auto texts = shown(inspector, fields, "*%container.id %k8s.ns.name");
        CHECK(texts.count("host <NA>") == 1 && texts.count("of the plugin namespace of the plugin") == 0);
        CHECK(fields.new_filter_check_from_fldname("container.label[app]", &inspector, true) != nullptr);
    }
    {
        // The list is made before plugins are loaded.
        sinsp inspector;
        sinsp_filter_check_list fields;
        auto plugin = inspector.register_plugin(container_plugin);
        std::string error;
        CHECK(plugin->init("", error) && plugin->plugin_version().compatible_with(sinsp_version("0.4.0")));
        for(const auto& field : plugin->fields()) {
            CHECK(!lists(fields, field.m_name));
        }
        CHECK(lists(fields, "proc.name") && lists(fields, "fd.name"));
        fields.add_filter_check(sinsp_plugin::new_filtercheck(plugin));
        CHECK(lists(fields, "container.id"));
        inspector.open_savefile(testdata + "/zoo.scap");
        const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
        auto filter = sinsp_filter_compiler(factory, "container.id = 'of the plugin'").compile();
        uint64_t matches = 0;
        uint64_t all = 0;
        each(inspector, [&](sinsp_evt* evt) {
            all++;
            matches += filter->run(evt) ? 1 : 0;
        });
        CHECK(all != 0 && matches == all);
        // What the plugin lacks is no field any more: the class is the plugin's as a whole.
        CHECK(has(thrown([&] { sinsp_filter_compiler(factory, "container.name = x").compile(); }), "nonexistent field"));
    }
    sinsp_filter_check_list fields;
    CHECK(lists(fields, "container.id"));
}

// A configuration that loads the plugin, whose file is not installed.
void container_plugin_that_is_not_there() {
    sinsp inspector;
    sinsp_filter_check_list fields;
    auto plugin = inspector.register_plugin("/nowhere/libcontainer.so");
    std::string error;
    CHECK(plugin->name() == "container" && plugin->plugin_version().compatible_with(sinsp_version("0.4.0")));
    CHECK(plugin->caps() == CAP_EXTRACTION && plugin->fields().size() == 61 && plugin->init("", error));
    CHECK(sinsp_plugin::is_source_compatible(plugin->extract_event_sources(), "syscall"));
    for(const auto& field : plugin->fields()) {
        CHECK(!lists(fields, field.m_name));
    }
    fields.add_filter_check(sinsp_plugin::new_filtercheck(plugin));
    CHECK(lists(fields, "container.id") && lists(fields, "k8s.ns.name"));
    inspector.open_savefile(testdata + "/zoo.scap");
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    auto filter = sinsp_filter_compiler(factory, "container.id = host and not container.label[app] exists").compile();
    sinsp_evt_formatter line(&inspector, "*%container.id %k8s.ns.name", fields);
    uint64_t matches = 0;
    each(inspector, [&](sinsp_evt* evt) {
        std::string text;
        matches += filter->run(evt) && line.tostring(evt, text) && text == "host <NA>" ? 1 : 0;
    });
    CHECK(matches != 0);
    CHECK(has(thrown([&] { inspector.register_plugin("/nowhere/libother.so"); }), "libother.so"));
}

void fields_of_a_configuration() {
    sinsp inspector;
    sinsp_filter_check_list fields;
    fields.add_filter_check(std::make_unique<sinsp_filter_check_static>(
        std::map<std::string, std::string>{{"foo", "bar"}, {"site.name", "here"}}));
    CHECK(lists(fields, "static.foo") && lists(fields, "static.site.name") && !lists(fields, "foo"));
    CHECK(fields.new_filter_check_from_fldname("static.foo", &inspector, true)->get_field_info()->is_format_suggested());
    inspector.open_savefile(testdata + "/zoo.scap");
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    auto filter = sinsp_filter_compiler(factory, "static.foo = bar and static.site.name = here").compile();
    sinsp_evt_formatter line(&inspector, "%static.foo %static.site.name", fields);
    each(inspector, [&](sinsp_evt* evt) {
        std::string text;
        CHECK(filter->run(evt) && line.tostring(evt, text) && text == "bar here");
    });
}

void texts_that_are_searched_for() {
    sinsp inspector;
    sinsp_filter_check_list fields;
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    const auto of_filter = [&](const char* text) {
        return thrown([&] { sinsp_filter_compiler(factory, text).compile(); });
    };
    const auto of_format = [&](const char* text) {
        return thrown([&] { sinsp_evt_formatter(&inspector, text, fields); });
    };
    CHECK(has(of_filter("proc.nobody = x"), "filter_check called with nonexistent field proc.nobody"));
    CHECK(has(of_filter("toupper(proc.nobody) = x"), "filter_check called with nonexistent field proc.nobody"));
    CHECK(has(of_filter("proc.name = val(proc.nobody)"), "filter_check called with nonexistent field proc.nobody"));
    CHECK(has(of_filter("evt.type = some_invalid_event"), "unknown event type some_invalid_event"));
    CHECK(has(of_filter("evt.type=execve proc.name=a"), "unexpected token after 'execve', expecting 'or', 'and'"));
    CHECK(has(of_filter("(evt.type=open) proc.name=a"), "unexpected token after '"));
    CHECK(has(of_filter("evt.type=open)"), "unexpected token after 'open', expecting 'or', 'and'"));
    CHECK(has(of_format("%proc.nobody"), "unknown filter: filter_check called with nonexistent field proc.nobody"));
    CHECK(has(of_format("%toupper(proc.nobody)"), "unknown filter: filter_check called with nonexistent field proc"));
    CHECK(has(of_format("%evt.rawarg.no_such"), "unknown filter: "));
    // Other mistakes must not have these words.
    for(const auto& text : {of_filter("proc.name ="), of_filter("proc.pid = x"), of_format("")}) {
        CHECK(!has(text, "nonexistent field") && !has(text, "unknown event type") && !has(text, "unknown filter:"));
    }
    const auto warning = [&](const char* text) {
        sinsp_filter_compiler compiler(factory, text);
        compiler.compile();
        return compiler.get_warnings().empty() ? std::string() : compiler.get_warnings()[0].msg;
    };
    CHECK(warning("proc.name = proc.pname") == "'proc.pname' may be a valid field misused as a const string value");
    CHECK(warning("proc.name = 'toupper( proc.pname)'") ==
          "'toupper( proc.pname)' may be a valid field transformer misused as a const string value");
    CHECK(warning("proc.name = bash").empty());
    // Those of set_filter() are the same.
    CHECK(has(thrown([&] { inspector.set_filter("proc.nobody = x"); }), "nonexistent field proc.nobody"));
}

}  // namespace

int main(int argc, char** argv) {
    if(argc != 3) {
        fprintf(stderr, "usage: consumer_falco CONTAINER_PLUGIN TESTDATA\n");
        return 2;
    }
    container_plugin = argv[1];
    testdata = argv[2];
    groups_as_text();
    fields_of_containers();
    container_plugin_that_is_not_there();
    fields_of_a_configuration();
    texts_that_are_searched_for();
    return report("consumer_falco");
}
