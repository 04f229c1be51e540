// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gwdiag {

// What a port speaks, judged by bytes it sent. `speaks` is one of: http, tls, http2, fastcgi, uwsgi, scgi, ajp, ssh, smtp,
// ftp, imap, pop3, nntp, mysql, postgresql, redis, mongodb, memcached, elasticsearch, clickhouse, cassandra, oracle, hadoop,
// amqp, stomp, openwire, nats, zeromq, beanstalkd, gearman, xmpp, irc, ldap, socks, rtsp, sip, vnc, rsync, telnet, clamav,
// zabbix, varnish-cli, proxy-protocol; empty when the bytes tell nothing. Names are only added.
struct Spoken {
  std::string speaks;
  std::string why; // "the banner SSH-2.0-OpenSSH_9.2"; escaped
};

// The protocol of the first bytes a peer sent, unasked or in answer to an HTTP/1 request. Looks at 512 bytes at most.
Spoken speaks(std::string_view bytes);

// The same for protocols that are not text: records and frames with lengths that fit.
Spoken speaks_binary(std::string_view bytes);

// An HTTP response that is a service's complaint about HTTP (MongoDB's page, nginx's and Apache's and Go's "plain HTTP request
// was sent to HTTPS port"); `body` and `head` raw, `head` may be empty. speaks is mongodb, tls, … Only a short body that
// the service itself writes, with the status it writes it with: a page that quotes the sentence is none.
Spoken complaint(int status, std::string_view head, std::string_view body);

// What a question of identify `safe` or `full` sends, and whether an answer to it names the protocol.
std::string fastcgi_get_values();   // FCGI_GET_VALUES, FastCGI 1.0 section 4.1
std::string ajp_cping();            // AJP13 CPing
std::string http2_preface();        // RFC 9113 section 3.4, with an empty SETTINGS
std::string postgresql_ssl_request();
std::string uwsgi_ping();           // modifier1 100
std::string scgi_request(std::string_view path);
// Empty unless both addresses are of one family, IPv4 or IPv6, without brackets.
std::string proxy_v1(std::string_view source, int source_port, std::string_view destination, int port);
bool is_fastcgi(std::string_view answer);
bool is_ajp(std::string_view answer);
bool is_http2(std::string_view answer);
bool is_uwsgi_pong(std::string_view answer);

} // namespace gwdiag
