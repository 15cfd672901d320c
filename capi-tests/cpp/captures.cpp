// SPDX-License-Identifier: Apache-2.0
// The C++ classes on this project's own captures: threads, descriptors, parameters, filters and their trees, output,
// fields of a program, files that are written, metrics, two inspectors in two threads.
//
//     captures TESTDATA FOLDER
#include <libsinsp/sinsp.h>
#include <libsinsp/filterchecks.h>
#include <libsinsp/sinsp_cycledumper.h>
#include <functional>
#include <thread>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string testdata;
std::string folder;

void each(const std::string& capture, const std::function<void(sinsp&, sinsp_evt*)>& f) {
    sinsp inspector;
    inspector.open_savefile(testdata + "/" + capture);
    each(inspector, [&](sinsp_evt* evt) { f(inspector, evt); });
}

void events() {
    uint64_t count = 0, params = 0, with_fd = 0, with_thread = 0;
    each("shell.scap", [&](sinsp& inspector, sinsp_evt* evt) {
        count++;
        params += evt->get_num_params();
        CHECK(evt->get_info() == &scap_get_event_info_table()[evt->get_type()]);
        if(auto* fd = evt->get_fd_info()) {
            with_fd++;
            CHECK(fd->m_fd == evt->get_fd_num());
            auto* thread = evt->get_thread_info();
            CHECK(thread != nullptr && thread->get_fd(evt->get_fd_num()) != nullptr);
        }
        if(auto* thread = evt->get_thread_info()) {
            with_thread++;
            CHECK(inspector.m_thread_manager->get_thread(thread->m_tid).get() == thread);
            CHECK(thread->get_main_thread() == nullptr || thread->get_main_thread()->is_main_thread());
        }
        CHECK(thrown([&] { evt->get_param_as_str(99, nullptr); }).find("no parameter 99") != std::string::npos);
    });
    CHECK(count == 8169);
    CHECK(params > 4 * count && with_fd > 2000 && with_thread > 8000);
    // A connection, its ends and its process.
    uint64_t connections = 0;
    each("web.scap", [&](sinsp&, sinsp_evt* evt) {
        const auto* fd = evt->get_type() == PPME_SOCKET_CONNECT_X ? evt->get_fd_info() : nullptr;
        if(fd != nullptr && fd->is_ipv4_socket() && fd->get_serverport() == 8080) {
            connections++;
            CHECK(evt->get_thread_info()->m_comm == "curl");
            CHECK(fd->is_role_client() && fd->get_l4proto() == SCAP_L4_TCP && fd->get_typechar() == '4');
            CHECK(ipv4tuple_to_string(fd->m_sockinfo.m_ipv4info, false) == fd->m_name);
        }
    });
    CHECK(connections > 5);
}

// A name in the tree that is to become a list.
struct resolver : public libsinsp::filter::ast::expr_visitor {
    void visit(libsinsp::filter::ast::and_expr* e) override { all(e->children); }
    void visit(libsinsp::filter::ast::or_expr* e) override { all(e->children); }
    void visit(libsinsp::filter::ast::not_expr* e) override { one(e->child); }
    void visit(libsinsp::filter::ast::identifier_expr* e) override { macro = e->identifier; }
    void visit(libsinsp::filter::ast::value_expr*) override {}
    void visit(libsinsp::filter::ast::list_expr*) override {}
    void visit(libsinsp::filter::ast::transformer_list_expr*) override {}
    void visit(libsinsp::filter::ast::unary_check_expr*) override {}
    void visit(libsinsp::filter::ast::binary_check_expr*) override {}
    void visit(libsinsp::filter::ast::field_expr*) override {}
    void visit(libsinsp::filter::ast::field_transformer_expr*) override {}
    void all(std::vector<std::unique_ptr<libsinsp::filter::ast::expr>>& children) {
        for(auto& child : children) {
            one(child);
        }
    }
    void one(std::unique_ptr<libsinsp::filter::ast::expr>& child) {
        macro.clear();
        child->accept(this);
        if(macro == "opens") {
            child = libsinsp::filter::parser("evt.type in (open, openat)").parse();
        }
    }
    std::string macro;
};

