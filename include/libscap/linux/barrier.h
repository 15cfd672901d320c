/* SPDX-License-Identifier: Apache-2.0 */
/* Memory barrier. */
#pragma once

#define mem_barrier() __sync_synchronize()
