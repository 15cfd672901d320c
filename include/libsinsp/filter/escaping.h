// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/sinsp_exception.h>
#include <string>

namespace libsinsp {
namespace filter {

// A text as a filter shows it: in double quotes when something in it asks for them.
inline std::string escape_str(const std::string& str) {
    std::string res;
    bool quoted = false;
    for(const char c : str) {
        static const char plain[] = "\b\f\n\r\t\\\"";
        static const char letters[] = "bfnrt\\\"";
        const auto* found = c == 0 ? nullptr : __builtin_strchr(plain, c);
        if(found != nullptr) {
            res += '\\';
            res += letters[found - plain];
        } else {
            res += c;
        }
        quoted |= found != nullptr || c == ' ' || c == '=' || c == '\'';
    }
    return quoted ? '"' + res + '"' : res;
}

// The text within quotes, escapes resolved. Throws for escapes that are unknown or of the other quote.
inline std::string unescape_str(const std::string& str) {
    std::string res;
    bool escaped = false;
    for(size_t i = 1; i + 1 < str.size(); i++) {
        const char c = str[i];
        if(!escaped) {
            escaped = c == '\\';
            if(!escaped) {
                res += c;
            }
            continue;
        }
        escaped = false;
        switch(c) {
        case 'b': res += '\b'; break;
        case 'f': res += '\f'; break;
        case 'n': res += '\n'; break;
        case 'r': res += '\r'; break;
        case 't': res += '\t'; break;
        // A blank behind a backslash stands for the backslash.
        case ' ':
        case '\\': res += '\\'; break;
        case '/': res += '/'; break;
        case '"':
        case '\'':
            if(str[0] != c) {
                throw sinsp_exception(std::string("escaped ") + c + " in a text with other quotes");
            }
            res += c;
            break;
        default: throw sinsp_exception(std::string("unknown escape \\") + c);
        }
    }
    return res;
}

}  // namespace filter
}  // namespace libsinsp
