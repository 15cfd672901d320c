// SPDX-License-Identifier: Apache-2.0
// What users and groups do that needs all classes to be known. Included by sinsp.h only.
#pragma once

inline const std::unordered_map<uint32_t, scap_userinfo>* sinsp_usergroup_manager::get_userlist(
    const std::string& container_id) {
    auto& known = m_users[container_id];
    known.clear();
    const auto all = libsinsp::detail::list<sinsp_user_view>(
        [&](sinsp_user_view* out, size_t room) { return sinsp_users(m_inspector->core(), out, room); });
    for(const auto& view : all) {
        if(libsinsp::detail::view(view.container) == container_id) {
            known[view.uid] = user(view);
        }
    }
    return known.empty() ? nullptr : &known;
}

inline const std::unordered_map<uint32_t, scap_groupinfo>* sinsp_usergroup_manager::get_grouplist(
    const std::string& container_id) {
    auto& known = m_groups[container_id];
    known.clear();
    const auto all = libsinsp::detail::list<sinsp_group_view>(
        [&](sinsp_group_view* out, size_t room) { return sinsp_groups(m_inspector->core(), out, room); });
    for(const auto& view : all) {
        if(libsinsp::detail::view(view.container) == container_id) {
            known[view.gid] = group(view);
        }
    }
    return known.empty() ? nullptr : &known;
}

inline scap_userinfo* sinsp_usergroup_manager::get_user(const std::string& container_id, uint32_t uid) {
    sinsp_user_view view;
    if(!sinsp_user_get(m_inspector->core(), container_id.data(), container_id.size(), uid, &view, sizeof(view))) {
        return nullptr;
    }
    return &(m_users[container_id][uid] = user(view));
}

inline scap_groupinfo* sinsp_usergroup_manager::get_group(const std::string& container_id, uint32_t gid) {
    sinsp_group_view view;
    if(!sinsp_group_get(m_inspector->core(), container_id.data(), container_id.size(), gid, &view, sizeof(view))) {
        return nullptr;
    }
    return &(m_groups[container_id][gid] = group(view));
}