void filters() {
    namespace ast = libsinsp::filter::ast;
    sinsp inspector;
    sinsp_filter_check_list fields;
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    auto tree = libsinsp::filter::parser("opens and not proc.name = bash").parse();
    resolver edit;
    tree->accept(&edit);
    CHECK(ast::as_string(tree.get()) == "(evt.type in (open, openat) and not proc.name = bash)");
    CHECK(ast::ppm_sc_codes(tree.get()).contains(PPM_SC_OPENAT));
    auto edited = sinsp_filter_compiler(factory, tree.get()).compile();
    auto written = sinsp_filter_compiler(factory, "evt.type in (open, openat) and not proc.name = bash").compile();
    sinsp_filter_compiler wrong(factory, "evt.type = open and\nproc.nme = x");
    CHECK(thrown([&] { wrong.compile(); }).find("nonexistent field proc.nme at line 2, column 1") != std::string::npos);
    CHECK(wrong.get_pos().line == 2);
    sinsp_evt_formatter line(&inspector, "%evt.num %proc.name %evt.type", fields);
    CHECK(thrown([&] { sinsp_evt_formatter(&inspector, "%no.such", fields); }).find("no.such") != std::string::npos);
    inspector.open_savefile(testdata + "/shell.scap");
    uint64_t matches = 0;
    std::string first;
    each(inspector, [&](sinsp_evt* evt) {
        CHECK(edited->run(evt) == written->run(evt));
        if(edited->run(evt) && matches++ == 0) {
            line.tostring_withformat(evt, first, sinsp_evt_formatter::OF_JSON);
        }
    });
    CHECK(matches > 100);
    CHECK(first.find("\"evt.type\":\"openat\"") != std::string::npos);
    const std::string refused = thrown([&] { inspector.set_filter("nonsense"); });
    CHECK(refused != "nothing was thrown");
}

// How many events an inspector delivers once `set` gave it a filter.
uint64_t delivered(const std::function<void(sinsp&)>& set) {
    sinsp inspector;
    set(inspector);
    inspector.open_savefile(testdata + "/shell.scap");
    uint64_t count = 0;
    each(inspector, [&](sinsp_evt*) { count++; });
    return count;
}

// proc.name = cat and evt.type = openat, by hand.
std::unique_ptr<sinsp_filter> put_together(sinsp& inspector) {
    sinsp_filter_check_list fields;
    sinsp_filter_factory factory(&inspector, fields);
    auto filter = sinsp_filter_compiler(&inspector, "proc.name = cat").compile();
    auto check = factory.new_filtercheck("evt.type");
    check->parse_field_name("evt.type", true, true);
    check->m_cmp = CO_EQ;
    check->m_boolop = BO_NONE;
    check->add_filter_value("openat", 6);
    filter->add_check(std::move(check));
    return filter;
}

// A filter as text, compiled before, and put together by hand.
void filters_that_are_set() {
    const std::string text = "proc.name = cat and evt.type = openat";
    const auto wanted = delivered([&](sinsp& inspector) { inspector.set_filter(text); });
    CHECK(wanted > 0);
    CHECK(wanted == delivered([&](sinsp& inspector) {
              inspector.set_filter(sinsp_filter_compiler(&inspector, text).compile(), text);
              CHECK(inspector.get_filter() == text);
              CHECK(thrown([&] { inspector.set_filter(text); }) != "nothing was thrown");
          }));
    CHECK(wanted == delivered([&](sinsp& inspector) {
              inspector.set_filter(put_together(inspector));
          }));
}

