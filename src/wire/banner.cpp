// SPDX-License-Identifier: Apache-2.0
#include "wire/banner.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.hpp"
#include "wire/anomaly_list.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t looked_at = 512;

struct Prefix {
  std::string_view bytes;
  std::string_view speaks;
};

// First bytes that only one protocol sends. Sources: the protocols' RFCs and the servers' own
// answers to "GET / HTTP/1.1".
// clang-format off
constexpr Prefix prefixes[] = {
    {"HTTP/1.", "http"},
    {"HTTP/0.9", "http"},
    {"SSH-", "ssh"},
    {"Exceeded MaxStartups\r\n", "ssh"},                        // OpenSSH sshd.c
    {"Not allowed at this time\r\n", "ssh"},                    // OpenSSH, per source penalties
    {"Invalid SSH identification string.", "ssh"},
    {"* OK", "imap"},
    {"* BYE", "imap"},
    {"* PREAUTH", "imap"},
    {"+OK", "pop3"},
    {"-ERR [SYS/", "pop3"},                                     // RFC 3206
    {"-ERR [IN-USE]", "pop3"},
    {"-ERR [LOGIN-DELAY]", "pop3"},
    {"-ERR unknown command", "redis"},
    {"-ERR wrong number of arguments", "redis"},
    {"-ERR max number of clients", "redis"},
    {"-ERR Protocol error", "redis"},
    {"-ERR operation not permitted", "redis"},
    {"-ERR only (P)SUBSCRIBE", "redis"},
    {"-ERR 'Unknown Protocol Operation'", "nats"},
    {"-NOAUTH ", "redis"},
    {"-NOPERM ", "redis"},
    {"-DENIED Redis is running in protected mode", "redis"},
    {"-DENIED ", "redis"},
    {"-LOADING ", "redis"},
    {"-MASTERDOWN ", "redis"},
    {"-BUSY ", "redis"},
    {"-MISCONF ", "redis"},
    {"-CLUSTERDOWN ", "redis"},
    {"-WRONGPASS ", "redis"},
    {"+PONG\r\n", "redis"},
    {"ERROR\r\n", "memcached"},                                 // protocol.txt: an unknown command
    {"CLIENT_ERROR ", "memcached"},
    {"SERVER_ERROR ", "memcached"},
    {"ERROR Too many open connections\r\n", "memcached"},
    {"INFO {\"server_id\"", "nats"},
    {"ERROR\n", "stomp"},
    {"UNKNOWN_COMMAND\r\n", "beanstalkd"},
    {"BAD_FORMAT\r\n", "beanstalkd"},
    {"ERR unknown_command", "gearman"},
    {"This is not an HTTP port", "elasticsearch"},              // TcpTransport, without a head
    {"<stream:stream", "xmpp"},
    {"<stream:error", "xmpp"},
    {"<?xml version='1.0'?><stream:", "xmpp"},
    {"NOTICE AUTH :", "irc"},
    {"RTSP/1.", "rtsp"},
    {"RTSP/2.", "rtsp"},
    {"SIP/2.0 ", "sip"},
    {"RFB 003.", "vnc"},
    {"RFB 004.", "vnc"},
    {"@RSYNCD: ", "rsync"},
    {"@ERROR: ", "rsync"},
    {"UNKNOWN COMMAND", "clamav"},
    {"ZBXD", "zabbix"},
    {"PROXY TCP4 ", "proxy-protocol"},
    {"PROXY TCP6 ", "proxy-protocol"},
    {"PROXY UNKNOWN", "proxy-protocol"},
};

// Words that tell apart the protocols whose first line begins with three digits.
struct Word {
  std::string_view word;
  std::string_view speaks;
};

