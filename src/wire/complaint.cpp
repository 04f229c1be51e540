// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "wire/anomaly_list.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_complaint = 2048;

// A page that a service writes itself when it gets HTTP where it speaks something else.
struct Complaint {
  int status;
  std::size_t longest;      // of the body, with room for names and links in it
  std::string_view sentence; // in the body, white space apart, as the opening
  std::string_view opening; // the body begins so, white space apart
  std::string_view speaks;
  std::string_view said; // the words worth quoting, where they are not the sentence
};

// clang-format off
constexpr Complaint complaints[] = {
    // ngx_http_special_response.c: error 497 goes out as 400; openresty, Cloudflare and cloud balancers share it
    {400, 1024, "The plain HTTP request was sent to HTTPS port",
     "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>", "tls"},
    {400, 2048, "<p>The plain HTTP request was sent to HTTPS port",                               // Tengine
     "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\"><html><head><title>400", "tls"},
    // http_protocol.c around the note of mod_ssl; the document type changed between versions
    {400, 2048, "<title>400 Bad Request</title></head><body><h1>Bad Request</h1><p>Your browser sent a request that this "
     "server could not understand.<br />Reason: You're speaking plain HTTP to an SSL-enabled server port.",
     "<!DOCTYPE HTML PUBLIC \"-//", "tls", "You're speaking plain HTTP to an SSL-enabled server port."},
    {400, 128, "Client sent an HTTP request to an HTTPS server.", "Client sent", "tls"},          // Go net/http
    {400, 256, "This combination of host and port requires TLS.", "Bad Request", "tls"},          // Tomcat
    {400, 512, "This web server is running in SSL mode.", "<h1>Error - ", "tls"},                 // Webmin
    {200, 512, "This web server is running in SSL mode.", "<h1>Error - ", "tls"},                 // Webmin, older
    {400, 128, "An HTTP/1.x request was sent to an HTTP/2 only endpoint.", "An HTTP/1.x", "http2"}, // Kestrel
    {403, 512, "Unknown ALPN Protocol, expected `h2` to be available.", "Unknown ALPN", "http2"}, // Node.js
    {200, 256, "It looks like you are trying to access MongoDB over HTTP on the native driver port.",
     "It looks like", "mongodb"},
    {400, 256, " is for clickhouse-client program", "Port ", "clickhouse"},                       // TCPHandler.cpp
    {404, 256, "It looks like you are making an HTTP request to a Hadoop IPC port.", "It looks like", "hadoop"},
    {400, 128, "This is not an HTTP port", "This is not an HTTP port", "elasticsearch"},
    {200, 128, "This is not an HTTP port", "This is not an HTTP port", "elasticsearch"},
    {501, 2048, "Tor is not an HTTP Proxy",
     "<html><head><title>Tor is not an HTTP Proxy</title>", "socks"},
    {501, 2048, "This is a SOCKS Proxy, Not An HTTP Proxy",
     "<html><head><title>This is a SOCKS Proxy, Not An HTTP Proxy</title>", "socks"}, // Tor, newer
};
// clang-format on

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// White space counts on neither side: versions of a page differ in it.
std::string squeeze(std::string_view text) {
  std::string out;
  std::remove_copy_if(text.begin(), text.end(), std::back_inserter(out), is_space);
  return lower_ascii(out);
}

bool is_written_by_service(const Complaint& one, const std::string& squeezed) {
  return squeezed.starts_with(squeeze(one.opening)) &&
         squeezed.find(squeeze(one.sentence)) != std::string::npos;
}

} // namespace

Spoken complaint(int status, std::string_view head, std::string_view body) {
  if (body.size() > longest_complaint) {
    return {};
  }
  const std::string squeezed = squeeze(body);
  const auto* found = std::find_if(std::begin(complaints), std::end(complaints), [&](const Complaint& one) {
    return one.status == status && body.size() <= one.longest && is_written_by_service(one, squeezed);
  });
  if (found == std::end(complaints)) {
    return {};
  }
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  std::string why = "the answer " + excerpt(line.empty() ? trim(body) : line);
  if (!line.empty()) {
    why += ": " + excerpt(trim(found->said.empty() ? found->sentence : found->said));
  }
  return {std::string(found->speaks), std::move(why)};
}

} // namespace gwdiag