// A filter stays for what is opened over the source before; closing forgets it, but for its text.
void filters_of_several_sources() {
    const std::string text = "proc.name = cat and evt.type = openat";
    for(const bool asks : {false, true}) {
        sinsp inspector;
        const auto set = [&] {
            auto filter = asks ? put_together(inspector) : sinsp_filter_compiler(&inspector, text).compile();
            inspector.set_filter(std::move(filter), text);
        };
        const auto count = [&] {
            uint64_t events = 0;
            inspector.open_savefile(testdata + "/shell.scap");
            each(inspector, [&](sinsp_evt*) { events++; });
            return events;
        };
        set();
        const auto wanted = count();
        CHECK(wanted > 0 && wanted < 1000 && count() == wanted);
        CHECK(thrown([&] { inspector.set_filter("evt.type = open"); }) == "a filter is set already");
        inspector.close();
        CHECK(inspector.get_filter() == text && count() == 8169);
        inspector.close();
        inspector.set_filter("evt.num < 0");
        CHECK(count() == 0);
    }
}

// The JSON of a template with transformers, and the values by name.
void transformers_in_templates() {
    sinsp inspector;
    sinsp_filter_check_list fields;
    sinsp_evt_formatter formatter(&inspector, "%toupper(proc.name) %evt.num", fields);
    inspector.open_savefile(testdata + "/shell.scap");
    sinsp_evt* evt = nullptr;
    while(inspector.next(&evt) != SCAP_SUCCESS || evt->get_thread_info() == nullptr) {
    }
    const std::string name = evt->get_thread_info()->m_comm;
    std::string out;
    std::vector<std::string> names;
    formatter.get_field_names(names);
    CHECK((names == std::vector<std::string>{"proc.name", "toupper(proc.name)", "evt.num"}));
    CHECK(formatter.tostring_withformat(evt, out, sinsp_evt_formatter::OF_JSON));
    CHECK(out.find("\"proc.name\":\"" + name + "\"") != std::string::npos && out.find("toupper") == std::string::npos);
    std::map<std::string, std::string> values;
    CHECK(formatter.get_field_values(evt, values) && values.size() == 2 && values["proc.name"] == name);
    formatter.set_resolve_transformed_fields(true);
    CHECK(formatter.tostring_withformat(evt, out, sinsp_evt_formatter::OF_JSON));
    CHECK(out.find("\"toupper(proc.name)\":") != std::string::npos);
    CHECK(formatter.get_field_values(evt, values) && values.size() == 3);
}

// Twice the number of the event, and the argument as it is; one argument throws.
struct own_fields : public sinsp_filter_check {
    own_fields() { m_info = &group(); }
    std::unique_ptr<sinsp_filter_check> allocate_new() override { return std::make_unique<own_fields>(); }
    int32_t parse_field_name(std::string_view text, bool alloc, bool filtering) override {
        const int32_t length = sinsp_filter_check::parse_field_name(text, alloc, filtering);
        m_text = std::string(text.substr(0, length < 0 ? 0 : static_cast<size_t>(length)));
        return length;
    }
    uint8_t* extract_single(sinsp_evt* evt, uint32_t* len, bool) override {
        if(m_field_id == 0) {
            m_number = evt->get_num() * 2;
            *len = sizeof(m_number);
            return reinterpret_cast<uint8_t*>(&m_number);
        }
        if(m_text == "own.text[throw]") {
            throw sinsp_exception("the field throws");
        }
        *len = static_cast<uint32_t>(m_text.size());
        return reinterpret_cast<uint8_t*>(m_text.data());
    }

private:
    static const filter_check_info& group() {
        static filtercheck_field_info rows[2];
        static filter_check_info info;
        rows[0].m_name = "own.number";
        rows[0].m_type = PT_UINT64;
        rows[0].m_print_format = PF_DEC;
        rows[1].m_name = "own.text";
        rows[1].m_type = PT_CHARBUF;
        rows[1].m_flags = EPF_ARG_REQUIRED | EPF_ARG_KEY;
        info.m_name = "own";
        info.m_fields = rows;
        info.m_nfields = 2;
        return info;
    }
    uint64_t m_number = 0;
    std::string m_text;
};

