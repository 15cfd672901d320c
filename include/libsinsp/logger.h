// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/sinsp_public.h>
#include <libscap/scap_log.h>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <sys/time.h>

// Where messages of the library and of the program go. One for each program.
class SINSP_PUBLIC sinsp_logger {
public:
    enum severity {
        SEV_FATAL = FALCOSECURITY_LOG_SEV_FATAL,
        SEV_CRITICAL = FALCOSECURITY_LOG_SEV_CRITICAL,
        SEV_ERROR = FALCOSECURITY_LOG_SEV_ERROR,
        SEV_WARNING = FALCOSECURITY_LOG_SEV_WARNING,
        SEV_NOTICE = FALCOSECURITY_LOG_SEV_NOTICE,
        SEV_INFO = FALCOSECURITY_LOG_SEV_INFO,
        SEV_DEBUG = FALCOSECURITY_LOG_SEV_DEBUG,
        SEV_TRACE = FALCOSECURITY_LOG_SEV_TRACE,
    };
    static constexpr severity SEV_MIN = SEV_FATAL;
    static constexpr severity SEV_MAX = SEV_TRACE;

    using callback_t = void (*)(std::string&& str, severity sev);

    static constexpr uint32_t OT_NONE = 0;
    static constexpr uint32_t OT_STDOUT = 1;
    static constexpr uint32_t OT_STDERR = 2;
    static constexpr uint32_t OT_FILE = 4;
    static constexpr uint32_t OT_CALLBACK = 8;
    static constexpr uint32_t OT_NOTS = 16;
    static constexpr uint32_t OT_ENCODE_SEV = 32;

    uint32_t get_log_output_type() const { return m_flags; }

    void add_stdout_log() { m_flags |= OT_STDOUT; }
    void add_stderr_log() { m_flags |= OT_STDERR; }
    void add_file_log(const std::string& filename) {
        FILE* file = fopen(filename.c_str(), "w");
        FILE* old = m_file.exchange(file);
        if(old != nullptr) {
            fclose(old);
        }
        if(file != nullptr) {
            m_flags |= OT_FILE;
        }
    }
    void disable_timestamps() { m_flags |= OT_NOTS; }
    void add_encoded_severity() { m_flags |= OT_ENCODE_SEV; }
    void add_callback_log(callback_t callback) {
        m_callback = callback;
        m_flags |= OT_CALLBACK;
    }
    void remove_callback_log() {
        m_flags &= ~OT_CALLBACK;
        m_callback = nullptr;
    }

    void set_severity(severity sev) { m_sev = sev; }
    severity get_severity() const { return m_sev; }
    bool is_enabled(const severity sev) const { return sev <= m_sev; }
    bool has_output() const { return m_flags != OT_NONE; }

    void log(const std::string& m, severity sev = SEV_INFO) {
        if(!is_enabled(sev)) {
            return;
        }
        std::string text = m;
        if(!(m_flags & OT_NOTS)) {
            text.insert(0, time_text());
        }
        if(m_flags & OT_ENCODE_SEV) {
            text.insert(0, severity_text(sev));
        }
        // One output only: the first of these that was added.
        if(callback_t callback = m_callback; (m_flags & OT_CALLBACK) && callback != nullptr) {
            callback(std::move(text), sev);
        } else if(FILE* file = m_file; (m_flags & OT_FILE) && file != nullptr) {
            print(file, text);
        } else if(m_flags & OT_STDOUT) {
            print(stdout, text);
        } else if(m_flags & OT_STDERR) {
            print(stderr, text);
        }
    }

    void format(severity sev, const char* fmt, ...) __attribute__((format(printf, 3, 4))) {
        if(!is_enabled(sev)) {
            return;
        }
        va_list args;
        va_start(args, fmt);
        const std::string text = formatted(fmt, args);
        va_end(args);
        log(text, sev);
    }
    void format(const char* fmt, ...) __attribute__((format(printf, 2, 3))) {
        if(!is_enabled(SEV_INFO)) {
            return;
        }
        va_list args;
        va_start(args, fmt);
        const std::string text = formatted(fmt, args);
        va_end(args);
        log(text, SEV_INFO);
    }
    // As format(); the text, cut to 4095 bytes, stays until the thread calls this again.
    const char* format_and_return(severity sev, const char* fmt, ...) __attribute__((format(printf, 3, 4))) {
        static thread_local char kept[4096];
        va_list args;
        va_start(args, fmt);
        vsnprintf(kept, sizeof(kept), fmt, args);
        va_end(args);
        log(kept, sev);
        return kept;
    }

    // Reads what add_encoded_severity() puts in front; returns its length, 0 where there is none.
    static size_t decode_severity(const std::string& s, severity& sev) {
        for(int i = SEV_MIN; i <= SEV_MAX; i++) {
            const auto text = severity_text(static_cast<severity>(i));
            if(s.compare(0, text.size(), text) == 0) {
                sev = static_cast<severity>(i);
                return text.size();
            }
        }
        return 0;
    }

    void reset() {
        m_flags = OT_NONE;
        m_callback = nullptr;
        m_sev = SEV_INFO;
        if(FILE* old = m_file.exchange(nullptr)) {
            fclose(old);
        }
    }

    static sinsp_logger* instance() {
        static sinsp_logger logger;
        return &logger;
    }

private:
    sinsp_logger() = default;
    ~sinsp_logger() {
        if(FILE* file = m_file) {
            fclose(file);
        }
    }
    sinsp_logger(const sinsp_logger&) = delete;
    sinsp_logger& operator=(const sinsp_logger&) = delete;

    static std::string severity_text(severity sev) {
        static const char* const words[] = {"DEF", "FAT", "CRI", "ERR", "WAR", "NOT", "INF", "DEB", "TRA"};
        return std::string("SEV_") + words[sev >= SEV_MIN && sev <= SEV_MAX ? sev : 0] + " ";
    }

    static void print(FILE* file, const std::string& text) {
        fprintf(file, "%s\n", text.c_str());
        fflush(file);
    }

    static std::string time_text() {
        timeval now;
        gettimeofday(&now, nullptr);
        tm parts;
        gmtime_r(&now.tv_sec, &parts);
        char text[64];
        snprintf(text, sizeof(text), "%.2d-%.2d %.2d:%.2d:%.2d.%.6d ", parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                 parts.tm_min, parts.tm_sec, static_cast<int>(now.tv_usec));
        return text;
    }

    static std::string formatted(const char* fmt, va_list args) {
        va_list again;
        va_copy(again, args);
        const int length = vsnprintf(nullptr, 0, fmt, again);
        va_end(again);
        std::string text(length > 0 ? static_cast<size_t>(length) : 0, '\0');
        vsnprintf(text.data(), text.size() + 1, fmt, args);
        return text;
    }

    std::atomic<FILE*> m_file{nullptr};
    std::atomic<callback_t> m_callback{nullptr};
    std::atomic<uint32_t> m_flags{OT_NONE};
    std::atomic<severity> m_sev{SEV_INFO};
};

inline sinsp_logger* libsinsp_logger() {
    return sinsp_logger::instance();
}

using sinsp_logger_callback = sinsp_logger::callback_t;
