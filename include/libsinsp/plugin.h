// SPDX-License-Identifier: Apache-2.0
// Plugins. The library does not load plugins yet: the classes are declared, so that signatures with them compile, and
// not defined, so that nothing that uses one does.
#pragma once

#include <libsinsp/sinsp.h>
#include <plugin/plugin_api.h>
