// SPDX-License-Identifier: Apache-2.0
// The calls that Stratoshark makes: values of fields with and without control characters, fields of plugins for events
// that it builds itself, the end of a capture.
//
//     consumer_stratoshark FOLDER_OF_PLUGINS TESTDATA
#include <libsinsp/plugin_manager.h>
#include <libsinsp/sinsp.h>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string plugins;
std::string testdata;

// An event of a plugin as it is in a file: its number and its data.
std::vector<uint8_t> plugin_event(uint32_t id, const void* data, uint32_t size) {
    std::vector<uint8_t> bytes(sizeof(ppm_evt_hdr) + 2 * sizeof(uint32_t) + sizeof(id) + size);
    auto* header = reinterpret_cast<ppm_evt_hdr*>(bytes.data());
    header->ts = 7;
    header->tid = UINT64_MAX;
    header->len = static_cast<uint32_t>(bytes.size());
    header->type = PPME_PLUGINEVENT_E;
    header->nparams = 2;
    const uint32_t lengths[] = {sizeof(id), size};
    uint8_t* at = bytes.data() + sizeof(ppm_evt_hdr);
    memcpy(at, lengths, sizeof(lengths));
    memcpy(at + sizeof(lengths), &id, sizeof(id));
    memcpy(at + sizeof(lengths) + sizeof(id), data, size);
    return bytes;
}

// Nothing is open on the inspector.
void fields_of_plugins_for_built_events() {
    sinsp inspector;
    auto numbers = inspector.register_plugin(plugins + "/numbers.so");
    auto digits = inspector.register_plugin(plugins + "/digits.so");
    std::string error;
    CHECK(numbers->init("", error) && digits->init("", error));
    const uint64_t number = 1234;
    auto bytes = plugin_event(numbers->id(), &number, sizeof(number));
    sinsp_evt evt(&inspector);
    evt.init_from_raw(bytes.data(), 0);
    evt.set_num(1);
    ss_plugin_extract_field field = {};
    field.field_id = 0;
    field.field = digits->fields()[0].m_name.c_str();
    field.ftype = FTYPE_UINT64;
    CHECK(digits->extract_fields(&evt, 1, &field) && field.res_len == 1 && *field.res.u64 != 0);
    CHECK(!numbers->event_to_string(&evt).empty());
}

void values() {
    // The text of buffers follows the inspector's setting.
    std::map<sinsp_evt::param_fmt, std::string> first;
    for(const auto format : {sinsp_evt::PF_NORMAL, sinsp_evt::PF_HEX, sinsp_evt::PF_BASE64}) {
        sinsp inspector;
        inspector.set_buffer_format(format);
        inspector.open_savefile(testdata + "/shell.scap");
        sinsp_filter_check_list fields;
        auto check = fields.new_filter_check_from_fldname("evt.buffer", &inspector, true);
        each(inspector, [&](sinsp_evt* evt) {
            std::vector<extract_value_t> values;
            if(first[format].empty() && check->extract(evt, values) && values.size() == 1 && values[0].len > 3) {
                first[format].assign(reinterpret_cast<const char*>(values[0].ptr), values[0].len);
            }
        });
        CHECK(!first[format].empty());
    }
    CHECK(first[sinsp_evt::PF_NORMAL] != first[sinsp_evt::PF_HEX]);
    CHECK(first[sinsp_evt::PF_NORMAL] != first[sinsp_evt::PF_BASE64]);

}

