// SPDX-License-Identifier: Apache-2.0
#include "wire/banner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gwdiag;
using namespace std::string_literals;

namespace {

struct Row {
  std::string bytes;
  std::string speaks;
};

const std::string mysql_greeting = "\x4a\0\0\0\x0a" "8.0.36\0\x0c\0\0\0" "abcdefgh\0\xff\xff\xff\2\0\xff\xdf\x15"s +
                                   std::string(10, '\0') + "abcdefghijkl\0caching_sha2_password\0"s;

// What servers send unasked, or answer to "GET / HTTP/1.1".
const std::vector<Row> known = {
    {"HTTP/1.1 200 OK\r\n", "http"},
    {"HTTP/1.0 400 Bad Request\r\n\r\n", "http"},
    {"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", "ssh"},
    {"SSH-2.0-dropbear_2022.83\r\n\0\0\1\2"s, "ssh"},
    {"Exceeded MaxStartups\r\n", "ssh"},
    {"Not allowed at this time\r\n", "ssh"},
    {"220 mail.example.com ESMTP Postfix (Debian/GNU)\r\n", "smtp"},
    {"220-mx.example.net ESMTP Exim 4.96 Mon, 01 Jan 2024\r\n220-no bulk mail\r\n220 ready\r\n", "smtp"},
    {"220 mx.example.com Microsoft Mail Service ready\r\n", "smtp"},
    {"220 mx1.example.org ready\r\n", "smtp"},
    {"421 4.3.2 mx.example.org Service not available\r\n", "smtp"},
    {"554 mx.example.org\r\n", "smtp"},
    {"554-mx.example.org SMTP refused\r\n554 bye\r\n", "smtp"},
    {"220 box ready\r\n502 5.5.2 Error: command not recognized\r\n", "smtp"},
    {"220 host Dovecot LMTP ready\r\n", "smtp"},
    {"220 (vsFTPd 3.0.3)\r\n530 Please login with USER and PASS.\r\n", "ftp"},
    {"220 ProFTPD Server (Debian) [::ffff:10.0.0.1]\r\n", "ftp"},
    {"220-FileZilla Server 1.8.0\r\n220 Please visit\r\n", "ftp"},
    {"220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n", "ftp"},
    {"421 There are too many connections from your internet address.\r\n", "ftp"},
    {"421 Too many connections (8) from this IP\r\n", "ftp"},
    {"220 Welcome to our file service.\r\n", "ftp"},
    {"220 Welcome\r\n530 Please login with USER and PASS.\r\n", "ftp"},
    {"200 news.example.com InterNetNews NNRP server ready (posting ok)\r\n", "nntp"},
    {"201 news server ready (no posting)\r\n", "nntp"},
    {"Authorized use only\r\nSSH-2.0-OpenSSH_9.6\r\n", "ssh"},
    {"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "imap"},
    {"* BYE [UNAVAILABLE] down\r\n", "imap"},
    {"* PREAUTH ready\r\n", "imap"},
    {"+OK Dovecot ready.\r\n", "pop3"},
    {"+OK POP3 server <1896.697170952@example.com>\r\n", "pop3"},
    {"-ERR [SYS/TEMP] try later\r\n", "pop3"},
    {mysql_greeting, "mysql"},
    {"\x54\0\0\0\x0a" "5.5.5-10.11.6-MariaDB-0+deb12u1\0\x0c\0\0\0" "abcdefgh\0"s, "mysql"},
    {"\x45\0\0\0\xff\x6a\x04" "Host '10.0.0.9' is not allowed to connect to this MySQL server"s, "mysql"},
    {"\x17\0\0\1\xff\x10\x04#08004Too many connections"s, "mysql"},
    {"\x05\0\0\0\x0b\x08\x05\x1a\0"s, "mysql"},
    {"E\0\0\0\x5a" "SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol\0\0"s, "postgresql"},
    {"E\0\0\0\x30" "SERROR\0C08P01\0Mbad packet header: 'GET '\0\0"s, "postgresql"},
    {"EFATAL:  unsupported frontend protocol 18245.21536: server supports 1.0 to 3.0\n\0"s, "postgresql"},
    {"-ERR wrong number of arguments for 'get' command\r\n", "redis"},
    {"-ERR unknown command 'GET', with args beginning with: '/'\r\n", "redis"},
    {"-ERR max number of clients reached\r\n", "redis"},
    {"-NOAUTH Authentication required.\r\n", "redis"},
    {"-DENIED Redis is running in protected mode because\r\n", "redis"},
    {"-LOADING Redis is loading the dataset in memory\r\n", "redis"},
    {"ERROR\r\nERROR\r\n", "memcached"},
    {"SERVER_ERROR out of memory\r\n", "memcached"},
    {"CLIENT_ERROR bad command line format\r\n", "memcached"},
    {"\x30\0\0\0\1\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0"s, "mongodb"},
    {"\x30\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\0\0\0\0"s, "mongodb"},
    {"This is not an HTTP port", "elasticsearch"},
    {"\x84\0\0\0\0\0\0\0\x3c\0\0\0\x0a\0\x36Invalid or unsupported protocol version (71)"s, "cassandra"},
    {"\0\x47\0\0\4\0\0\0\x22\0\0;(DESCRIPTION=(ERR=1153)(VSNNUM=186647296))"s, "oracle"},
    {"AMQP\0\0\x09\1"s, "amqp"},
    {"AMQP\0\1\0\0"s, "amqp"},
    {"AMQP\3\1\0\0"s, "amqp"},
    {"ERROR\ncontent-type:text/plain\nmessage:Unknown STOMP action\n\n\0"s, "stomp"},
    {"\0\0\1\x44\1" "ActiveMQ\0\0\0\x0c"s, "openwire"},
    {"INFO {\"server_id\":\"NA\",\"version\":\"2.10.7\"}\r\n", "nats"},
    {"\xff\0\0\0\0\0\0\0\1\x7f\3"s, "zeromq"},
    {"UNKNOWN_COMMAND\r\n", "beanstalkd"},
    {"ERR unknown_command Unknown+server+command\n", "gearman"},
    {"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>", "xmpp"},
    {":irc.example.net NOTICE * :*** Looking up your hostname...\r\n", "irc"},
    {"\x30\x24\2\1\0\x78\x1f\x0a\1\x02"s, "ldap"},
    {"\x30\x84\0\0\0\x10\2\1\0\x78\x84"s, "ldap"},
    {"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23"s, "telnet"},
    {"\x05\xff"s, "socks"},
    {"\0\x5b\0\0\0\0\0\0"s, "socks"},
    {"RFB 003.008\n", "vnc"},
    {"RTSP/1.0 400 Bad Request\r\n", "rtsp"},
    {"SIP/2.0 400 Bad Request\r\n", "sip"},
    {"@RSYNCD: 31.0\n", "rsync"},
    {"UNKNOWN COMMAND\n", "clamav"},
    {"107 59      \ngtshthomvjkihociqhvkfewlatxaxdqg\n\nAuthentication required.\n\n", "varnish-cli"},
    {"ZBXD\1\5\0\0\0"s, "zabbix"},
    {"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n", "proxy-protocol"},
    {"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"s, "proxy-protocol"},
    {"\x15\x03\x01\0\x02\x02\x46"s, "tls"},
    {"\x15\x03\x03\0\x02\x02\x16"s, "tls"},
    {"\x15\x03\x03\0\x02\x01\0"s, "tls"},
    {"\x16\x03\x03\0\x5a\2\0\0\x56"s, "tls"},
    {"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64"s, "http2"},
    {"\0\0\0\4\1\0\0\0\0"s, "http2"},
    {"\0\0\x2a\7\0\0\0\0\0\0\0\0\0\0\0\0\1"s, "http2"},
    {"\1\x0a\0\0\0\x33\5\0"s, "fastcgi"},
    {"\1\x03\0\1\0\x08\0\0\0\0\0\0\0\0\0\0"s, "fastcgi"},
    {"\1\x06\0\1\0\x50\0\0Status: 404"s, "fastcgi"},
    {"\1\x0b\0\0\0\x08\0\0\x63\0\0\0\0\0\0\0"s, "fastcgi"},
    {"AB\0\1\x09"s, "ajp"},
    {"AB\0\x14\4\0\xc8\0\2OK\0"s, "ajp"},
    {"d\0\0\1"s, "uwsgi"},
    {"d\5\0\1hello"s, "uwsgi"},
};

// What tells nothing, or is something else in spite of its first bytes.
const std::vector<std::string> unknown = {
    "",
    "H",
    "HTTP",
    "HTTP/2 200",
    "<html><body>220 smtp ERROR</body></html>",
    "hello world\r\n",
    "\xff\xfeHTTP/1.1 200 OK\r\n",
    "ERRORS everywhere\n",
    "OK\r\n",
    "-ERR\r\n",
    "220",
    "220 ",
    "200 OK\r\n",
    "200 items found\r\n",
    "404 not found\r\n",
    "220 volts\r\n",
    "Status: 200 OK\r\nContent-Type: text/html\r\n\r\n",  // a CGI script's output, whoever passed it on
    "220 .hidden ready\r\n",
    "220 Well. That is it\r\n",
    "\x4a\0\0\0\x0a\1.\2\0" "abcdef"s,
    "2200 something\r\n",
    "S",
    "N",
    "Error: bad request\n",
    "\0"s,
    std::string(16, '\0'),
    std::string(64, '\xff'),
    "\x15\x03"s,
    "\x15\x03\x01\0\x02\x07\x46"s,               // no alert level
    "\x15\x03\x09\0\x02\x02\x46"s,               // no version of TLS
    "\x16\x03\x01\xff\xff\2\0\0\0"s,             // too long for a record
    "\x17\x03\x03\0\x20"s,                       // data before any handshake
    "\0\0\x13\4\0\0\0\0\0"s,                     // SETTINGS in no multiple of six
    "\0\0\x12\4\0\0\0\0\1"s,                     // SETTINGS on a stream
    "\1\x0a\0\0\0\x33\5\1"s,                     // reserved byte set
    "\1\x01\0\1\0\x08\0\0"s,                     // a record of the web server
    "AB\0\0\x09"s,
    "ABCDEFGH",
    "\x4a\0\0\0\x0a" "not a version\0"s,
    "E\0\0\0\5X"s,
    "\x30\x03\2\1\0"s,                           // BER without an operation
    "\x05\0\0\1"s,
    "\x05\0"s,
    "d\5\0\1"s + "hello world, and more than announced",
    "PROXY\r\n",
    "<?xml version=\"1.0\"?><rss></rss>",
};

} // namespace

TEST_CASE("the first bytes name the protocol") {
  for (const Row& row : known) {
    CAPTURE(row.bytes);
    const Spoken spoken = speaks(row.bytes);
    CHECK(spoken.speaks == row.speaks);
    CHECK_FALSE(spoken.why.empty());
  }
}

TEST_CASE("bytes that tell nothing name no protocol") {
  for (const std::string& bytes : unknown) {
    CAPTURE(bytes);
    CHECK(speaks(bytes).speaks == "");
    CHECK(speaks(bytes).why == "");
  }
}

TEST_CASE("a beginning of a banner names its protocol or none") {
  for (const Row& row : known) {
    for (std::size_t size = 0; size < row.bytes.size(); ++size) {
      const std::string said = speaks(std::string_view(row.bytes).substr(0, size)).speaks;
      CAPTURE(row.bytes);
      CAPTURE(size);
      CHECK((said.empty() || said == row.speaks));
    }
  }
}

TEST_CASE("the reason quotes what was seen") {
  CHECK(speaks("SSH-2.0-x\x1b\r\nmore").why == "the bytes SSH-2.0-x\\x1b");
  CHECK(speaks("\x15\x03\x01\0\x02\x02\x46"s).why == "TLS alert 70");
  CHECK(speaks(mysql_greeting).why == "the greeting of MySQL or MariaDB 8.0.36");
  CHECK(speaks("AMQP\0\0\x09\1"s).why == "an AMQP header, version 0.9.1");
}
