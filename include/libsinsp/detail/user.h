// SPDX-License-Identifier: Apache-2.0
// Users, groups and containers.
#pragma once

#include <libsinsp/detail/core.h>
#include <libscap/scap.h>
#include <libscap/strl.h>
#include <unordered_map>

class sinsp;

// Users and groups, of the machine (an empty container id) and of containers.
class sinsp_usergroup_manager {
public:
    explicit sinsp_usergroup_manager(sinsp* inspector): m_inspector(inspector) {}

    // All of a container, by id; nullptr where there are none. Good until asked for again.
    const std::unordered_map<uint32_t, scap_userinfo>* get_userlist(const std::string& container_id);
    const std::unordered_map<uint32_t, scap_groupinfo>* get_grouplist(const std::string& container_id);
    // nullptr where there is none. Good until asked for again.
    scap_userinfo* get_user(const std::string& container_id, uint32_t uid);
    scap_groupinfo* get_group(const std::string& container_id, uint32_t gid);

    bool m_import_users = true;

private:
    static scap_userinfo user(const sinsp_user_view& view) {
        scap_userinfo ret = {};
        ret.uid = view.uid;
        ret.gid = view.gid;
        put(ret.name, view.name);
        put(ret.homedir, view.home);
        put(ret.shell, view.shell);
        return ret;
    }
    static scap_groupinfo group(const sinsp_group_view& view) {
        scap_groupinfo ret = {};
        ret.gid = view.gid;
        put(ret.name, view.name);
        return ret;
    }
    template<size_t N>
    static void put(char (&field)[N], const sinsp_text& text) {
        const size_t len = text.len < N ? text.len : N - 1;
        if(len != 0) {
            memcpy(field, text.ptr, len);
        }
    }

    sinsp* m_inspector;
    std::unordered_map<std::string, std::unordered_map<uint32_t, scap_userinfo>> m_users;
    std::unordered_map<std::string, std::unordered_map<uint32_t, scap_groupinfo>> m_groups;
};
