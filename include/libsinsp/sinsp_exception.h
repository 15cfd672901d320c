// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

// What the classes of libsinsp throw. It is thrown in these headers: no exception crosses the shared object.
class sinsp_exception : public std::runtime_error {
public:
    sinsp_exception(const std::string& error_str): std::runtime_error(error_str) {}
    sinsp_exception(const char* const error_str): std::runtime_error(error_str) {}
};
