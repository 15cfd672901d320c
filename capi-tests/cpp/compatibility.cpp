// Sources written for libs 0.18: what they have that 0.25.4 has not.
//
//     compatibility TESTDATA
#define SYSCAP_LIBS_API 0x001201
#include <engine/bpf/bpf_public.h>
#include <libsinsp/sinsp.h>
#include "../c/check.h"

int main(int argc, char** argv) {
    if(argc < 2) {
        return 2;
    }
    const std::string testdata = argv[1];
    sinsp inspector;
    inspector.set_cri_socket_path("/run/containerd/containerd.sock");
    inspector.set_cri_timeout(30);
    inspector.set_internal_events_mode(true);
    std::string refused;
    // Tests capture nobody but themselves: a scope that is none shows that the call arrives.
    inspector.set_capture_scope("nonsense");
    try {
        inspector.open_bpf("");
    } catch(const sinsp_exception& e) {
        refused = e.what();
    }
    CHECK(refused.find("a scope is machine, pidns") != std::string::npos);
    std::string unclean = "a\x01\tb ü";
    sanitize_string(unclean);
    CHECK(unclean == "ab ");
    ipv4tuple tuple = {};
    CHECK(ipv4tuple_to_string(&tuple, false) == "0.0.0.0:0->0.0.0.0:0");

    inspector.open_savefile(testdata + "/zoo.scap", 0);
    inspector.start_capture();
    uint64_t entries = 0, users = 0, named = 0;
    for(;;) {
        sinsp_evt* evt = nullptr;
        const int32_t rc = inspector.next(&evt);
        if(rc == SCAP_EOF) {
            break;
        }
        CHECK(rc != SCAP_FAILURE);
        if(rc != SCAP_SUCCESS) {
            continue;
        }
        for(uint32_t i = 0; i < evt->get_num_params(); i++) {
            const sinsp_evt_param* param = evt->get_param(i);
            CHECK(param->m_val == param->data() && param->m_len == param->len());
        }
        if(evt->get_type() == PPME_SYSCALL_MMAP_E) {
            entries++;
            CHECK(strcmp(evt->get_param_name(4), "fd") == 0);
        }
        if(evt->get_type() == PPME_SYSCALL_MKDIRAT_X) {
            CHECK(evt->get_fd_info() == nullptr);
        }
        sinsp_threadinfo* thread = evt->get_thread_info(true);
        if(thread == nullptr) {
            continue;
        }
        CHECK(thread->m_user.uid() == thread->m_uid && thread->m_group.gid() == thread->m_gid);
        users += thread->m_user.name() == "root";
        named += thread->m_group.name() == "root";
        CHECK(thread->get_parent_thread() == inspector.m_thread_manager->get_thread(thread->m_ptid).get());
        if(!thread->m_container_id.empty()) {
            CHECK(thread->m_container_id.size() == 12);
        }
    }
    CHECK(entries > 10 && users > 100 && named > 100);
    CHECK(inspector.m_container_manager.get_container("0123456789ab") == nullptr);
    const auto* by_dot = inspector.m_usergroup_manager.get_user("", 0);
    CHECK(by_dot != nullptr && by_dot == inspector.m_usergroup_manager->get_user("", 0));
    CHECK(inspector.m_usergroup_manager.get_group("", 0) != nullptr);
    const sinsp_container_info::ptr_t none;
    CHECK(none == nullptr && CT_PODMAN == 11);
    inspector.stop_capture();
    inspector.close();
    return report("compatibility");
}
