/* SPDX-License-Identifier: Apache-2.0 */
/* Memory barrier. */
#pragma once

#include <libscap/linux/barrier.h>