void fields_of_programs() {
    sinsp inspector;
    inspector.open_savefile(testdata + "/zoo.scap");
    sinsp_filter_check_list fields;
    fields.add_filter_check(std::make_unique<own_fields>());
    fields.add_filter_check(std::make_unique<sinsp_filter_check_static>(
        std::map<std::string, std::string>{{"name", "here"}}));
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    auto filter = sinsp_filter_compiler(factory,
                                        "own.number > 1000 and own.number <= 1010 and own.text[a] endswith [a] and "
                                        "toupper(static.name) = HERE and evt.num exists")
                      .compile();
    auto throwing = sinsp_filter_compiler(factory, "own.text[throw] = x").compile();
    auto check = factory->new_filtercheck("own.number");
    check->m_cmp = CO_EQ;
    check->add_filter_value("1002", 4);
    sinsp_evt_formatter line(&inspector, "%evt.num %own.number %own.text[q] %static.name", fields);
    std::string text;
    uint64_t matches = 0;
    each(inspector, [&](sinsp_evt* evt) {
        if(!filter->run(evt)) {
            return;
        }
        const auto number = std::to_string(evt->get_num() * 2);
        CHECK(line.tostring(evt, text) &&
              text == std::to_string(evt->get_num()) + " " + number + " own.text[q] here");
        CHECK(check->tostring(evt) == number && check->compare(evt) == (number == "1002"));
        matches++;
        CHECK(thrown([&] { throwing->run(evt); }) == "the field throws");
    });
    CHECK(matches == 5);
    filter_check_list none;
    const auto empty = std::make_shared<sinsp_filter_factory>(&inspector, none);
    CHECK(thrown([&] { sinsp_filter_compiler(empty, "proc.name = x").compile(); }).find("filter_check called with nonexistent field") == 0);
}

std::vector<std::string> lines(const std::string& path) {
    sinsp inspector;
    sinsp_filter_check_list fields;
    sinsp_evt_formatter line(&inspector, "*%evt.time %proc.name %evt.type %evt.args %fd.name", fields);
    inspector.open_savefile(path);
    std::vector<std::string> ret;
    each(inspector, [&](sinsp_evt* evt) {
        std::string text;
        line.tostring(evt, text);
        ret.push_back(text);
    });
    return ret;
}

void files() {
    const std::string whole = folder + "/whole.scap", turns = folder + "/turn";
    sinsp inspector(true);
    inspector.open_savefile(testdata + "/shell.scap");
    sinsp_dumper dumper;
    CHECK(thrown([&] { dumper.flush(); }) == "dumper not opened yet");
    CHECK(thrown([&] { dumper.open(&inspector, folder + "/no/such/folder", false); }).find("no/such/folder") !=
          std::string::npos);
    dumper.open(&inspector, whole, true);
    sinsp_cycledumper cycle(&inspector, turns, 0, 0, 0, 3000, false);
    uint64_t count = 0;
    each(inspector, [&](sinsp_evt* evt) {
        dumper.dump(evt);
        cycle.dump(evt);
        count++;
    });
    CHECK(dumper.written_events() == count);
    dumper.close();
    cycle.close();
    const auto before = lines(testdata + "/shell.scap");
    CHECK(before == lines(whole));
    size_t in_turns = 0;
    for(int i = 0; i < 3; i++) {
        in_turns += lines(turns + std::to_string(i)).size();
    }
    CHECK(in_turns == before.size());

    libs::metrics::libs_metrics_collector metrics(&inspector, METRICS_V2_STATE_COUNTERS);
    metrics.snapshot();
    CHECK(metrics.get_metrics().size() == 17);
    CHECK(std::string(metrics.get_metrics()[0].name) == "n_threads" && metrics.get_metrics()[0].value.u64 > 0);
    libs::metrics::prometheus_metrics_converter prometheus;
    auto memory = libs::metrics::libsinsp_metrics::new_metric("memory_rss_kb", METRICS_V2_MISC, METRIC_VALUE_TYPE_U32,
                                                              METRIC_VALUE_UNIT_MEMORY_KIBIBYTES,
                                                              METRIC_VALUE_METRIC_TYPE_NON_MONOTONIC_CURRENT, 3);
    prometheus.convert_metric_to_unit_convention(memory);
    CHECK(prometheus.convert_metric_to_text_prometheus(memory, "ns", "sub", {{"a-b", "c"}}) ==
          "# HELP ns_sub_memory_rss_bytes https://falco.org/docs/metrics/\n"
          "# TYPE ns_sub_memory_rss_bytes gauge\nns_sub_memory_rss_bytes{a_b=\"c\"} 3072.000000\n");
}

