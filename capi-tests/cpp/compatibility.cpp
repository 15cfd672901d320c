// SPDX-License-Identifier: Apache-2.0
// Sources written for libs 0.18: what they have that 0.25.4 has not, item by item, and the view of events that they
// were written for.
//
//     compatibility TESTDATA
#define SYSCAP_LIBS_API 0x001201
#include <libscap/engine/bpf/bpf_public.h>
#include <libsinsp/sinsp.h>
#include <map>
#include <type_traits>
#include "../c/check.h"
#include "delivered.h"

namespace {

std::string testdata;

const char* const id = "0123456789ab";
const char* const json =
    R"({"container":{"id":"0123456789ab","full_id":"0123456789abcdef","name":"web","type":7,"image":"nginx:1.27",)"
    R"("imageid":"sha256:77","imagerepo":"nginx","imagetag":"1.27","imagedigest":"sha256:88","privileged":true}})";

// The event that tells of the container, and a thread in it: by its control groups, as container engines name them.
struct container_input {
    container_input() {
        char error[SCAP_LASTERR_SIZE];
        size_t size = 0;
        CHECK(scap_event_encode_params(scap_sized_buffer{bytes, sizeof(bytes)}, &size, error, PPME_CONTAINER_JSON_2_E, 1,
                                       json) == SCAP_SUCCESS);
        event = reinterpret_cast<scap_evt*>(bytes);
        event->tid = 7;
        event->ts = 1;
        for(auto* thread : {&threads[0], &threads[1]}) {
            thread->tid = thread->pid = thread == &threads[0] ? 7 : 8;
            thread->ptid = thread == &threads[0] ? 8 : 0;
            thread->uid = thread->gid = thread == &threads[0] ? 1000 : 0;
            strlcpy(thread->comm, "tester", sizeof(thread->comm));
        }
        const std::string cgroups = "cpu=/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        memcpy(threads[0].cgroups.path, cgroups.c_str(), cgroups.size() + 1);
        threads[0].cgroups.len = static_cast<int>(cgroups.size() + 1);
        data = {&event, 1, threads, 2, nullptr};
    }
    uint64_t bytes[128] = {};
    scap_evt* event = nullptr;
    scap_threadinfo threads[2] = {};
    scap_test_input_data data = {};
};

// 1. The header of the old probe is there, and has nothing.
void header_of_the_old_probe() {
    CHECK(sizeof(SYSCAP_LIBS_API) > 0);
}

// 2. The class of containers, its members and their types.
void container_info() {
    const sinsp_container_info::ptr_t none;
    CHECK(none == nullptr);
    const std::map<int, int> types = {{CT_DOCKER, 0},    {CT_LXC, 1},  {CT_LIBVIRT_LXC, 2}, {CT_MESOS, 3},
                                      {CT_RKT, 4},       {CT_CUSTOM, 5}, {CT_CRI, 6},        {CT_CONTAINERD, 7},
                                      {CT_CRIO, 8},      {CT_BPM, 9},  {CT_STATIC, 10},     {CT_PODMAN, 11}};
    CHECK(types.size() == 12);
    for(const auto& [type, number] : types) {
        CHECK(type == number);
    }
    sinsp_container_info info;
    static_assert(std::is_same_v<decltype(info.m_type), sinsp_container_type>);
    static_assert(std::is_same_v<decltype(info.m_privileged), bool>);
    CHECK(info.m_id.empty() && info.m_name.empty() && info.m_image.empty() && info.m_imagetag.empty());
    CHECK(info.m_imageid.empty() && !info.m_privileged);
}

// 3. The manager is an object, and finds what an event told; 4. a thread's container, by its control groups.
void containers_of_threads() {
    container_input input;
    sinsp inspector;
    CHECK(inspector.m_container_manager.get_container(id) == nullptr);
    inspector.open_test_input(&input.data);
    sinsp_evt* evt = nullptr;
    CHECK(inspector.next(&evt) != SCAP_FAILURE);
    const auto found = inspector.m_container_manager.get_container(id);
    CHECK(found != nullptr && found->m_id == id && found->m_full_id == "0123456789abcdef" && found->m_name == "web");
    CHECK(found->m_image == "nginx:1.27" && found->m_imageid == "sha256:77" && found->m_imagerepo == "nginx");
    CHECK(found->m_imagetag == "1.27" && found->m_type == CT_CONTAINERD && found->m_privileged);
    CHECK(inspector.m_container_manager.get_container("") == nullptr);
    CHECK(inspector.m_container_manager.get_container("nobody") == nullptr);
    CHECK(inspector.get_thread_ref(7)->m_container_id == id && inspector.get_thread_ref(8)->m_container_id.empty());
    // What was found stays, whatever becomes of the source.
    inspector.close();
    CHECK(found->m_name == "web" && inspector.m_container_manager.get_container(id) == nullptr);
}

// 5. and 6. Users and groups of threads: without a list root for 0, else <NA>; by the list of a capture.
void users_and_groups() {
    container_input input;
    sinsp inspector;
    inspector.open_test_input(&input.data);
    const auto other = inspector.get_thread_ref(7), root = inspector.get_thread_ref(8);
    CHECK(other->m_user.uid() == 1000 && other->m_user.name() == "<NA>");
    CHECK(other->m_group.gid() == 1000 && other->m_group.name() == "<NA>");
    CHECK(root->m_user.uid() == 0 && root->m_user.name() == "root");
    CHECK(root->m_group.gid() == 0 && root->m_group.name() == "root");
    sinsp with_list;
    with_list.open_savefile(testdata + "/zoo.scap", 0);
    uint64_t seen = 0;
    each(with_list, [&](sinsp_evt* evt) {
        auto* thread = evt->get_thread_info(true);
        if(thread != nullptr) {
            seen++;
            CHECK(thread->m_user.uid() == thread->m_uid && thread->m_group.gid() == thread->m_gid);
            CHECK((thread->m_uid == 0) == (thread->m_user.name() == "root"));
            CHECK((thread->m_gid == 0) == (thread->m_group.name() == "root"));
        }
    });
    CHECK(seen > 800);
}

// 7. The parent, as the table has it.
void parents() {
    container_input input;
    sinsp inspector;
    inspector.open_test_input(&input.data);
    CHECK(inspector.get_thread_ref(7)->get_parent_thread() == inspector.get_thread_ref(8).get());
    CHECK(inspector.get_thread_ref(8)->get_parent_thread() == nullptr);
}

// 8. The manager of users and groups, with a dot and with an arrow.
void usergroup_manager() {
    sinsp inspector;
    CHECK(inspector.m_usergroup_manager.get_user("", 0) == nullptr);
    inspector.open_savefile(testdata + "/zoo.scap", 0);
    each(inspector, [](sinsp_evt*) {});
    const auto* user = inspector.m_usergroup_manager.get_user("", 0);
    CHECK(user != nullptr && user == inspector.m_usergroup_manager->get_user("", 0) && strcmp(user->name, "root") == 0);
    const auto* group = inspector.m_usergroup_manager.get_group("", 0);
    CHECK(group != nullptr && strcmp(group->name, "root") == 0);
    CHECK(inspector.m_usergroup_manager.get_user("", 54321) == nullptr);
    CHECK(inspector.m_usergroup_manager.get_group("nobody", 0) == nullptr);
}

// 9. and 10. Parameters: their bytes, and how many; texts with their NUL.
void parameters() {
    sinsp inspector;
    inspector.open_savefile(testdata + "/zoo.scap", 0);
    uint64_t texts = 0;
    each(inspector, [&](sinsp_evt* evt) {
        for(uint32_t i = 0; i < evt->get_num_params(); i++) {
            const sinsp_evt_param* param = evt->get_param(i);
            CHECK(param->m_val == param->data() && param->m_len == param->len());
            if(evt->get_param_info(i)->type == PT_FSPATH && param->m_len > 0) {
                texts++;
                CHECK(strlen(param->m_val) + 1 == param->m_len);
            }
        }
        bool refused = false;
        try {
            evt->get_param(99);
        } catch(const std::out_of_range&) {
            refused = true;
        }
        CHECK(refused);
    });
    CHECK(texts > 10);
}

// 11. Texts without what cannot be printed.
void sanitized() {
    std::string text = "a\x01\tb \xc3\xbc\x7f~\n";
    sanitize_string(text);
    CHECK(text == "ab ~");
    std::string empty;
    sanitize_string(empty);
    CHECK(empty.empty());
}

// 12. Connections as text.
void tuples() {
    ipv4tuple tuple = {};
    CHECK(ipv4tuple_to_string(&tuple, false) == "0.0.0.0:0->0.0.0.0:0");
    const uint8_t one[] = {127, 0, 0, 1}, two[] = {10, 0, 0, 7};
    memcpy(&tuple.m_fields.m_sip, one, 4);
    memcpy(&tuple.m_fields.m_dip, two, 4);
    tuple.m_fields.m_sport = 40000;
    tuple.m_fields.m_dport = 443;
    CHECK(ipv4tuple_to_string(&tuple, false) == "127.0.0.1:40000->10.0.0.7:443");
}

// 13. The old probe's call opens ours. Tests capture nobody but themselves: a scope that is none shows that it arrives.
void open_of_the_old_probe() {
    sinsp inspector;
    inspector.set_capture_scope("nonsense");
    CHECK(thrown([&] { inspector.open_bpf(""); }).find("a scope is machine, pidns") != std::string::npos);
    CHECK(thrown([&] { inspector.open_bpf("/no/such/probe.o"); }).find("a scope is machine, pidns") != std::string::npos);
    CHECK(!inspector.is_live());
}

// 14. and 15. Container engines are not asked: whatever they are told, nothing throws and nothing changes.
void settings_of_container_engines() {
    sinsp inspector;
    inspector.set_cri_socket_path("/run/containerd/containerd.sock");
    inspector.set_cri_socket_path("");
    inspector.set_cri_timeout(30);
    inspector.set_cri_timeout(-1);
    inspector.set_internal_events_mode(true);
    inspector.open_savefile(testdata + "/zoo.scap", 0);
    uint64_t count = 0;
    each(inspector, [&](sinsp_evt*) { count++; });
    CHECK(count > 850);
    CHECK(thrown([] {
              sinsp none;
              none.open_savefile("/no/such/file", 0);
          }).find("/no/such/file") != std::string::npos);
}

// How often each type of event comes.
std::map<uint16_t, uint64_t> types_of(bool legacy) {
    sinsp inspector;
    inspector.set_legacy_view(legacy);
    inspector.open_savefile(testdata + "/zoo.scap", 0);
    inspector.start_capture();
    std::map<uint16_t, uint64_t> types;
    each(inspector, [&](sinsp_evt* evt) {
        types[evt->get_type()]++;
        if(evt->get_type() == PPME_SYSCALL_MMAP_E) {
            CHECK(strcmp(evt->get_param_name(4), "fd") == 0);
        }
        if(legacy && evt->get_type() == PPME_SYSCALL_MKDIRAT_X) {
            CHECK(evt->get_fd_info() == nullptr);
        }
    });
    inspector.stop_capture();
    return types;
}

// The view of 0.18, which the macro turns on: entry events of what today's probes tell in the exit alone, and the exits.
void the_legacy_view() {
    auto old = types_of(true), today = types_of(false);
    CHECK(old[PPME_SYSCALL_MMAP_E] > 10 && old[PPME_SYSCALL_MMAP_E] == old[PPME_SYSCALL_MMAP_X]);
    CHECK(old[PPME_SYSCALL_SETUID_E] == 2 && today[PPME_SYSCALL_SETUID_E] == 0 && today[PPME_SYSCALL_MMAP_E] == 0);
    CHECK(old[PPME_SYSCALL_SETUID_X] == 2 && today[PPME_SYSCALL_SETUID_X] == 2);
    CHECK(today[PPME_SYSCALL_MMAP_X] == old[PPME_SYSCALL_MMAP_X]);
    // From C.
    sinsp_inspector_t* inspector = sinsp_create();
    const sinsp_event_t* event = nullptr;
    sinsp_event_view view;
    uint64_t entries = 0;
    CHECK(sinsp_set_option(inspector, SINSP_OPTION_LEGACY_VIEW, 1) == SCAP_SUCCESS);
    CHECK(sinsp_open_savefile(inspector, (testdata + "/zoo.scap").c_str()) == SCAP_SUCCESS);
    int32_t rc;
    while((rc = sinsp_next_view(inspector, &event, &view, sizeof(view))) != SCAP_EOF && rc != SCAP_FAILURE) {
        entries += rc == SCAP_SUCCESS && view.code == PPME_SYSCALL_MMAP_E;
    }
    CHECK(rc == SCAP_EOF && entries == old[PPME_SYSCALL_MMAP_E]);
    sinsp_destroy(inspector);
}

}  // namespace

int main(int argc, char** argv) {
    if(argc < 2) {
        return 2;
    }
    testdata = argv[1];
    header_of_the_old_probe();
    container_info();
    containers_of_threads();
    users_and_groups();
    parents();
    usergroup_manager();
    parameters();
    sanitized();
    tuples();
    open_of_the_old_probe();
    settings_of_container_engines();
    the_legacy_view();
    return report("compatibility");
}
