// SPDX-License-Identifier: Apache-2.0
#include "proxies/own_code.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view word =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.- ";
constexpr std::size_t longest = 64;

// A header that is the code, or the text in the body that stands right before it.
struct Place {
  std::string_view product;
  std::string_view header;
  std::string_view before;
  std::string_view of; // what a code is made of
};

constexpr std::array places{
    Place{"cloudflare", "cf-error-type", "", digits},
    Place{"cloudflare", "", "error code: ", digits},
    Place{"cloudflare", "", "cf-error-code\">", digits},
    Place{"vercel", "x-vercel-error", "", word},
    Place{"akamai", "", "Reference&#32;&#35;", digits},
    Place{"akamai", "", "Reference #", digits},
    Place{"squid", "x-squid-error", "", word},
    Place{"render", "x-render-routing", "", word},
    Place{"azure-frontdoor", "x-azure-externalerror", "", word},
    Place{"apigee", "", "\"errorcode\":\"", word},
};

std::string run(std::string_view text, std::string_view of) {
  const std::size_t end = text.substr(0, longest).find_first_not_of(of);
  return std::string(text.substr(0, std::min(end, longest)));
}

} // namespace

std::string own_code(std::string_view product, const Http1Response& response) {
  for (const Place& place : places) {
    if (place.product != product) {
      continue;
    }
    std::string code;
    if (!place.header.empty()) {
      code = run(response.header(place.header).value_or(""), place.of);
    } else if (const std::size_t at = response.body.find(place.before); at != std::string::npos) {
      code = run(std::string_view(response.body).substr(at + place.before.size()), place.of);
    }
    if (!code.empty()) {
      return code;
    }
  }
  return "";
}

} // namespace gwdiag
