# SPDX-License-Identifier: Apache-2.0
"""More servers of other protocols where HTTP was expected. Those whose bytes no client can put a name to may be
called what they look like: text without a head, or no HTTP."""
from .protocols import PM, banner, puzzled
from .row import Server, Tls, answer, fault, fin, full, hold, listen_only, rst, script, send, sleep

TEXT = PM + " not-http http09-response"
BYTES = PM + " not-http"
MUTE = PM + " closed-before-response reset-before-response"
TLS = "plain-http-to-tls-port"
PLAIN = "tls-to-plain-http-port"
HS = "tls-handshake-failure"

CASSANDRA = b"\x84\x00\x00\x00\x00\x00\x00\x00\x3d\x00\x00\x00\x0a\x00\x37Invalid or unsupported protocol version (71); expected 4"
NATS = b'INFO {"server_id":"NDX","server_name":"n1","version":"2.10.7","proto":1,"max_payload":1048576} \r\n'
ORACLE_TEXT = b"(DESCRIPTION=(ERR=1153)(VSNNUM=318767104)(ERROR_STACK=(ERROR=(CODE=1153)(EMFI=4)(ARGS='GET'))))"
ORACLE = (12 + len(ORACLE_TEXT)).to_bytes(2, "big") + b"\x00\x00\x04\x00\x00\x00\x22\x00" + len(ORACLE_TEXT).to_bytes(2,
                                                                                                                      "big") + ORACLE_TEXT
XMPP = (b"<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
        b"<stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>")
TOO_MANY = b"\x17\x00\x00\x00\xff\x10\x04Too many connections"
MYSQL_X = b"\x05\x00\x00\x00\x0b\x08\x05\x1a\x00"
PG_ERROR = b"SFATAL\0VFATAL\0C08P01\0Munsupported frontend protocol\0Fpostmaster.c\0\0"
PG = b"E" + (4 + len(PG_ERROR)).to_bytes(4, "big") + PG_ERROR
TDS = b"\x04\x01\x00\x25\x00\x00\x01\x00\x00\x00\x15\x00\x06\x01\x00\x1b\x00\x01\x02\x00\x1c\x00\x01\xff\x0e\x00\x07\xd0\x00\x00\x00\x00"
TOR = b"HTTP/1.0 501 Tor is not an HTTP Proxy\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<html><body>This is a SOCKS proxy.</body></html>\n"
CLICKHOUSE = (b"HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n"
              b"You must use port 8123 for HTTP.\r\n")
PUREFTPD = (b"220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n220-You are user number 1 of 50 allowed.\r\n"
            b"220 You will be disconnected after 15 minutes of inactivity.\r\n")
HTTP_SERVER = (b'<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <title>Error response</title>\n    </head>\n    <body>\n'
               b"        <h1>Error response</h1>\n        <p>Error code: 400</p>\n    </body>\n</html>\n")


def tls_port(name: str, plain: bytes, **more):
    return fault(f"tls-port-{name}", TLS, Server("tls-or-plain", {"plain": plain, **more}, tls=Tls()))