constexpr Word reply_words[] = {
    {"ESMTP", "smtp"}, {"SMTP", "smtp"}, {"LMTP", "smtp"}, {"Postfix", "smtp"}, {"Exim", "smtp"}, {"Sendmail", "smtp"},
    {"vsFTPd", "ftp"}, {"FTPD", "ftp"}, {"FTP", "ftp"}, {"FileZilla", "ftp"}, {"USER and PASS", "ftp"},
    {"connections from your internet address", "ftp"}, {"too many users", "ftp"}, {"service ready for new user", "ftp"},
    {"NNTP", "nntp"}, {"InterNetNews", "nntp"}, {"posting", "nntp"},
    {"Varnish Cache CLI", "varnish-cli"}, {"Authentication required.", "varnish-cli"},
    // the second line, in answer to our request
    {"5.5.2 ", "smtp"}, {"5.5.1 ", "smtp"}, {"I can break rules", "smtp"}, {"please login", "ftp"},
    {"'GET'", "ftp"},
    // words that servers of files greet with, or refuse with, and those of mail do not (vsftpd's and Pure-FTPd's texts)
    {"control connection", "ftp"}, {"Too many connections", "ftp"}, {"too many connected users", "ftp"},
    {"Welcome", "ftp"}, {"Please log in", "ftp"},
};

// clang-format on

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Spoken spoken(std::string_view speaks, std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
  return {std::string(speaks), "the bytes " + excerpt(line)};
}

// A reply line: three digits, then a space or a hyphen.
bool is_reply(std::string_view bytes) {
  return bytes.size() > 4 && is_digit(bytes[0]) && is_digit(bytes[1]) && is_digit(bytes[2]) &&
         (bytes[3] == ' ' || bytes[3] == '-');
}

// SMTP names its host first (RFC 5321 section 4.2); FTP has no such rule.
bool names_a_host(std::string_view bytes) {
  const std::string_view rest = bytes.substr(4);
  const std::string_view first = rest.substr(0, rest.find_first_of(" \r\n"));
  constexpr std::string_view host =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  const std::size_t dot = first.find('.');
  return first.find_first_not_of(host) == std::string_view::npos && dot != std::string_view::npos &&
         dot != 0 && dot + 1 != first.size();
}

// 220, 421, 554 and their like: SMTP, FTP, NNTP or Varnish's console; empty when nothing tells
// which.
std::string_view reply_protocol(std::string_view bytes) {
  constexpr std::array<std::string_view, 10> greetings{
      "220", "421", "554", "120", "200", "201", "400", "502", "530", "107"};
  const std::string_view code = bytes.substr(0, 3);
  if (std::find(greetings.begin(), greetings.end(), code) == greetings.end()) {
    return {};
  }
  const auto* word =
      std::find_if(std::begin(reply_words), std::end(reply_words), [&](const Word& one) {
        return contains_ignoring_case(bytes, one.word);
      });
  if (word != std::end(reply_words)) {
    return word->speaks;
  }
  const bool may_be_mail = code == "220" || code == "421" || code == "554";
  if (may_be_mail && names_a_host(bytes)) {
    return "smtp";
  }
  return code == "220" && bytes.find('(') == 4 ? "ftp" : "";
}

} // namespace

Spoken speaks(std::string_view bytes) {
  bytes = bytes.substr(0, looked_at);
  const auto* prefix =
      std::find_if(std::begin(prefixes), std::end(prefixes), [&](const Prefix& one) {
        return bytes.starts_with(one.bytes);
      });
  if (prefix != std::end(prefixes)) {
    return spoken(prefix->speaks, bytes);
  }
  if (is_reply(bytes)) {
    const std::string_view protocol = reply_protocol(bytes);
    return protocol.empty() ? Spoken{} : spoken(protocol, bytes);
  }
  // RFC 4253 section 4.2: lines may come before the version.
  if (bytes.find("\nSSH-2.0-") != std::string_view::npos ||
      bytes.find("\nSSH-1.") != std::string_view::npos) {
    return {"ssh", "an SSH version behind other lines"};
  }
  if (bytes.starts_with(':') && contains_ignoring_case(bytes, " NOTICE ")) {
    return spoken("irc", bytes);
  }
  return speaks_binary(bytes);
}

} // namespace gwdiag
