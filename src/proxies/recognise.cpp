// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "proxies/marks.hpp"
#include "proxies/profile.hpp"
#include "proxies/proxy_status.hpp"

namespace gwdiag {
namespace {

using How = HeaderMark::How;

constexpr std::string_view line_end = "\\x0d\\x0a"; // CR LF as escape_peer writes it

struct Author {
  std::string product;
  std::string version;
  std::string because;
};

bool starts_ignoring_case(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && equals_ignoring_case(text.substr(0, part.size()), part);
}

bool matches(const HeaderMark& mark, std::string_view value) {
  switch (mark.how) {
  case How::present:
    return true;
  case How::contains:
    return contains_ignoring_case(value, mark.part);
  case How::starts:
    return starts_ignoring_case(trim(value), mark.part);
  case How::equals:
    return equals_ignoring_case(trim(value), mark.part);
  }
  return false;
}

// The first header of that name that matches; a name may come several times, as Via does.
const Header* find_header(const Http1Response& response, const HeaderMark& mark) {
  for (const Header& header : response.headers) {
    if (equals_ignoring_case(header.name, mark.name) && matches(mark, header.value)) {
      return &header;
    }
  }
  return nullptr;
}

// The version that follows `after` in `text`: letters, digits, dots, dashes, at most 32, beginning
// with a digit.
std::string version_after(std::string_view text, std::string_view after) {
  if (after.empty()) {
    return {};
  }
  const std::size_t at = lower_ascii(text).find(lower_ascii(after));
  if (at == std::string::npos) {
    return {};
  }
  const std::string_view rest = text.substr(at + after.size()).substr(0, 32);
  const std::size_t end =
      rest.find_first_not_of("0123456789.-+~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const std::string_view version = rest.substr(0, end);
  const bool begins_with_digit = !version.empty() && version[0] >= '0' && version[0] <= '9';
  return begins_with_digit ? std::string{version} : std::string{};
}

std::optional<std::string_view>
between(std::string_view text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  if (from == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t to = text.find(end, from + begin.size());
  if (to == std::string_view::npos) {
    return std::nullopt;
  }
  return text.substr(from + begin.size(), to - from - begin.size());
}

// Files and applications set these, the error pages of proxies do not: such a page was served,
// whatever it looks like.
bool served_by_application(const Http1Response& response) {
  const auto powered = response.header("x-powered-by");
  return response.header("etag") || response.header("last-modified") ||
         (powered && !contains_ignoring_case(*powered, "arr/") &&
          !contains_ignoring_case(*powered, "phusion passenger"));
}

bool is_bare(const Http1Response& response) {
  return std::ranges::all_of(response.headers, [](const Header& header) {
    constexpr std::array<std::string_view, 8> plain{"server",
                                                    "date",
                                                    "content-length",
                                                    "connection",
                                                    "alt-svc",
                                                    "keep-alive",
                                                    "via",
                                                    "fly-request-id"};
    return std::ranges::any_of(
        plain, [&](std::string_view name) { return equals_ignoring_case(header.name, name); });
  });
}

template <typename Value, std::size_t size>
bool lists(const std::array<Value, size>& values, Value value) {
  return std::ranges::find(values, value) != values.end();
}

bool body_matches(const PageMark& mark, const Http1Response& response) {
  const std::string_view body = response.body;
  const auto contained = [&](std::string_view part) {
    return part.empty() || body.find(part) != std::string_view::npos;
  };
  if (!std::ranges::all_of(mark.body, contained) || !body.starts_with(mark.body_starts)) {
    return false;
  }
  if (mark.lengths[0] != 0 && !lists(mark.lengths, static_cast<std::size_t>(response.body_bytes))) {
    return false;
  }
  if (!mark.status_after.empty() &&
      body.find(std::string{mark.status_after} + std::to_string(response.status)) ==
          std::string_view::npos) {
    return false;
  }
  return !mark.empty_body || response.body_bytes == 0;
}

bool page_matches(const PageMark& mark, const Http1Response& response) {
  const bool status_fits =
      mark.statuses[0] == 0 ? response.status >= 400 : lists(mark.statuses, response.status);
  return status_fits && body_matches(mark, response) && (!mark.bare || is_bare(response)) &&
         (mark.header.name.empty() || find_header(response, mark.header) != nullptr) &&
         (mark.without_header.empty() || !response.header(mark.without_header)) &&
         (mark.reason.empty() || response.reason == mark.reason);
}

// nginx's page, ngx_http_special_response.c, which others share: <h1> with status and reason, then
// the tail's line. Nothing when the body is another page; a product with an empty name when the
// tail is nobody's.
std::optional<Author> nginx_shaped(const Http1Response& response) {
  const std::string_view body = response.body;
  const std::string opening = "<html>" + std::string{line_end} + "<head><title>";
  const auto heading = between(body, "<center><h1>", "</h1></center>");
  if (!body.starts_with(opening) || !heading ||
      body.find("</body>" + std::string{line_end} + "</html>") == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string status = std::to_string(response.status);
  if (!heading->starts_with(status + " ") ||
      !body.substr(opening.size()).starts_with(status + " ")) {
    return std::nullopt;
  }
  const auto tail = between(body, "<hr><center>", "</center>");
  if (!tail) {
    const bool alb = find_header(response, {"server", How::starts, "awselb/"}) != nullptr;
    return alb ? std::optional{Author{"aws-alb", "", "its own error page"}} : std::nullopt;
  }
  const std::string_view name = tail->substr(0, tail->find('/'));
  for (const TailMark& mark : tail_marks()) {
    if (name == mark.tail) {
      return Author{std::string{mark.product},
                    version_after(*tail, std::string{name} + "/"),
                    "its own error page"};
    }
  }
  return std::nullopt;
}

std::optional<Author> find_author(const Http1Response& response) {
  if (!response.has_head || response.status < 400 || served_by_application(response)) {
    return std::nullopt;
  }
  if (auto author = nginx_shaped(response)) {
    return author;
  }
  for (const std::span<const PageMark> marks : {page_marks(), service_page_marks()}) {
    for (const PageMark& mark : marks) {
      if (page_matches(mark, response)) {
        return Author{std::string{mark.product}, "", std::string{mark.because}};
      }
    }
  }
  return std::nullopt;
}

std::vector<Layer> find_path(const Http1Response& response) {
  std::vector<Layer> layers;
  for (const PathMark& mark : path_marks()) {
    const Header* header = find_header(response, mark.header);
    const bool in_istio = mark.product == "envoy" && !layers.empty() &&
                          layers.back().product == "istio"; // one program, two names
    if (header == nullptr || in_istio) {
      continue;
    }
    const std::string version = version_after(header->value, mark.version_after);
    const auto known = std::ranges::find(layers, mark.product, &Layer::product);
    if (known == layers.end()) {
      layers.push_back(
          {std::string{mark.product}, version, false, "its " + header->name + " header"});
    } else if (known->version.empty()) {
      known->version = version;
    }
  }
  return layers;
}

// True when the layer seen in the headers can be the author of the page: the same version, or one
// of them without one for a reason that is not server_tokens, which sets both alike.
bool same_layer(const Layer& layer, const Author& author) {
  const bool in_istio = layer.product == "istio" && author.product == "envoy";
  if (layer.product != author.product && !in_istio) {
    return false;
  }
  return layer.product != "nginx" && layer.product != "openresty" ? true
                                                                  : layer.version == author.version;
}

// A product and its version, or a gateway that gave a name of its own.
std::string layer_name(const GatewayWord& word) {
  return word.product.empty() ? word.name : word.product;
}

// Adds the gateways that name themselves in Proxy-Status, each behind the one that stands nearer
// to the client. Without another author, the one that made the response up itself wrote it.
void add_words(const Http1Response& response, std::vector<Layer>& layers) {
  bool written = std::ranges::any_of(layers, &Layer::wrote_answer);
  std::size_t next = layers.size();
  if (written) {
    next = static_cast<std::size_t>(std::ranges::find_if(layers, &Layer::wrote_answer) -
                                    layers.begin());
  }
  for (const GatewayWord& word : gateway_words(response)) {
    auto at = std::ranges::find(layers, layer_name(word), &Layer::product);
    if (at == layers.end()) {
      at = layers.insert(layers.begin() + static_cast<std::ptrdiff_t>(next),
                         Layer{layer_name(word), "", false, "its entry in Proxy-Status"});
    }
    if (!written && response.status >= 400 && word.error != nullptr && word.error->own) {
      at->wrote_answer = written = true;
      at->because = "its entry in Proxy-Status, error=" + std::string{word.error->type};
    }
    next = static_cast<std::size_t>(at - layers.begin()) + 1;
  }
}

std::vector<Layer> find_layers(const Http1Response& response) {
  std::vector<Layer> layers = find_path(response);
  const std::optional<Author> author = find_author(response);
  if (!author) {
    return layers;
  }
  Layer writer{author->product, author->version, true, author->because};
  const auto known =
      std::ranges::find_if(layers, [&](const Layer& layer) { return same_layer(layer, *author); });
  if (known != layers.end()) {
    writer.product = known->product;
    writer.version = writer.version.empty() ? known->version : writer.version;
    layers.erase(known);
  }
  layers.push_back(std::move(writer));
  return layers;
}

} // namespace

std::vector<Layer> recognise(const Http1Response& response) {
  std::vector<Layer> layers = find_layers(response);
  add_words(response, layers);
  return layers;
}

} // namespace gwdiag
