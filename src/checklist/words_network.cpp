// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> network() {
  return {
      {"dns-nxdomain", "network", "dns_error", "The name does not exist",
       "The name servers say that there is no such name at all (NXDOMAIN), for IPv4 and IPv6 "
       "alike. A typing error, a record that was removed, a name that only exists inside (a "
       "container's, a service's), or a search domain that the proxy's own resolver does not "
       "apply.",
       "no", "2",
       {configured,
        {0, "Ask the name servers, then the way the system asks",
         "dig {name}; getent ahosts {name}"}}},

      {"dns-no-address", "network", "dns_error",
       "The name has no address of the kind asked for",
       "The name exists, and has no A record, no AAAA record, or neither: an alias without a "
       "target, or a service with one address family only where the other is asked for. Name "
       "servers call that an empty answer, which is not the same as a name that does not exist.",
       "no", "2",
       {configured,
        {0, "Ask for both families apart", "dig {name} A; dig {name} AAAA"}}},

      {"dns-servfail", "network", "dns_error", "The name servers fail or refuse",
       "The resolver answers SERVFAIL or REFUSED: it cannot reach the servers of that zone, DNSSEC "
       "does not verify, or it does not serve this client. The name itself may be right. Other "
       "names often work at the same time, as they come from another zone or from a cache.",
       "maybe", "2",
       {configured,
        {0, "Ask without DNSSEC checking: if that works, the signatures are what is broken",
         "dig +cd {name}"},
        {0, "Follow the delegation to the server that fails", "dig +trace {name}"}}},

      {"dns-timeout", "network", "dns_timeout", "The name servers do not answer",
       "Questions to the resolver go unanswered: it is down, its address is wrong, or UDP and TCP "
       "port 53 are filtered between here and there. Each try costs seconds, so it often looks "
       "like a slow upstream until the stages are timed apart.",
       "maybe", "2",
       {configured,
        {0, "See which name servers are configured, and ask one by hand",
         "cat /etc/resolv.conf; dig +time=2 +tries=1 {name}"}}},

      {"connect-timeout", "network", "connection_timeout",
       "Connection attempts go unanswered",
       "The SYN gets no reply of any kind until the time is over: a firewall or security group "
       "drops it, the address is wrong, the machine is down, or the way back is blocked. A refusal "
       "would have come at once. A full listen queue looks the same from outside, and so does a "
       "container that is asked in a network it is not in.",
       "maybe", "1 2",
       {running,
        {0, "Which way do the packets go from here", "ip route get {address}"},
        configured,
        {0, "Compare from the proxy's own machine: nothing that is tried from elsewhere settles it",
         "curl -sv -o /dev/null --connect-timeout 5 {curl_target}"}}},

      {"host-unreachable", "network", "destination_ip_unroutable",
       "The network says that the host cannot be reached",
       "A router or the own machine reports that nobody at this address answers on the last hop, "
       "or a firewall rejects with that message (errno 113, \"No route to host\"). After a "
       "redeployment it often means that the proxy still uses the address of a container that is "
       "gone. Despite its words it is seldom a missing route.",
       "maybe", "2",
       {configured,
        {0, "An address that is FAILED or INCOMPLETE among the neighbours belongs to nobody",
         "ip neigh show {address}"},
        {0, "See the local firewall's reject rules", "nft list ruleset | grep -n reject"}}},

      {"network-unreachable", "network", "destination_ip_unroutable",
       "There is no route to the upstream's network",
       "The machine has no way to send to this address (errno 101). Typically the name gave an "
       "IPv6 address and there is no IPv6 here, or a tunnel, bridge or VPN interface is down.",
       "maybe", "2",
       {configured,
        {0, "See the routes of both families", "ip route; ip -6 route"}}},

      {"address-family-broken", "network", "",
       "One address family works and the other does not",
       "The name has IPv4 and IPv6 addresses, and the upstream answers on one family only; "
       "localhost is both 127.0.0.1 and ::1. Proxies that try the other address hide it, until "
       "under load a failure on the good one takes out all of them. It is worth repairing while "
       "everything still seems to work.",
       "no", "2",
       {{2, "", "{config_check}"},
        {0, "See which addresses the name has, in the system's order", "getent ahosts {name}"},
        {0, "See which families the application listens on", "{listening}"},
        {0,
         "Name the address that works in the proxy's configuration, or let the application listen "
         "on both", ""}}},

      {"path-blocked", "network", "",
       "The upstream can be reached from here, not from the proxy",
       "Asked from here the upstream is well; the proxy fails in a way that fits a blocked path: "
       "firewall rules, security groups, an access list of the upstream that does not know the "
       "proxy's address, or SELinux on the proxy's machine. Only a test from the place where the "
       "proxy runs can tell it from a wrong address.",
       "no", "2",
       {configured,
        {0,
         "Run this where the proxy runs, and judge both files together afterwards with gwdiag "
         "diagnose",
         "gwdiag probe {upstream} -o json"}}},

      {"connect-not-permitted", "network", "",
       "The local system forbids the connection",
       "connect() is refused by the machine itself with \"permission denied\" (EACCES or EPERM) "
       "before any packet leaves: SELinux, a seccomp or AppArmor profile, a local firewall rule. "
       "From a shell the same connection works, because the shell is not confined. File "
       "permissions and the upstream have no part in it.",
       "no", "2",
       {configured,
        {0, "Look for the denial of SELinux", "ausearch -m avc -ts recent"},
        {0,
         "If this says off, SELinux forbids web servers to connect: \"setsebool -P "
         "httpd_can_network_connect 1\" allows it",
         "getsebool httpd_can_network_connect"}}},

      {"mtu-black-hole", "network", "",
       "Small answers pass, full-sized packets vanish",
       "The connection opens and short answers arrive; a large one stalls after its first bytes "
       "while the upstream sends the same full segment again and again. An overlay, VPN or tunnel "
       "has a smaller MTU than the interface says, and the ICMP message that would report it is "
       "filtered. No timeout or buffer setting helps.",
       "no", "2",
       {configured,
        {0, "Find the largest packet that passes unfragmented (1472 and the headers are 1500)",
         "ping -c 3 -M do -s 1472 {host}"},
        {0, "Compare the MTU of the interfaces on both sides", "ip -d link show"}}},

      {"dns-sources-differ", "network", "",
       "Different sources give different addresses for the name",
       "The hosts file, the system's resolver and the name servers do not agree. A programme that "
       "uses one of them talks to another machine than a programme that uses the next: a shell's "
       "curl and the proxy's own resolver, for example. An old line in /etc/hosts is the usual "
       "reason.",
       "no", "2",
       {configured,
        {0, "Compare what each of them says",
         "grep -n -F -e {name} /etc/hosts; getent ahosts {name}; dig +short {name}"}}},

      {"clock-wrong", "network", "", "The clock of this machine is wrong",
       "The time here differs from what the other side states, by more than a certificate's or a "
       "token's dates allow for. Certificates then seem expired or not yet valid though nothing is "
       "wrong with them.",
       "no", "2",
       {configured,
        {0, "See whether the clock is synchronised", "timedatectl"}}},

      {"some-upstreams-failing", "network", "",
       "Some of the upstreams fail",
       "Part of the pool, or of the addresses behind one name, fails while the rest answers. The "
       "error comes and goes with the choice that the proxy makes, and a retry usually succeeds, "
       "so it passes for an intermittent fault. When load comes, the rest may fall too.",
       "maybe", "1 2",
       {running,
        configured,
        {0, "Take the failing member out until it is repaired", ""}}},

      {"packet-loss", "network", "", "Packets are lost on the way",
       "The kernel had to send segments again: the path loses packets, and connections are slow or "
       "break in the middle. A duplex or driver fault, a saturated link or an overlay network "
       "makes it. The applications on both ends log only timeouts.",
       "maybe", "2",
       {configured,
        {0, "Watch retransmissions of live connections (retrans)", "ss -ti dst {address}"},
        {0, "Find the hop that loses", "mtr -rwc 50 {host}"}}},
  };
}

} // namespace gwdiag::words
