// SPDX-License-Identifier: Apache-2.0
// Observers, captures that are written into memory, and values as JSON, through the C++ classes.
//
//     observer TESTDATA FOLDER
#include <libsinsp/sinsp_observer.h>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string testdata;
std::string folder;

// Counts the calls, and looks at what each is given.
struct counting : public sinsp_observer {
    std::map<std::string, uint64_t> calls;
    uint64_t bytes = 0;
    std::string last_opened, last_erased;
    bool throws = false;

    void data(sinsp_evt* evt, int64_t tid, int64_t fd, sinsp_fdinfo* info, const char* data, uint32_t whole, uint32_t len) {
        CHECK(tid == evt->get_tid() && fd == evt->get_fd_num() && info == evt->get_fd_info() && info != nullptr);
        CHECK(len <= whole && (len == 0 || data != nullptr) && whole == evt->get_syscall_return_value());
        bytes += len;
    }
    void on_read(sinsp_evt* evt, int64_t tid, int64_t fd, sinsp_fdinfo* info, const char* d, uint32_t whole, uint32_t len) override {
        calls["read"]++;
        data(evt, tid, fd, info, d, whole, len);
    }
    void on_write(sinsp_evt* evt, int64_t tid, int64_t fd, sinsp_fdinfo* info, const char* d, uint32_t whole, uint32_t len) override {
        calls["write"]++;
        data(evt, tid, fd, info, d, whole, len);
    }
    void on_sendfile(sinsp_evt*, int64_t fdin, uint32_t len) override {
        calls["sendfile"]++;
        CHECK(fdin > 2 && len > 0);
    }
    void on_connect(sinsp_evt* evt, uint8_t* packed) override {
        calls["connect"]++;
        CHECK(packed != nullptr && reinterpret_cast<char*>(packed) == evt->get_param(1)->data());
    }
    void on_accept(sinsp_evt* evt, int64_t fd, uint8_t* packed, sinsp_fdinfo* info) override {
        calls["accept"]++;
        CHECK(fd == evt->get_syscall_return_value() && packed != nullptr && info->is_role_server());
    }
    void on_file_open(sinsp_evt* evt, const std::string& path, uint32_t flags) override {
        calls["open"]++;
        CHECK((flags & PPM_O_DIRECTORY) == 0);
        CHECK(evt->get_fd_info() == nullptr || evt->get_fd_info()->m_name == path);
        last_opened = path;
    }
    void on_error(sinsp_evt* evt) override {
        calls["error"]++;
        CHECK(evt->get_syscall_return_value() < 0 && evt->get_fd_info() != nullptr);
    }
    void on_erase_fd(erase_fd_params* params) override {
        calls[params->m_remove_from_table ? "closed" : "gone"]++;
        CHECK(params->m_fd >= 0 && params->m_fdinfo != nullptr && params->m_tinfo != nullptr);
        CHECK(params->m_tinfo == nullptr || params->m_tinfo->m_comm.size() > 1);
        last_erased = params->m_fdinfo->m_name;
        if(throws) {
            throw sinsp_exception("the observer throws");
        }
    }
    void on_socket_shutdown(sinsp_evt* evt) override {
        calls["shutdown"]++;
        CHECK(evt->get_type() == PPME_SOCKET_SHUTDOWN_X);
    }
    void on_execve(sinsp_evt* evt) override {
        calls["execve"]++;
        CHECK(evt->get_thread_info()->m_exepath[0] == '/' || evt->get_thread_info()->m_exe_from_memfd);
    }
    void on_clone(sinsp_evt*, sinsp_threadinfo* thread, int64_t collision) override {
        calls["clone"]++;
        CHECK(thread != nullptr && thread->m_tid > 0 && collision == -1);
    }
    void on_bind(sinsp_evt* evt) override {
        calls["bind"]++;
        CHECK(!evt->get_fd_info()->m_name.empty());
    }
    void on_socket_status_changed(sinsp_evt*) override { calls["status"]++; }
};

