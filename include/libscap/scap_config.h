/* SPDX-License-Identifier: Apache-2.0 */
/* The engines that this library has. */
#pragma once

#define HAS_ENGINE_KMOD
#define HAS_ENGINE_MODERN_BPF
#define HAS_ENGINE_NODRIVER
#define HAS_ENGINE_SAVEFILE
#define HAS_ENGINE_SOURCE_PLUGIN
#define HAS_ENGINE_TEST_INPUT