void sources() {
    sinsp inspector;
    CHECK(thrown([&] { inspector.open_savefile("/no/such/file"); }).find("/no/such/file") != std::string::npos);
    CHECK(thrown([&] { inspector.start_capture(); }) == "the inspector is not open yet");
    CHECK(thrown([&] { inspector.get_event_fd(); }) == "no source of events is open");
    // An event and a thread from memory.
    scap_threadinfo thread = {};
    thread.tid = thread.pid = 7;
    thread.ptid = 1;
    strlcpy(thread.comm, "tester", sizeof(thread.comm));
    char error[SCAP_LASTERR_SIZE];
    size_t size = 0;
    scap_event_encode_params(scap_sized_buffer{nullptr, 0}, &size, error, PPME_SYSCALL_CLOSE_X, 2, int64_t{0}, int64_t{3});
    std::vector<uint64_t> bytes(size / 8 + 1);
    CHECK(scap_event_encode_params(scap_sized_buffer{bytes.data(), size}, &size, error, PPME_SYSCALL_CLOSE_X, 2,
                                   int64_t{0}, int64_t{3}) == SCAP_SUCCESS);
    auto* event = reinterpret_cast<scap_evt*>(bytes.data());
    event->tid = 7;
    event->ts = 1;
    scap_evt* all[] = {event};
    scap_test_input_data input = {all, 1, &thread, 1, nullptr};
    inspector.open_test_input(&input);
    sinsp_evt* evt = nullptr;
    CHECK(inspector.next(&evt) == SCAP_SUCCESS && evt->get_type() == PPME_SYSCALL_CLOSE_X);
    CHECK(evt->get_thread_info() != nullptr && evt->get_thread_info()->m_comm == "tester");
    CHECK(inspector.next(&evt) == SCAP_TIMEOUT);
    CHECK(inspector.check_current_engine(TEST_INPUT_ENGINE));
    // Tests capture nobody but themselves: a scope that is none shows that the call arrives.
    inspector.set_capture_scope("nonsense");
    CHECK(thrown([&] { inspector.open_modern_bpf(); }).find("a scope is machine, pidns") != std::string::npos);
}