// Texts are without control characters, unless they are asked for as they are.
void odd_texts() {
    uint64_t bytes[32] = {};
    char error[SCAP_LASTERR_SIZE];
    size_t size = 0;
    CHECK(scap_event_encode_params(scap_sized_buffer{bytes, sizeof(bytes)}, &size, error, PPME_SYSCALL_GETUID_X, 1,
                                   uint32_t{0}) == SCAP_SUCCESS);
    auto* event = reinterpret_cast<scap_evt*>(bytes);
    event->ts = 1;
    event->tid = 7;
    scap_threadinfo thread = {};
    thread.tid = thread.pid = 7;
    strlcpy(thread.comm, "tester", sizeof(thread.comm));
    memcpy(thread.args, "a\x01" "b", 4);
    thread.args_len = 4;
    scap_test_input_data data = {&event, 1, &thread, 1, nullptr};
    sinsp inspector;
    inspector.open_test_input(&data);
    sinsp_filter_check_list fields;
    auto check = fields.new_filter_check_from_fldname("proc.args", &inspector, true);
    sinsp_evt* evt = nullptr;
    CHECK(inspector.next(&evt) == SCAP_SUCCESS);
    std::vector<extract_value_t> values;
    const auto text = [&](bool clean) {
        CHECK(check->extract(evt, values, clean) && values.size() == 1);
        return std::string(reinterpret_cast<const char*>(values[0].ptr), values[0].len);
    };
    CHECK(text(false) == "a\x01" "b");
    CHECK(text(true) == check->tostring(evt) && text(true).find('\x01') == std::string::npos);
}

void the_end() {
    sinsp inspector;
    inspector.set_internal_events_mode(true);
    inspector.open_savefile(testdata + "/zoo.scap");
    sinsp_filter_check_list fields;
    auto check = fields.new_filter_check_from_fldname("evt.num", &inspector, true);
    uint64_t ts = 0;
    uint64_t num = 0;
    uint16_t type = 0;
    sinsp_evt* evt = nullptr;
    int32_t rc = SCAP_SUCCESS;
    while(rc != SCAP_EOF && rc != SCAP_FAILURE) {
        rc = inspector.next(&evt);
        if(rc == SCAP_SUCCESS) {
            ts = evt->get_ts();
            num = evt->get_num();
            type = evt->get_type();
        }
    }
    CHECK(rc == SCAP_EOF && evt != nullptr);
    CHECK(ts != 0 && evt->get_ts() == ts && evt->get_num() == num && evt->get_type() == type);
    CHECK(evt->get_name() != nullptr && evt->get_num_params() == 0);
    CHECK(check->tostring(evt) == std::to_string(num));
    CHECK(inspector.get_agent_info() != nullptr && inspector.get_agent_info()->start_ts_epoch == 0);
}

// A header that a program fills in part, with a length of 0.
void bare_headers() {
    sinsp inspector;
    inspector.open_savefile(testdata + "/zoo.scap");
    int64_t tid = 0;
    std::string name;
    sinsp_evt* evt = nullptr;
    while(name.empty() && inspector.next(&evt) == SCAP_SUCCESS) {
        if(evt->get_thread_info() != nullptr && !evt->get_thread_info()->m_comm.empty()) {
            tid = evt->get_tid();
            name = evt->get_thread_info()->m_comm;
        }
    }
    CHECK(!name.empty());
    scap_evt header = {};
    header.tid = static_cast<uint64_t>(tid);
    header.type = PPME_SYSCALL_CLOSE_X;
    sinsp_evt built(&inspector);
    built.set_scap_evt(&header);
    built.set_info(&g_infotables.m_event_info[header.type]);
    sinsp_filter_check_list fields;
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    CHECK(sinsp_filter_compiler(factory, "proc.name = '" + name + "'").compile()->run(&built));
    CHECK(!sinsp_filter_compiler(factory, "proc.name = '" + name + "x'").compile()->run(&built));
}

// Sources of plugins have the fields of all events, and no others.
void fields_of_all_events() {
    sinsp inspector;
    filter_check_list fields;
    fields.add_filter_check(inspector.new_generic_filtercheck());
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
    for(const char* filter : {"evt.num > 1", "evt.time exists", "evt.pluginname = x"}) {
        CHECK(sinsp_filter_compiler(factory, filter).compile() != nullptr);
    }
    for(const char* filter : {"evt.type = open", "evt.dir = <", "proc.name = x", "evt.arg.fd exists"}) {
        CHECK(thrown([&] { sinsp_filter_compiler(factory, filter).compile(); }).find("nonexistent field") !=
              std::string::npos);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if(argc != 3) {
        fprintf(stderr, "usage: consumer_stratoshark FOLDER_OF_PLUGINS TESTDATA\n");
        return 2;
    }
    plugins = argv[1];
    testdata = argv[2];
    fields_of_plugins_for_built_events();
    values();
    odd_texts();
    the_end();
    bare_headers();
    fields_of_all_events();
    return report("consumer_stratoshark");
}
