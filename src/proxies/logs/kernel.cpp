// SPDX-License-Identifier: Apache-2.0
// Linux: mm/oom_kill.c, net/ipv4/tcp_input.c, nf_conntrack_core.c, SELinux and AppArmor.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"out of memory: kill",
     none,
     "oom-killed",
     "The kernel killed a process because memory ran out.",
     "[  123.456789] Out of memory: Killed process 99 (java) total-vm:8123456kB, "
     "anon-rss:4123456kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:9000kB oom_score_adj:0"},
    {"memory cgroup out of memory",
     none,
     "oom-killed",
     "The kernel killed a process because its memory cgroup is full.",
     "[  123.456789] Memory cgroup out of memory: Killed process 99 (node) total-vm:1123456kB, "
     "anon-rss:512345kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:2000kB oom_score_adj:900"},
    {"oom-kill:constraint=",
     none,
     "oom-killed",
     "The kernel chose a process to kill.",
     "[  123.456789] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0"
     ",oom_memcg=/docker/a,task_memcg=/docker/a,task=node,pid=99,uid=0"},
    {"invoked oom-killer",
     none,
     "oom-killed",
     "A process needed memory and there was none: the kernel kills one.",
     "[  123.456789] node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, "
     "oom_score_adj=900"},
    {"oom_reaper: reaped",
     none,
     "oom-killed",
     "The kernel took back the memory of a process that it killed.",
     "[  123.456789] oom_reaper: reaped process 99 (java), now anon-rss:0kB, file-rss:0kB, "
     "shmem-rss:0kB"},
    {"killed process*total-vm",
     none,
     "oom-killed",
     "The kernel killed a process because memory ran out.",
     "Mar  2 10:11:12 host kernel: Killed process 99 (mysqld) total-vm:812345kB, "
     "anon-rss:512345kB, file-rss:0kB"},
    {"killed as a result of limit of",
     none,
     "oom-killed",
     "A task was killed at its cgroup's limit.",
     "[  123.456789] Task in /docker/a killed as a result of limit of /docker/a"},
    {"possible syn flooding on port",
     none,
     "accept-queue-full connection-limit",
     "The listen queue of this port is full.",
     "[  123.456789] TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies. "
     " Check SNMP counters."},
    {"nf_conntrack: table full",
     none,
     "path-blocked connect-timeout packet-loss",
     "The firewall's connection table is full: packets are dropped.",
     "[  123.456789] nf_conntrack: nf_conntrack: table full, dropping packet"},
    {"ip_conntrack: table full",
     none,
     "path-blocked connect-timeout packet-loss",
     "The firewall's connection table is full: packets are dropped.",
     "[  123.456789] ip_conntrack: table full, dropping packet."},
    {"neighbour table overflow",
     none,
     "proxy-resources-exhausted host-unreachable",
     "The system cannot remember more neighbours.",
     "[  123.456789] neighbour: arp_cache: neighbor table overflow! neighbour table overflow"},
    {"neighbor table overflow",
     none,
     "proxy-resources-exhausted host-unreachable",
     "The system cannot remember more neighbours.",
     "[  123.456789] neighbour: arp_cache: neighbor table overflow!"},
    {"too many orphaned sockets",
     none,
     "proxy-resources-exhausted",
     "The system has too many half-closed sockets.",
     "[  123.456789] TCP: too many orphaned sockets"},
    {"out of socket memory",
     none,
     "proxy-resources-exhausted",
     "The system has no memory left for sockets.",
     "[  123.456789] Out of socket memory"},
    {"tcp: out of memory",
     none,
     "proxy-resources-exhausted",
     "The system has no memory left for TCP.",
     "[  123.456789] TCP: out of memory -- consider tuning tcp_mem"},
    {"avc: *denied*name_connect",
     none,
     "connect-not-permitted path-blocked",
     "SELinux forbids the proxy to connect.",
     "type=AVC msg=audit(1709374272.345:99): avc:  denied  { name_connect } for  pid=99 "
     "comm=\"nginx\" dest=8080 scontext=system_u:system_r:httpd_t:s0 "
     "tcontext=system_u:object_r:http_cache_port_t:s0 tclass=tcp_socket permissive=0"},
    {"avc: *denied*connectto",
     none,
     "unix-socket-permission connect-not-permitted",
     "SELinux forbids the proxy to use this socket.",
     "type=AVC msg=audit(1709374272.345:99): avc:  denied  { connectto } for  pid=99 "
     "comm=\"nginx\" path=\"/run/app.sock\" scontext=system_u:system_r:httpd_t:s0 "
     "tcontext=system_u:system_r:unconfined_service_t:s0 tclass=unix_stream_socket"},
    {"avc: *denied*sock_file",
     none,
     "unix-socket-permission connect-not-permitted",
     "SELinux forbids the proxy to use this socket.",
     "type=AVC msg=audit(1709374272.345:99): avc:  denied  { write } for  pid=99 comm=\"nginx\" "
     "name=\"app.sock\" dev=\"tmpfs\" scontext=system_u:system_r:httpd_t:s0 "
     "tcontext=system_u:object_r:var_run_t:s0 tclass=sock_file"},
    {"avc: *denied",
     none,
     "",
     "SELinux denied something that is no connection.",
     "type=AVC msg=audit(1709374272.345:99): avc:  denied  { read } for  pid=99 comm=\"nginx\" "
     "name=\"index.html\" scontext=system_u:system_r:httpd_t:s0 tclass=file"},
    {"selinux is preventing*name_connect",
     none,
     "connect-not-permitted path-blocked",
     "SELinux forbids the proxy to connect.",
     "setroubleshoot: SELinux is preventing /usr/sbin/nginx from name_connect access on the "
     "tcp_socket port 8080."},
    {"selinux is preventing*connectto",
     none,
     "unix-socket-permission",
     "SELinux forbids the proxy to use this socket.",
     "setroubleshoot: SELinux is preventing nginx from connectto access on the "
     "unix_stream_socket /run/app.sock."},
    {"apparmor=\"denied\"*operation=\"connect\"",
     none,
     "connect-not-permitted unix-socket-permission",
     "AppArmor forbids the connection.",
     "audit: type=1400 audit(1709374272.345:99): apparmor=\"DENIED\" operation=\"connect\" "
     "profile=\"nginx\" name=\"/run/app.sock\" pid=99 comm=\"nginx\""},
    {"[ufw block]*out=e",
     none,
     "path-blocked connect-not-permitted",
     "The local firewall dropped an outgoing packet.",
     "[  123.456789] [UFW BLOCK] IN= OUT=eth0 SRC=10.0.0.9 DST=10.0.0.5 PROTO=TCP SPT=51000 "
     "DPT=8080 SYN"},
    {"[ufw block]",
     none,
     "path-blocked connect-timeout",
     "The local firewall dropped a packet.",
     "[  123.456789] [UFW BLOCK] IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.5 PROTO=TCP SPT=51000 "
     "DPT=8080 SYN"},
    {"segfault at",
     none,
     "closed-before-response reset-before-response",
     "A process crashed.",
     "[  123.456789] php-fpm[99]: segfault at 0 ip 00007f0 sp 00007ff error 4 in "
     "libc.so.6[7f0+1000]"},
    {"general protection fault",
     none,
     "closed-before-response",
     "A process crashed.",
     "traps: php-fpm[99] general protection fault ip:7f0 sp:7ff error:0 in opcache.so[7f0+1000]"},
};

} // namespace

constinit const LogTable kernel_log{"kernel", rows};

} // namespace gwdiag