void observed() {
    counting seen;
    sinsp inspector;
    CHECK(inspector.get_observer() == nullptr);
    inspector.set_observer(&seen);
    CHECK(inspector.get_observer() == &seen);
    inspector.open_savefile(testdata + "/zoo.scap");
    each(inspector, [](sinsp_evt*) {});
    // As many as 0.25.4 makes.
    const std::map<std::string, uint64_t> expected = {
        {"read", 55}, {"write", 29}, {"sendfile", 1}, {"connect", 6}, {"accept", 3},  {"open", 33},  {"error", 3},
        {"closed", 78}, {"gone", 46}, {"shutdown", 2}, {"execve", 9},  {"clone", 17}, {"bind", 5}};
    CHECK(seen.calls == expected);
    for(const auto& [name, count] : seen.calls) {
        const auto found = expected.find(name);
        if(found == expected.end() || found->second != count) {
            fprintf(stderr, "%s: %llu\n", name.c_str(), static_cast<unsigned long long>(count));
        }
    }
    CHECK(seen.bytes > 1000);

    // With a filter: what changes state is told of all the same, and is delivered only where it matches.
    counting filtered;
    sinsp other;
    other.set_observer(&filtered);
    other.set_filter("evt.type = execve");
    other.open_savefile(testdata + "/zoo.scap");
    uint64_t delivered = 0;
    each(other, [&](sinsp_evt* evt) {
        delivered++;
        CHECK(!evt->is_filtered_out() && evt->get_type() == PPME_SYSCALL_EXECVE_19_X);
    });
    CHECK(delivered == 11 && filtered.calls["open"] == 33 && filtered.calls["clone"] == 17);
    CHECK(filtered.calls["read"] < 55);

    // What it throws comes out of next(), and it is not told any more once it is taken away.
    counting throwing;
    throwing.throws = true;
    sinsp third;
    third.open_savefile(testdata + "/zoo.scap");
    third.set_observer(&throwing);
    CHECK(thrown([&] { each(third, [](sinsp_evt*) {}); }) == "the observer throws");
    third.set_observer(nullptr);
    const auto before = throwing.calls;
    each(third, [](sinsp_evt*) {});
    CHECK(throwing.calls == before);
}

std::vector<uint8_t> bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void written_to_memory() {
    const std::string path = folder + "/observer.scap";
    std::vector<uint8_t> memory(1 << 22, 0x5a);
    sinsp inspector;
    sinsp_dumper file, target(memory.data(), memory.size());
    CHECK(thrown([&] { target.open(&inspector, "", false); }).find("no source of events is open") != std::string::npos);
    inspector.open_savefile(testdata + "/shell.scap");
    file.open(&inspector, path, false);
    target.open(&inspector, "", true);
    CHECK(target.is_open() && target.written_bytes() == file.written_bytes());
    each(inspector, [&](sinsp_evt* evt) {
        file.dump(evt);
        target.dump(evt);
    });
    const uint64_t size = target.written_bytes();
    CHECK(target.written_events() == 8169 && size > 500000);
    target.flush();
    target.close();
    file.close();
    CHECK(target.written_bytes() == 0);
    const auto expected = bytes_of(path);
    CHECK(expected.size() == size && std::equal(expected.begin(), expected.end(), memory.begin()));
    CHECK(memory[size] == 0x5a);

    sinsp_dumper small(memory.data(), 100), half(memory.data(), size / 2);
    inspector.close();
    inspector.open_savefile(testdata + "/shell.scap");
    CHECK(thrown([&] { small.open(&inspector, "", false); }).find("of 100 bytes are in use") != std::string::npos);
    CHECK(!small.is_open());
    half.open(&inspector, "", false);
    const std::string full = thrown([&] { each(inspector, [&](sinsp_evt* evt) { half.dump(evt); }); });
    CHECK(full.find("bytes are in use") != std::string::npos);
    CHECK(half.written_bytes() <= size / 2 && half.written_events() > 1000);
    CHECK(std::equal(memory.begin(), memory.begin() + static_cast<long>(half.written_bytes()), expected.begin()));
}

// Events as JSON values, where there is JsonCpp, else as the text of them.
void as_json() {
    sinsp inspector;
    inspector.set_debug_mode(true);
    CHECK(inspector.is_debug_enabled());
    sinsp_filter_check_list list;
    const auto pid = list.new_filter_check_from_fldname("proc.pid", &inspector, true);
    const auto name = list.new_filter_check_from_fldname("fd.name", &inspector, true);
    inspector.open_savefile(testdata + "/zoo.scap");
    uint64_t looked = 0;
    each(inspector, [&](sinsp_evt* evt) {
        if(evt->get_num() == 369) {
            looked++;
            CHECK(pid->tojson_text(evt) == "2235" && name->tojson_text(evt) == "\"/tmp/zoodir/a.txt\"");
#if __has_include(<json/json.h>)
            CHECK(pid->tojson(evt) == Json::Value(Json::Value::Int64(2235)));
            CHECK(name->tojson(evt) == Json::Value("/tmp/zoodir/a.txt"));
#endif
        }
        if(name->tostring(evt) == nullptr) {
            CHECK(name->tojson_text(evt).empty() || name->tojson_text(evt) == "null");
#if __has_include(<json/json.h>)
            CHECK(name->tojson(evt).isNull());
#endif
        }
    });
    CHECK(looked == 1);
}

}  // namespace

int main(int argc, char** argv) {
    if(argc != 3) {
        return 2;
    }
    testdata = argv[1];
    folder = argv[2];
    observed();
    written_to_memory();
    as_json();
    return report("observer");
}
