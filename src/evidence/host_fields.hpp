// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/fields.hpp"
#include "host/facts.hpp"

// Every field of host/facts.hpp under its JSON name, once.
namespace gwdiag::archive {

template <typename A> void fields(A& a, In<A, HostProcess>& t) {
  a.number_always("pid", t.pid);
  a.number("parent", t.parent);
  a.text("name", t.name);
  a.texts("arguments", t.arguments, many);
  a.text("user", t.user);
  a.text("cgroup", t.cgroup);
  a.text("unit", t.unit);
  a.text("container", t.container);
  a.measured("age_ms", t.age_ms);
  a.text("state", t.state);
  a.number("state_looks", t.state_looks);
  a.measured("open_files", t.open_files);
  a.measured("open_files_limit", t.open_files_limit);
}

template <typename A> void fields(A& a, In<A, HostSocket>& t) {
  a.text_always("address", t.address);
  a.text("user", t.user);
  a.measured("queue_before", t.queue_before);
  a.measured("queue", t.queue);
  a.measured("backlog", t.backlog);
  a.number("process_count", t.process_count);
  a.list("processes", t.processes, many);
}

template <typename A> void fields(A& a, In<A, HostMemory>& t) {
  a.text_always("cgroup", t.cgroup);
  a.text("limited_by", t.limited_by);
  a.number("version", t.version);
  a.measured("used_bytes", t.used_bytes);
  a.measured("file_bytes", t.file_bytes);
  a.measured("limit_bytes", t.limit_bytes);
  a.measured("limit_hits", t.limit_hits);
  a.measured("oom_kills", t.oom_kills);
  a.measured("oom_kills_before", t.oom_kills_before);
  a.measured("stalled_some", t.stalled_some);
  a.measured("stalled_full", t.stalled_full);
}

template <typename A> void fields(A& a, In<A, HostKill>& t) {
  a.number_always("pid", t.pid);
  a.text("name", t.name);
  a.text("user", t.user);
  a.text("cgroup", t.cgroup);
  a.text("unit", t.unit);
  a.text("container", t.container);
  a.text("limited_by", t.limited_by);
  a.measured("resident_bytes", t.resident_bytes);
  a.number_always("age_ms", t.age_ms);
}

template <typename A> void fields(A& a, In<A, HostAccess>& t) {
  a.number_always("pid", t.pid);
  a.text("name", t.name);
  a.text("user", t.user);
  a.text("denied_at", t.denied_at);
  a.text("needs", t.needs);
  a.text("owner", t.owner);
  a.text("group", t.group);
  a.text("mode", t.mode);
}

template <typename A> void fields(A& a, In<A, HostUnit>& t) {
  a.text_always("name", t.name);
  a.text("state", t.state);
  a.text("substate", t.substate);
  a.text("result", t.result);
  a.measured("restarts", t.restarts);
  a.measured("main_status", t.main_status);
  a.measured("age_ms", t.age_ms);
}

template <typename A> void fields(A& a, In<A, HostDenial>& t) {
  a.number_always("pid", t.pid);
  a.text("name", t.name);
  a.number("port", t.port);
  a.text("socket_path", t.socket_path);
  a.text("source", t.source);
  a.text("target", t.target);
  a.number_always("age_ms", t.age_ms);
}

template <typename A> void fields(A& a, In<A, HostTurn>& t) {
  a.number_always("at_ms", t.at_ms);
  a.flag_always("listens", t.listens);
}

template <typename A> void fields(A& a, In<A, HostEndpoint>& t) {
  a.text_always("endpoint", t.endpoint);
  a.text("role", t.role);
  a.text("address", t.address);
  a.list("listeners", t.listeners, many);
  a.list("elsewhere", t.elsewhere, many);
  a.list("nearby", t.nearby, many);
  a.list("named", t.named, many);
  a.list("gone", t.gone, many);
  a.list("access", t.access, many);
  a.list("memory", t.memory, many);
  a.texts("units", t.units, many);
  a.list("unit_states", t.unit_states, many);
  a.numbers("closed_here_ms", t.closed_here_ms, many);
  a.list("course", t.course, many);
}

template <typename A> void fields(A& a, In<A, HostUnread>& t) {
  a.text_always("what", t.what);
  a.text_always("because", t.because);
}

template <typename A> void fields(A& a, In<A, HostTrace>& t) {
  a.number_always("looks", t.looks);
  a.list("endpoints", t.endpoints, many_upstreams);
  a.texts("not_here", t.not_here, many_upstreams);
  a.measured("listen_overflows", t.listen_overflows);
  a.measured("listen_drops", t.listen_drops);
  a.list("kills", t.kills, many);
  a.measured("memory_total", t.memory_total);
  a.measured("memory_available", t.memory_available);
  a.measured("stalled_some", t.stalled_some);
  a.measured("stalled_full", t.stalled_full);
  a.text("selinux", t.selinux);
  a.list("denials", t.denials, many);
  a.list("unread", t.unread, many);
}

} // namespace gwdiag::archive
