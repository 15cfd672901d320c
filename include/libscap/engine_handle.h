/* SPDX-License-Identifier: Apache-2.0 */
/* The state of an engine, as calls hand it over. */
#pragma once

struct scap_engine_handle {
    void* m_handle; /* what the engine's alloc_handle() returned */
};
