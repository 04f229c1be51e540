// SPDX-License-Identifier: Apache-2.0
// Azure Application Gateway and Front Door; IIS with ASP.NET Core.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"errorinfo_upstream_no_live",
     none,
     "no-live-upstream",
     "No backend is healthy.",
     "{\"error_info\":\"ERRORINFO_UPSTREAM_NO_LIVE\",\"httpStatus\":502}"},
    {"errorinfo_upstream_timed_out",
     none,
     "response-timeout",
     "The backend did not answer in time.",
     "{\"error_info\":\"ERRORINFO_UPSTREAM_TIMED_OUT\",\"httpStatus\":504}"},
    {"errorinfo_upstream_closed_connection",
     none,
     "closed-before-response",
     "The backend closed the connection before it answered.",
     "{\"error_info\":\"ERRORINFO_UPSTREAM_CLOSED_CONNECTION\",\"httpStatus\":502}"},
    {"errorinfo_upstream",
     none,
     "connection-refused",
     "The backend failed.",
     "{\"error_info\":\"ERRORINFO_UPSTREAM_CONNECTION_FAILED\",\"httpStatus\":502}"},
    {"originconnectionrefused",
     none,
     "connection-refused",
     "The origin refuses connections.",
     "{\"errorInfo\":\"OriginConnectionRefused\",\"httpStatusCode\":\"503\"}"},
    {"originconnectionaborted",
     none,
     "reset-before-response closed-before-response",
     "The origin aborted the connection.",
     "{\"errorInfo\":\"OriginConnectionAborted\",\"httpStatusCode\":\"503\"}"},
    {"originconnectionerror",
     none,
     "connection-refused connect-timeout",
     "The origin cannot be reached.",
     "{\"errorInfo\":\"OriginConnectionError\",\"httpStatusCode\":\"503\"}"},
    {"origindnsfailure",
     none,
     "dns-nxdomain dns-servfail",
     "The origin's name does not resolve.",
     "{\"errorInfo\":\"OriginDNSFailure\",\"httpStatusCode\":\"503\"}"},
    {"origintimeout",
     none,
     "response-timeout",
     "The origin did not answer in time.",
     "{\"errorInfo\":\"OriginTimeout\",\"httpStatusCode\":\"503\"}"},
    {"origininvalidresponse",
     none,
     "malformed-header not-http",
     "The origin's answer is malformed.",
     "{\"errorInfo\":\"OriginInvalidResponse\",\"httpStatusCode\":\"502\"}"},
    {"origincertificateexpired",
     none,
     "tls-cert-expired",
     "The origin's certificate has expired.",
     "{\"errorInfo\":\"OriginCertificateExpired\",\"httpStatusCode\":\"502\"}"},
    {"origincertificateselfsigned",
     none,
     "tls-cert-self-signed tls-cert-untrusted",
     "The origin's certificate is signed by itself.",
     "{\"errorInfo\":\"OriginCertificateSelfSigned\",\"httpStatusCode\":\"502\"}"},
    {"origincertificate",
     none,
     "tls-cert-untrusted",
     "The origin's certificate does not verify.",
     "{\"errorInfo\":\"OriginCertificateUntrusted\",\"httpStatusCode\":\"502\"}"},
    {"responseheadertoobig",
     none,
     "header-too-large header-buffer-exceeded",
     "The response head is too large.",
     "{\"errorInfo\":\"ResponseHeaderTooBig\",\"httpStatusCode\":\"502\"}"},
    {"502.5 -",
     none,
     "connection-refused upstream-restarting",
     "The application behind IIS does not start.",
     "HTTP Error 502.5 - ANCM Out-Of-Process Startup Failure"},
    {"failed to start process with commandline",
     none,
     "connection-refused upstream-restarting",
     "The application behind IIS does not start.",
     "Application 'MACHINE/WEBROOT/APPHOST/APP' with physical root 'C:\\app\\' failed to start "
     "process with commandline 'dotnet app.dll', ErrorCode = '0x80004005'"},
};

} // namespace

constinit const LogTable azure_log{"azure", rows};

} // namespace gwdiag
