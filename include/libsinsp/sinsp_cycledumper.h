// SPDX-License-Identifier: Apache-2.0
// Capture files in turns.
#pragma once

#include <libsinsp/dumper.h>
#include <libsinsp/sinsp.h>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Writes events into one capture file after the other: a new one after so many megabytes, seconds or events. With a
// limit of files the numbers, or for names with a time in them the oldest file, are used again. 0 is no limit.
class SINSP_PUBLIC sinsp_cycledumper {
    typedef std::function<void()> callback;

public:
    sinsp_cycledumper(sinsp* inspector,
                      const std::string& base_filename,
                      const int& rollover_mb,
                      const int& duration_seconds,
                      const int& file_limit,
                      const unsigned long& event_limit,
                      const bool& compress):
        m_inspector(inspector),
        m_base(base_filename),
        m_max_bytes(rollover_mb > 0 ? static_cast<uint64_t>(rollover_mb) * 1000000 : 0),
        m_max_seconds(duration_seconds),
        m_max_files(file_limit),
        m_max_events(event_limit),
        m_compress(compress) {}
    sinsp_cycledumper(const sinsp_cycledumper&) = delete;
    sinsp_cycledumper& operator=(const sinsp_cycledumper&) = delete;

    void dump(sinsp_evt* evt) {
        if(is_due(*evt)) {
            close();
            for(const auto& opened : m_on_open) {
                opened();
            }
            m_dumper = std::make_unique<sinsp_dumper>();
            m_dumper->open(m_inspector, next_name(), m_compress);
        }
        m_dumper->dump(evt);
    }
    // Ends the current file. To be called once the capture has ended.
    void close() {
        if(m_dumper != nullptr) {
            const auto ending = std::move(m_dumper);
            ending->close();
        }
        for(const auto& closed : m_on_close) {
            closed();
        }
    }
    // Called before a file is opened and after one was closed.
    void set_callbacks(std::vector<callback> open_cbs, std::vector<callback> close_cbs) {
        m_on_open = std::move(open_cbs);
        m_on_close = std::move(close_cbs);
    }
    void operator()(callback cb) { cb(); }

private:
    // Whether the event goes into another file than the one before.
    bool is_due(const sinsp_evt& evt) {
        const auto now = static_cast<time_t>(evt.get_ts() / ONE_SECOND_IN_NS);
        m_events++;
        if(!m_started) {
            m_started = true;
            m_since = m_inspector->is_live() ? now : time(nullptr);
            return true;
        }
        if(m_max_seconds > 0 && now - m_since >= m_max_seconds) {
            m_since = now;
            return true;
        }
        if(m_max_bytes > 0 && m_dumper->written_bytes() > m_max_bytes) {
            return true;
        }
        if(m_max_events > 0 && m_events >= m_max_events) {
            m_events = 0;
            return true;
        }
        return false;
    }

    std::string next_name() {
        if(m_max_files > 0 && m_index >= m_max_files) {
            m_index = 0;
        }
        std::string name = m_base;
        if(m_max_seconds > 0) {
            name = m_base.find('%') == std::string::npos ? m_base + std::to_string(m_index) : timed_name();
        }
        if(m_max_bytes > 0) {
            std::string number = std::to_string(m_index);
            const size_t width = m_max_files > 0 ? std::to_string(m_max_files).size() : 0;
            name += std::string(width - std::min(width, number.size()), '0') + number;
        }
        if(m_max_events > 0) {
            name = m_base + std::to_string(m_index);
        }
        m_index++;
        return name;
    }
    // The base with the time in it; the file that had this turn before goes.
    std::string timed_name() {
        char text[4096];
        tm local;
        localtime_r(&m_since, &local);
        if(strftime(text, sizeof(text), m_base.c_str(), &local) == 0) {
            throw sinsp_exception("the name '" + m_base + "' with the time in it is too long");
        }
        if(m_max_files > 0) {
            m_past.resize(static_cast<size_t>(m_max_files));
            auto& past = m_past[static_cast<size_t>(m_index)];
            if(!past.empty()) {
                remove(past.c_str());
            }
            past = text;
        }
        return text;
    }

    sinsp* m_inspector;
    std::unique_ptr<sinsp_dumper> m_dumper;
    std::string m_base;
    uint64_t m_max_bytes;
    int m_max_seconds;
    int m_max_files;
    unsigned long m_max_events;
    bool m_compress;
    bool m_started = false;
    unsigned long m_events = 0;
    int m_index = 0;
    time_t m_since = 0;
    std::vector<std::string> m_past;
    std::vector<callback> m_on_open;
    std::vector<callback> m_on_close;
};
