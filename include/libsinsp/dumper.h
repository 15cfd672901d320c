// SPDX-License-Identifier: Apache-2.0
// Writing capture files.
#pragma once

#include <libscap/scap_savefile_api.h>
#include <libsinsp/detail/core.h>
#include <libsinsp/sinsp_public.h>
#include <string>

class sinsp;
class sinsp_evt;

// A capture that is being written: a file, or memory of the program.
class SINSP_PUBLIC sinsp_dumper {
public:
    sinsp_dumper() = default;
    // Writes into this memory, not compressed, whatever name open() is given: the first written_bytes() of it are the
    // capture. What it has no room for is not begun; open() and dump() throw.
    sinsp_dumper(uint8_t* target_memory_buffer, uint64_t target_memory_buffer_size):
            m_memory(target_memory_buffer), m_memory_size(target_memory_buffer_size) {}
    ~sinsp_dumper() { sinsp_dumper_close(m_core); }
    sinsp_dumper(const sinsp_dumper&) = delete;
    sinsp_dumper& operator=(const sinsp_dumper&) = delete;

    // Begin a file, or write to an open descriptor, with the state of the inspector as it is now. Throw where that
    // cannot be.
    void open(sinsp* inspector, const std::string& filename, bool compress);
    void fdopen(sinsp* inspector, int fd, bool compress);
    // Ends the file; throws when its last bytes cannot be written.
    void close() {
        if(sinsp_dumper_close(std::exchange(m_core, nullptr)) != SCAP_SUCCESS) {
            throw sinsp_exception("the end of the capture file cannot be written");
        }
    }
    bool is_open() const { return m_core != nullptr; }

    // Writes an event that was not filtered out.
    void dump(sinsp_evt* evt);
    void flush() { check(sinsp_dumper_flush(opened())); }
    uint64_t written_events() const { return sinsp_dumper_written_events(m_core); }
    // Bytes of the file so far; 0 while none is open.
    uint64_t written_bytes() const { return sinsp_dumper_written_bytes(m_core); }

private:
    sinsp_dumper_t* opened() const {
        if(m_core == nullptr) {
            throw sinsp_exception("dumper not opened yet");
        }
        return m_core;
    }
    void check(int32_t rc) const {
        if(rc != SCAP_SUCCESS) {
            throw sinsp_exception(libsinsp::detail::string(sinsp_dumper_last_error(m_core)));
        }
    }
    void take(sinsp* inspector, sinsp_dumper_t* made);

    sinsp_dumper_t* m_core = nullptr;
    uint8_t* m_memory = nullptr;
    uint64_t m_memory_size = 0;
};
