// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "diagnosis/judge.hpp"
#include "diagnosis/scene.hpp"
#include "diagnosis/verdict.hpp"

namespace gwdiag {

// A proxy that is silent while its upstream sends bit by bit holds that back: nginx with
// proxy_buffering until a buffer is full or the answer ends (ngx_event_pipe.c). Said of the cause
// that names the proxy's silence.
void note_buffering(const Scene& scene, std::vector<Cause>& causes);

} // namespace gwdiag