ROWS = [
    fault("smtp-554", PM, banner(b"554 5.7.1 mx.example.com No SMTP service here\r\n", b"503 bad sequence\r\n")),
    fault("smtp-421", PM, script(send(b"421 4.3.2 mx.example.com Service not available\r\n"), fin())),
    fault("smtp-many-lines", PM, banner(b"220-mx.example.com ESMTP Exim 4.96\r\n220-We do not authorize the use of\r\n"
                                        b"220 this system to transport bulk mail.\r\n", b"500 unrecognized command\r\n")),
    fault("smtp-closes-on-http", PM, banner(b"220 mail ESMTP Sendmail 8.17.1\r\n",
                                            b"421 4.7.0 mail Rejecting open proxy\r\n")),
    fault("lmtp", PM, banner(b"220 mail.example.com Dovecot ready. LMTP\r\n", b"500 5.5.1 Unknown command\r\n")),
    fault("pop3-apop", PM, banner(b"+OK POP3 server ready <1896.697170952@mail.example.com>\r\n",
                                  b"-ERR unknown command\r\n")),
    fault("pop3-busy", TEXT, script(send(b"-ERR [SYS/TEMP] too many connections\r\n"), fin())),
    fault("imap-bye", PM, script(send(b"* BYE Too many connections\r\n"), fin())),
    fault("imap-preauth", PM, banner(b"* PREAUTH IMAP4rev1 server logged in as lab\r\n", b"GET BAD command\r\n")),
    fault("managesieve", TEXT, banner(b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n"SASL" "PLAIN"\r\nOK "Dovecot ready."\r\n',
                                      b'NO "Error in MANAGESIEVE command received by server."\r\n')),
    fault("ftp-pure", PM, banner(PUREFTPD, b"530 You aren't logged in\r\n")),
    fault("ftp-filezilla", PM, banner(b"220-FileZilla Server 1.7.0\r\n220 Please visit https://filezilla-project.org/\r\n",
                                      b"500 Wrong command.\r\n")),
    fault("ftp-busy", PM, script(send(b"421 Too many connections (8) from this IP\r\n"), fin())),
    fault("nntp", TEXT, banner(b"200 news.example.com InterNetNews NNRP server INN 2.7.1 ready (posting ok)\r\n",
                               b"500 What?\r\n")),
    fault("ssh-old", PM, banner(b"SSH-1.99-OpenSSH_7.4\r\n", b"Protocol mismatch.\n")),
    fault("ssh-banner-lines-before", PM, banner(b"Authorized use only\r\nSSH-2.0-OpenSSH_9.6\r\n", b""),
          note="RFC 4253 4.2: lines may come before the version"),
    fault("ssh-too-many", PM + " not-http http09-response", script(send(b"Exceeded MaxStartups\r\n"), fin())),
    fault("mysql-too-many", PM, script(send(TOO_MANY), fin())),
    fault("mysql-x", BYTES, banner(MYSQL_X, b"")),
    fault("postgresql-error", PM + " not-http", puzzled(PG)),
    fault("redis-noauth", PM, puzzled(b"-NOAUTH Authentication required.\r\n")),
    fault("redis-max-clients", PM, script(send(b"-ERR max number of clients reached\r\n"), fin())),
    fault("memcached-client-error", PM, puzzled(b"ERROR\r\nERROR\r\nERROR\r\n")),
    fault("cassandra", BYTES, puzzled(CASSANDRA)),
    fault("nats", TEXT, banner(NATS, b"-ERR 'Unknown Protocol Operation'\r\n")),
    fault("oracle", BYTES, puzzled(ORACLE)),
    fault("mssql-prelogin", BYTES, puzzled(TDS)),
    fault("zookeeper-mute", MUTE, script(listen_only(), sleep(0.1), fin()), note="takes 'GET ' for a length and closes"),
    fault("mqtt-mute", MUTE, script(listen_only(), rst())),
    fault("ldap-notice", MUTE + " not-http", puzzled(
        b"\x30\x24\x02\x01\x00\x78\x1f\x0a\x01\x02\x04\x00\x04\x00\x8a\x16\x31.3.6.1.4.1.1466.20036"),
        note="RFC 4511 4.4.1: notice of disconnection"),
    fault("xmpp", TEXT, puzzled(XMPP)),
    fault("irc-closing-link", TEXT, banner(b":irc.example.com NOTICE AUTH :*** Checking Ident\r\n",
                                           b"ERROR :Closing Link: 127.0.0.1\r\n")),
    fault("vnc-apple", BYTES, banner(b"RFB 003.889\n")),
    fault("vnc-4.1", BYTES, banner(b"RFB 004.001\n")),
    fault("telnet-login", BYTES, script(send(b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x1f"), sleep(0.2),
                                        send(b"\r\nrouter login: "), hold())),
    fault("x11", BYTES, puzzled(b"\x00\x16\x0b\x00\x00\x00\x06\x00No protocol specified\n\x00\x00")),
    fault("amqp-1.0", PM, puzzled(b"AMQP\x03\x01\x00\x00")),
    fault("zeromq", BYTES, banner(b"\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f", b"")),
    fault("beanstalkd", TEXT, puzzled(b"UNKNOWN_COMMAND\r\nUNKNOWN_COMMAND\r\n")),
    fault("svnserve", TEXT, banner(b"( success ( 2 2 ( ) ( edit-pipeline svndiff1 absent-entries ) ) ) ")),
    fault("mpd", TEXT, banner(b"OK MPD 0.23.5\n", b'ACK [5@0] {} unknown command "GET"\n')),
    fault("asterisk", TEXT, banner(b"Asterisk Call Manager/7.0.3\r\n",
                                   b"Response: Error\r\nMessage: Missing action in request\r\n\r\n")),
    fault("gopher", TEXT, puzzled(b"3'/ HTTP/1.1' does not exist\t\terror.host\t1\r\n.\r\n")),
    fault("echo", TEXT + " proxy-loop", Server("echo"), note="RFC 862: says what it was told"),
    fault("daytime", TEXT, script(send(b"Mon Nov 23 08:00:00 2026\r\n"), fin())),
    fault("time", BYTES + " truncated-headers http09-response", script(send(b"\xee\xb5\x00\x80"), fin()),
          note="RFC 868: four bytes"),
    fault("chargen", TEXT + " header-too-large",
          script(send(b'!"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n' * 100), hold())),
    fault("tor", PM + " upstream-error-status", puzzled(TOR)),
    fault("clickhouse", PM, puzzled(CLICKHOUSE), note="says in HTTP that it is none"),
    fault("websocket-only", PM, answer(full("426 Upgrade Required", b"Upgrade Required", "Upgrade: websocket",
                                            "Sec-WebSocket-Version: 13"))),
    fault("http2-goaway-only", PM + " not-http",
          puzzled(b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")),
    fault("http2-settings-then-text", PM, puzzled(
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\x00\x04\x00\x01\x00\x00\x00\x05\x00\xff\xff\xff"
        b"\x00\x00\x29\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01unexpected bytes in the client preface")),
    fault("http2-tls-only", PM + " tls-alpn-mismatch", Server("http2", tls=Tls()), scheme="https",
          note="speaks HTTP/2 and nothing else after a handshake without ALPN"),
    tls_port("envoy", b"", reset=True), tls_port("alert-gnutls", b"\x15\x03\x03\x00\x02\x02\x0a"),
    tls_port("alert-40", b"\x15\x03\x00\x00\x02\x02\x28"),
    tls_port("wrapped-400", full("400 Bad Request",
                                 b"<h1>400 Bad Request</h1>The plain HTTP request was sent to HTTPS port\n")),
    tls_port("jetty", b"\x15\x03\x03\x00\x02\x02\x50"),
    tls_port("redirects", full("302 Found", b"", "Location: https://127.0.0.1/")),
    tls_port("426", full("426 Upgrade Required", b"TLS only\n", "Upgrade: TLS/1.2, HTTP/1.1")),
    fault("plain-port-python", PLAIN, Server("plain-only", {"hello": HTTP_SERVER}), scheme="https",
          note="http.server answers a hello as it answers HTTP/0.9: without a head"),
    fault("plain-port-http10", PLAIN, Server("plain-only",
                                             {"hello": full("400 Bad request syntax", HTTP_SERVER, version="HTTP/1.0")}),
          scheme="https"),
    fault("plain-port-501", PLAIN, Server("plain-only", {"hello": full("501 Not Implemented", b"method\n")}),
          scheme="https"),
    fault("ssh-where-tls", PM + " " + HS, banner(b"SSH-2.0-OpenSSH_9.2p1\r\n"), scheme="https"),
    fault("smtp-where-tls", PM + " " + HS, banner(b"220 mail.example.com ESMTP Postfix\r\n", b"502 5.5.2 Error\r\n"),
          scheme="https"),
    fault("mysql-where-tls", PM + " " + HS, script(send(TOO_MANY), fin()), scheme="https"),
]
