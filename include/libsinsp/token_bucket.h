// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>

// Limits how often something happens: tokens come back at a rate, up to a most.
class token_bucket {
public:
    token_bucket(): token_bucket(now_ns) {}
    token_bucket(std::function<uint64_t()> timer): m_timer(std::move(timer)) { init(1, 1); }
    virtual ~token_bucket() = default;

    // `rate` is tokens a second; the bucket starts full. `now` is in nanoseconds, 0 for the timer's.
    void init(double rate, double max_tokens, uint64_t now = 0) {
        m_rate = rate;
        m_max_tokens = max_tokens;
        m_tokens = max_tokens;
        m_last_seen = now == 0 ? m_timer() : now;
    }

    bool claim() { return claim(1, m_timer()); }
    bool claim(double tokens, uint64_t now) {
        const double gained = m_rate * (static_cast<double>(now - m_last_seen) / 1e9);
        m_last_seen = now;
        m_tokens = std::min(m_tokens + gained, m_max_tokens);
        if(m_tokens < tokens) {
            return false;
        }
        m_tokens -= tokens;
        return true;
    }

    double get_tokens() { return m_tokens; }
    uint64_t get_last_seen() { return m_last_seen; }

private:
    static uint64_t now_ns() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    }

    std::function<uint64_t()> m_timer;
    double m_rate;
    double m_max_tokens;
    double m_tokens;
    uint64_t m_last_seen;
};
