// SPDX-License-Identifier: Apache-2.0
// Observing what events do. sinsp_observer is declared by sinsp.h.
#pragma once
#include <libsinsp/sinsp.h>