// An event is lent, not copied: it stays as it is while the inspector is changed in other ways than by reading on.
void lent() {
    sinsp inspector;
    inspector.open_savefile(testdata + "/shell.scap");
    sinsp_filter_check_list list;
    const auto name = list.new_filter_check_from_fldname("proc.name", &inspector, true);
    const auto text = [&](sinsp_evt* evt) {
        const char* shown = name->tostring(evt);
        return std::string(shown == nullptr ? "<NA>" : shown);
    };
    uint64_t same = 0;
    each(inspector, [&](sinsp_evt* evt) {
        const auto param = [&] { return evt->get_num_params() == 0 ? "" : evt->get_param_value_str(0, false); };
        const std::string before = text(evt), args = param();
        const scap_evt header = *evt->get_scap_evt();
        inspector.suppress_events_tid(1 << 30);
        inspector.clear_suppress_events_tid();
        const bool equal = before == text(evt) && args == param() &&
                           memcmp(&header, evt->get_scap_evt(), sizeof(header)) == 0;
        same += equal;
    });
    CHECK(same == 8169);
    sinsp_event_view view;
    const sinsp_event_t* event = nullptr;
    CHECK(sinsp_next(inspector.core(), &event) == SCAP_EOF && event == nullptr);
    inspector.close();
    inspector.open_savefile(testdata + "/zoo.scap");
    CHECK(sinsp_next(inspector.core(), &event) == SCAP_SUCCESS && sinsp_event_get(event, &view, sizeof(view)));
    CHECK(view.num > 0 && view.raw_len == reinterpret_cast<const scap_evt*>(view.raw)->len);
    inspector.close();
    CHECK(!sinsp_event_get(event, &view, sizeof(view)));
}

// Filters that were compiled before, and what is for live sources only.
void settings() {
    sinsp inspector;
    inspector.open_savefile(testdata + "/shell.scap");
    inspector.set_filter(sinsp_filter_compiler(&inspector, "evt.type = execve").compile(), "execs");
    CHECK(inspector.get_filter() == "execs");
    CHECK(thrown([&] { inspector.set_filter("evt.type = open"); }) == "a filter is set already");
    uint64_t count = 0, others = 0;
    each(inspector, [&](sinsp_evt* evt) {
        count++;
        others += strcmp(evt->get_name(), "execve") != 0;
    });
    CHECK(count > 0 && count < 100 && others == 0);

    uint32_t metrics = 1;
    int32_t rc = SCAP_SUCCESS;
    CHECK(inspector.get_capture_stats_v2(METRICS_V2_KERNEL_COUNTERS, &metrics, &rc) == nullptr);
    CHECK(metrics == 0 && rc == SCAP_NOT_SUPPORTED);
    CHECK(sinsp_probe_set(inspector.core(), SINSP_PROBE_SNAPLEN, 80) == SCAP_NOT_SUPPORTED);
    CHECK_TEXT(sinsp_last_error(inspector.core()).ptr, "there is no probe");
    inspector.set_snaplen(80);
    inspector.set_dropfailed(true);
    inspector.start_dropping_mode(4);
    inspector.stop_dropping_mode();
    inspector.set_large_envs(true);
    CHECK(!inspector.large_envs_enabled());
    inspector.m_thread_manager->set_m_max_n_proc_lookups(-1);
    inspector.m_thread_manager->set_m_max_n_proc_socket_lookups(100);
    inspector.m_thread_manager->set_proc_lookup_period_ms(1000);
}

void threads() {
    uint64_t counts[2] = {0, 0};
    const auto count = [&](int i, const char* capture) {
        each(capture, [&](sinsp&, sinsp_evt*) { counts[i]++; });
    };
    std::thread one(count, 0, "shell.scap"), two(count, 1, "web.scap");
    one.join();
    two.join();
    CHECK(counts[0] == 8169 && counts[1] == 12836);
}

void many() {
    for(int i = 0; i < 1000; i++) {
        sinsp inspector;
        inspector.open_savefile(testdata + "/zoo.scap");
        sinsp_evt* evt = nullptr;
        CHECK(inspector.next(&evt) != SCAP_FAILURE);
        inspector.close();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if(argc < 3) {
        return 2;
    }
    testdata = argv[1];
    folder = argv[2];
    try {
        events();
        filters();
        filters_that_are_set();
        filters_of_several_sources();
        transformers_in_templates();
        fields_of_programs();
        files();
        sources();
        lent();
        settings();
        threads();
        many();
    } catch(const std::exception& e) {
        fprintf(stderr, "captures: %s\n", e.what());
        return 1;
    }
    return report("captures");
}
