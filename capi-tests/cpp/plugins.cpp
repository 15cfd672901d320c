// SPDX-License-Identifier: Apache-2.0
// Plugins through the C++ classes: the example plugins as sources, fields and parsers; state tables; what is refused.
//
//     plugins FOLDER_OF_PLUGINS TESTDATA FOLDER
#include <libsinsp/plugin_filtercheck.h>
#include <libsinsp/plugin_manager.h>
#include <libsinsp/sinsp.h>
#include <libsinsp/state/table_adapters.h>
#include <libsinsp/state/table_registry.h>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string plugins;
std::string testdata;
std::string folder;

std::string library(const char* name) {
    return plugins + "/" + name + ".so";
}

std::shared_ptr<sinsp_plugin> started(sinsp& inspector, const char* name, const std::string& config = "") {
    auto plugin = inspector.register_plugin(library(name));
    std::string error;
    CHECK(plugin->init(config, error));
    CHECK(error.empty());
    return plugin;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void descriptions() {
    sinsp inspector;
    CHECK(std::string(inspector.get_plugin_api_version()) == PLUGIN_API_VERSION_STR);
    CHECK(inspector.event_sources() == std::vector<std::string>({"syscall"}));
    auto numbers = inspector.register_plugin(library("numbers"));
    CHECK(numbers->name() == "numbers" && numbers->description() == "Counts" && numbers->id() == 4242);
    CHECK(numbers->event_source() == "numbers" && numbers->plugin_version().as_string() == "0.1.0");
    CHECK(numbers->required_api_version().as_string() == PLUGIN_API_VERSION_STR);
    CHECK(numbers->caps() == CAP_SOURCING && sinsp_plugin::is_plugin_loaded(library("numbers")));
    CHECK(inspector.event_sources() == std::vector<std::string>({"syscall", "numbers"}));
    ss_plugin_schema_type type = SS_PLUGIN_SCHEMA_JSON;
    CHECK(numbers->get_init_schema(type).empty() && type == SS_PLUGIN_SCHEMA_NONE);
    auto digits = inspector.register_plugin(library("digits"));
    CHECK(has(thrown([&] { digits->extract_event_codes(); }), "was not started"));
    CHECK(digits->fields().size() == 3 && digits->fields_info()->m_name == "digits (plugin)");
    const auto& divisible = digits->fields()[1];
    CHECK(divisible.m_name == "numbers.divisible" && divisible.m_type == PT_BOOL && divisible.is_arg_required());
    CHECK(digits->fields()[2].is_list() && digits->fields()[0].is_format_suggested());
    CHECK(digits->extract_event_sources() == std::unordered_set<std::string>({"numbers"}));
    CHECK(sinsp_plugin::is_source_compatible(digits->extract_event_sources(), "numbers"));
    CHECK(!sinsp_plugin::is_source_compatible(digits->extract_event_sources(), "syscall"));
    std::string error;
    CHECK(digits->init("", error) && digits->extract_event_codes().size() == 1);
    CHECK(has(thrown([&] { digits->init("", error); }), "started twice"));
    const auto& manager = inspector.get_plugin_manager();
    CHECK(manager->plugins().size() == 2 && manager->plugin_by_id(4242) == numbers);
    CHECK(manager->plugin_by_id(0) == nullptr && manager->plugin_by_id(3) == nullptr);
    bool found = false;
    CHECK(manager->source_idx_by_plugin_id(4242, found) == 1 && found);
    CHECK(manager->source_idx_by_plugin_id(7, found) == sinsp_no_event_source_idx && !found);
}

void refusals() {
    sinsp inspector;
    std::string error = thrown([&] { inspector.register_plugin("/nonexistent/x.so"); });
    CHECK(has(error, "/nonexistent/x.so") && has(error, "No such file"));
    started(inspector, "numbers");
    error = thrown([&] { inspector.register_plugin(library("numbers")); });
    CHECK(has(error, "a plugin of the name 'numbers' is loaded already"));
    error = thrown([&] { inspector.open_plugin("letters", "", sinsp_plugin_platform::SINSP_PLATFORM_GENERIC); });
    CHECK(has(error, "there is no plugin 'letters'"));
    error = thrown([&] { inspector.open_plugin("numbers", "many"); });
    CHECK(has(error, "'many' is not a number"));
    CHECK(has(thrown([] { sinsp_filter_check_plugin none(nullptr); }), "reads no fields"));
    plugin_api none = {};
    CHECK(has(thrown([&] { inspector.register_plugin(&none); }), "get_required_api_version is missing"));
}

// A list with the group `evt` and the plugin's, as for a source of its own.
void source_and_fields() {
    sinsp inspector;
    auto numbers = started(inspector, "numbers");
    auto digits = started(inspector, "digits");
    filter_check_list list;
    list.add_filter_check(inspector.new_generic_filtercheck());
    list.add_filter_check(sinsp_plugin::new_filtercheck(digits));
    std::vector<const filter_check_info*> groups;
    list.get_all_fields(groups);
    CHECK(groups.size() == 2 && groups[0]->m_name == "evt" && groups[1]->m_nfields == 3);
    auto factory = std::make_shared<sinsp_filter_factory>(&inspector, list);
    auto filter =
        sinsp_filter_compiler(factory, "numbers.divisible[7] = true and evt.pluginname = numbers").compile();
    CHECK(has(thrown([&] { sinsp_filter_compiler(factory, "fd.name exists").compile(); }), "fd.name"));
    CHECK(has(thrown([&] { sinsp_filter_compiler(factory, "numbers.divisible = true").compile(); }), "argument"));
    sinsp_evt_formatter line(&inspector, "%evt.source %numbers.value %numbers.digits", list);
    auto value = list.new_filter_check_from_fldname("numbers.value", &inspector, true);
    auto kind = list.new_filter_check_from_fldname("evt.source", &inspector, true);
    CHECK(value != nullptr && kind != nullptr && list.new_filter_check_from_fldname("fd.name", &inspector, true) == nullptr);
    CHECK(list.new_filter_check_from_fldname("evt.type", &inspector, true) == nullptr);
    CHECK(value->get_field_info() == &digits->fields()[0]);

    inspector.open_plugin("numbers", "15", sinsp_plugin_platform::SINSP_PLATFORM_GENERIC);
    CHECK(inspector.is_plugin() && !inspector.is_syscall_plugin() && !inspector.is_live());
    sinsp_dumper dumper;
    dumper.open(&inspector, folder + "/numbers.scap", false);
    std::string text, lines;
    uint64_t expected = 0;
    each(inspector, [&](sinsp_evt* evt) {
        CHECK(evt->get_source_idx() == 1 && std::string(evt->get_source_name()) == "numbers");
        CHECK(evt->get_thread_info() == nullptr);
        CHECK(inspector.get_plugin_manager()->plugin_by_evt(evt) == numbers);
        CHECK(numbers->event_to_string(evt) == "number " + std::to_string(expected));
        std::vector<extract_value_t> values;
        std::vector<extract_offset_t> offsets;
        CHECK(value->extract_with_offsets(evt, values, offsets) && values.size() == 1 && offsets.empty());
        CHECK(*reinterpret_cast<uint64_t*>(values[0].ptr) == expected);
        CHECK(std::string(kind->tostring(evt)) == "numbers");
        if(filter->run(evt) && line.tostring(evt, text)) {
            lines += text + ";";
        }
        dumper.dump(evt);
        expected++;
    });
    CHECK(expected == 15 && lines == "numbers 0 (0);numbers 7 (7);numbers 14 (1,4);");
    CHECK(inspector.get_read_progress() == 100);
    dumper.close();
    inspector.close();

    // What was written reads back as what it was, where the plugins are there, and without its source where not.
    inspector.open_savefile(folder + "/numbers.scap");
    lines.clear();
    each(inspector, [&](sinsp_evt* evt) {
        if(filter->run(evt) && line.tostring(evt, text)) {
            lines += text + ";";
        }
    });
    CHECK(lines == "numbers 0 (0);numbers 7 (7);numbers 14 (1,4);");
    sinsp without;
    without.open_savefile(folder + "/numbers.scap");
    uint64_t count = 0;
    each(without, [&](sinsp_evt* evt) {
        count++;
        CHECK(evt->get_source_idx() == sinsp_no_event_source_idx && evt->get_source_name() == nullptr);
    });
    CHECK(count == 15);

    // The inspector's own list knows the fields, too.
    sinsp other;
    started(other, "numbers");
    started(other, "digits");
    other.set_filter("numbers.value > 12");
    other.open_plugin("numbers", "15");
    count = 0;
    each(other, [&](sinsp_evt*) { count++; });
    CHECK(count == 2);
}

// Values that a parser plugin keeps with threads, read by the program, and tables in threads.
void tables() {
    sinsp inspector;
    started(inspector, "opens");
    const auto& registry = inspector.get_table_registry();
    CHECK(registry->tables().size() == 1 && registry->get_table<int64_t>("nowhere") == nullptr);
    CHECK(has(thrown([&] { registry->get_table<std::string>("threads"); }), "keys of type int64, not string"));
    libsinsp::state::sinsp_table_owner owner;
    sinsp_table<int64_t> threads(&owner, registry->get_table<int64_t>("threads"));
    CHECK(std::string(threads.name()) == "threads" && threads.entries_count() == 0);
    inspector.open_savefile(testdata + "/shell.scap");
    auto* opens = threads.get_field<uint64_t>("opens");
    auto* comm = threads.get_field<std::string>("comm");
    auto* args = threads.get_field<libsinsp::state::base_table*>("args");
    auto* fds = threads.get_field<libsinsp::state::base_table*>("file_descriptors");
    CHECK(opens != nullptr && comm != nullptr && args != nullptr && fds != nullptr);
    CHECK(threads.fields().size() == 33 && threads.get_field<int64_t>("comm") == nullptr);
    CHECK(has(owner.m_last_owner_err, "is string, not int64"));
    uint64_t counted = 0;
    each(inspector, [&](sinsp_evt* evt) {
        const auto type = evt->get_type();
        counted += type == PPME_SYSCALL_OPEN_X || type == PPME_SYSCALL_OPENAT_2_X || type == PPME_SYSCALL_OPENAT2_X;
    });
    CHECK(counted > 100 && threads.entries_count() >= 4);
    uint64_t kept = 0, words = 0, files = 0;
    CHECK(threads.foreach_entry([&](sinsp_table_entry& thread) {
        uint64_t of_thread = 0;
        thread.read_field(opens, of_thread);
        kept += of_thread;
        ss_plugin_table_t* inner = nullptr;
        thread.read_field(args, inner);
        libsinsp::state::table_input_adapter arguments(inner);
        CHECK(std::string(arguments.name()) == "args" && arguments.key_type() == SS_PLUGIN_ST_UINT64);
        words += arguments.get_size(&owner);
        thread.read_field(fds, inner);
        libsinsp::state::table_input_adapter descriptors(inner);
        files += descriptors.get_size(&owner);
        return true;
    }));
    CHECK(kept > 0 && kept <= counted && words > 4 && files > 100);
    CHECK(!threads.foreach_entry([](sinsp_table_entry&) { return false; }));
    CHECK(has(thrown([&] { threads.foreach_entry([](sinsp_table_entry&) -> bool { throw sinsp_exception("here"); }); }),
              "here"));
    CHECK(has(thrown([&] { threads.get_entry(-77); }), "thread -77 is not known"));
    auto made = threads.new_entry();
    made.write_field(comm, std::string("made"));
    threads.add_entry(99999, made);
    std::string name;
    threads.get_entry(99999).read_field(comm, name);
    CHECK(name == "made" && inspector.get_thread_ref(99999, false)->m_comm == "made");
    threads.erase_entry(99999);
    CHECK(has(thrown([&] { made.read_field(comm, name); }), "was removed"));
    CHECK(has(thrown([&] { threads.erase_entry(99999); }), "not known"));
    auto* label = threads.add_field<std::string>("label");
    CHECK(label != nullptr && threads.fields().size() == 34);
    threads.clear_entries();
    CHECK(threads.entries_count() == 0);
}

// Names of asynchronous events, metrics and log of a plugin that makes them.
void events_of_its_own() {
    sinsp inspector;
    CHECK(libsinsp::events::names_to_event_set({"tick"}).empty());
    std::string said;
    static std::string* log;
    log = &said;
    inspector.set_log_callback([](std::string&& text, sinsp_logger::severity) { *log += text; });
    auto ticks = started(inspector, "ticks");
    inspector.set_log_callback(nullptr);
    CHECK(has(said, "ticks: ticks begin"));
    CHECK(ticks->async_event_names() == std::unordered_set<std::string>({"tick"}));
    CHECK(ticks->async_event_sources() == std::unordered_set<std::string>({"syscall"}));
    CHECK(libsinsp::events::names_to_event_set({"tick"}) == libsinsp::events::set<ppm_event_code>{PPME_ASYNCEVENT_E});
    CHECK(ticks->set_config("{}") && !ticks->set_config("bad") && ticks->list_open_params().empty());
    libs::metrics::libs_metrics_collector collector(&inspector, METRICS_V2_PLUGINS);
    collector.snapshot();
    CHECK(collector.get_metrics().size() == 3);
    CHECK(std::string(collector.get_metrics()[0].name) == "ticks.refused");
    CHECK(collector.get_metrics()[0].flags == METRICS_V2_PLUGINS);
    inspector.open_savefile(testdata + "/zoo.scap");
    auto filter = sinsp_filter_compiler(&inspector, "evt.type = tick").compile();
    each(inspector, [&](sinsp_evt* evt) { CHECK(!filter->run(evt)); });
    // Lists of fields know the names, too, whichever plugins they have fields of.
    sinsp_filter_check_list list;
    list.add_filter_check(inspector.new_generic_filtercheck());
    auto factory = std::make_shared<sinsp_filter_factory>(&inspector, list);
    sinsp_filter_compiler(factory, "evt.type in (tick, openat)").compile();
    CHECK(has(thrown([&] { sinsp_filter_compiler(factory, "evt.type = tock").compile(); }), "tock"));
}

}  // namespace

int main(int argc, char** argv) {
    if(argc != 4) {
        return 2;
    }
    plugins = argv[1];
    testdata = argv[2];
    folder = argv[3];
    descriptions();
    refusals();
    source_and_fields();
    tables();
    events_of_its_own();
    return report("plugins.cpp");
}
