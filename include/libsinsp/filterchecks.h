// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/sinsp.h>
#include <libsinsp/sinsp_filtercheck_static.h>
