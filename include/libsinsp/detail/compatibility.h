// SPDX-License-Identifier: Apache-2.0
// What sources written for libs 0.18 need beyond 0.25.4. Included where SYSCAP_LIBS_API is defined: the version of libs
// that the sources were written for, such as 0x001201 for 0.18.1 (two digits each of major, minor and patch number).
#pragma once

#include <libsinsp/detail/user.h>
#include <memory>
#include <string>

#if SYSCAP_LIBS_API < 0x001200 || SYSCAP_LIBS_API > 0x0012ff
#error "SYSCAP_LIBS_API: interfaces of libs 0.18 (0x001200 to 0x0012ff) are offered; for newer ones leave it undefined"
#endif

// What made a container.
enum sinsp_container_type {
    CT_DOCKER = 0,
    CT_LXC = 1,
    CT_LIBVIRT_LXC = 2,
    CT_MESOS = 3,
    CT_RKT = 4,
    CT_CUSTOM = 5,
    CT_CRI = 6,
    CT_CONTAINERD = 7,
    CT_CRIO = 8,
    CT_BPM = 9,
    CT_STATIC = 10,
    CT_PODMAN = 11,
    CT_UNKNOWN = 0xffff,
};

// A container, as the source of events describes it.
class sinsp_container_info {
public:
    using ptr_t = std::shared_ptr<const sinsp_container_info>;

    sinsp_container_type m_type = CT_UNKNOWN;
    std::string m_id;
    std::string m_full_id;
    std::string m_name;
    std::string m_image;
    std::string m_imageid;
    std::string m_imagerepo;
    std::string m_imagetag;
    std::string m_imagedigest;
    bool m_privileged = false;
};

// Finds containers by their short id.
class sinsp_container_manager {
public:
    explicit sinsp_container_manager(sinsp_inspector_t* core): m_core(core) {}

    // Empty where nothing is known of it.
    sinsp_container_info::ptr_t get_container(const std::string& id) const {
        namespace d = libsinsp::detail;
        sinsp_container_details view;
        if(!sinsp_container_get(m_core, id.data(), id.size(), &view, sizeof(view))) {
            return nullptr;
        }
        auto info = std::make_shared<sinsp_container_info>();
        info->m_type = view.ty < 0 ? CT_UNKNOWN : static_cast<sinsp_container_type>(view.ty);
        info->m_id = d::string(view.id);
        info->m_full_id = d::string(view.full_id);
        info->m_name = d::string(view.name);
        info->m_image = d::string(view.image);
        info->m_imageid = d::string(view.image_id);
        info->m_imagerepo = d::string(view.image_repository);
        info->m_imagetag = d::string(view.image_tag);
        info->m_imagedigest = d::string(view.image_digest);
        info->m_privileged = view.privileged == 1;
        return info;
    }

private:
    sinsp_inspector_t* m_core;
};

namespace libsinsp {
namespace detail {

// The manager of users was an object and is a pointer now: this can be asked both ways.
class usergroup_manager_ptr : public std::shared_ptr<sinsp_usergroup_manager> {
public:
    using std::shared_ptr<sinsp_usergroup_manager>::shared_ptr;
    usergroup_manager_ptr(std::shared_ptr<sinsp_usergroup_manager> manager):
        std::shared_ptr<sinsp_usergroup_manager>(std::move(manager)) {}

    scap_userinfo* get_user(const std::string& container_id, uint32_t uid) const {
        return get()->get_user(container_id, uid);
    }
    scap_groupinfo* get_group(const std::string& container_id, uint32_t gid) const {
        return get()->get_group(container_id, gid);
    }
};

}  // namespace detail
}  // namespace libsinsp
