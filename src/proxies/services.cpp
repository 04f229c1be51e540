// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "proxies/catalogue.hpp"

// Content networks and cloud balancers: recognised only. Nothing is predicted, for nothing could be
// run.
namespace gwdiag {
namespace {

struct Service {
  std::string_view name;
  std::string_view title;
  std::string_view config_check; // where its upstream is set
  std::string_view error_log;
  std::string_view pass_directive; // what it calls the upstream
};

constexpr std::array<Service, 24> services{{
    {"cloudflare", "Cloudflare", "", "Cloudflare dashboard, Analytics", "origin"},
    {"cloudfront",
     "AWS CloudFront",
     "aws cloudfront get-distribution-config --id {id}",
     "",
     "origin"},
    {"fastly", "Fastly", "", "", "backend"},
    {"akamai", "Akamai", "", "", "origin"},
    {"aws-alb",
     "AWS Application Load Balancer",
     "aws elbv2 describe-target-health --target-group-arn {arn}",
     "its access log in S3",
     "target"},
    {"aws-apigateway",
     "AWS API Gateway",
     "aws apigateway get-integration",
     "CloudWatch Logs",
     "integration"},
    {"google",
     "Google Cloud Load Balancing",
     "gcloud compute backend-services get-health {service}",
     "Cloud Logging, statusDetails",
     "backend"},
    {"azure-appgw",
     "Azure Application Gateway",
     "az network application-gateway show-backend-health",
     "its access log",
     "backend pool"},
    {"azure-frontdoor", "Azure Front Door", "az afd origin list", "its access log", "origin"},
    {"heroku", "Heroku router", "heroku ps", "heroku logs --tail", "dyno"},
    {"fly", "Fly.io proxy", "fly status", "fly logs", "machine"},
    {"vercel", "Vercel", "", "vercel logs", "function"},
    {"netlify", "Netlify", "", "its function log", "function"},
    {"iis-arr", "IIS Application Request Routing", "", "Failed Request Tracing", "server farm"},
    {"aspnetcore-module",
     "ASP.NET Core Module",
     "",
     "the application log of Windows, and stdoutLogFile",
     "processPath"},
    {"passenger", "Phusion Passenger", "passenger-status", "passenger_log_file", "application"},
    {"apigee", "Apigee", "", "", "target endpoint"},
    {"render", "Render", "", "its service log", "service"},
    {"railway", "Railway", "railway status", "railway logs", "target port"},
    {"imperva", "Imperva", "", "", "origin"},
    {"sucuri", "Sucuri", "", "", "hosting address"},
    {"bunny", "Bunny", "", "", "origin"},
    {"keycdn", "KeyCDN", "", "", "origin"},
    {"cloudflare-tunnel",
     "Cloudflare Tunnel",
     "cloudflared tunnel info {tunnel}",
     "journalctl -u cloudflared",
     "service"},
}};

// Of the load balancers' documentation: idle_timeout.timeout_seconds, which can be set; the
// backend keepalive timeout, which cannot.
Reuse alb_reuse(std::string_view) {
  return {Reuse::Default::on, 60, "idle_timeout.timeout_seconds", ""};
}

Reuse google_reuse(std::string_view) {
  return {Reuse::Default::on, 600, "", ""};
}

std::array<Profile, services.size()> make_profiles() {
  std::array<Profile, services.size()> made;
  for (std::size_t i = 0; i < services.size(); ++i) {
    made[i].name = services[i].name;
    made[i].title = services[i].title;
    made[i].reuse = made[i].name == "aws-alb"  ? alb_reuse
                    : made[i].name == "google" ? google_reuse
                                               : nullptr;
    made[i].words = {.config_check = std::string{services[i].config_check},
                     .error_log = std::string{services[i].error_log},
                     .reload = "",
                     .pass_directive = std::string{services[i].pass_directive}};
  }
  return made;
}

} // namespace

std::span<const Profile> service_profiles() {
  static const std::array<Profile, services.size()> profiles = make_profiles();
  return profiles;
}

} // namespace gwdiag
