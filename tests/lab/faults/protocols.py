# SPDX-License-Identifier: Apache-2.0
"""Servers of other protocols on the port where HTTP was expected, with the replies those servers give."""
from .row import Script, Server, fault, fin, full, head, hold, listen_only, script, send, sleep

PM = "protocol-mismatch"


def banner(greeting: bytes, reply: bytes = b"") -> Script:
    """Speaks first; then answers what it cannot understand, and closes."""
    return script(send(greeting), listen_only(), send(reply), fin())


def puzzled(reply: bytes) -> Script:
    """Waits for the client, answers in its own protocol, and closes."""
    return script(listen_only(), send(reply), fin())


MYSQL = (b"\x4a\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00" + b"abcdefgh" + b"\x00\xff\xff\xff\x02\x00\xff\xdf\x15"
         + b"\x00" * 10 + b"ijklmnopqrst" + b"\x00mysql_native_password\x00")
MARIADB_BLOCKED = (b"\x47\x00\x00\x00\xff\x6a\x04Host '10.0.0.9' is not allowed to connect to this MariaDB server")
MONGO = (b"It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n")
REDIS_GET = b"-ERR wrong number of arguments for 'get' command\r\n"

ROWS = [
    fault("ssh", PM, banner(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", b"Invalid SSH identification string.\r\n")),
    fault("ssh-dropbear", PM, script(send(b"SSH-2.0-dropbear_2022.83\r\n"), listen_only(), fin())),
    fault("smtp-postfix", PM, banner(b"220 mail.example.com ESMTP Postfix (Debian/GNU)\r\n",
                                     b"221 2.7.0 Error: I can break rules, too. Goodbye.\r\n")),
    fault("smtp-exim", PM, banner(b"220 mail.example.com ESMTP Exim 4.96 Mon, 23 Nov 2026 08:00:00 +0000\r\n",
                                  b"554 SMTP synchronization error\r\n")),
    fault("smtp-slow-banner", PM, script(sleep(0.5), send(b"220 mx.example.com ESMTP\r\n"), listen_only(),
                                         send(b"500 5.5.2 Error: bad syntax\r\n"), hold())),
    fault("ftp", PM, banner(b"220 (vsFTPd 3.0.3)\r\n", b"530 Please login with USER and PASS.\r\n")),
    fault("ftp-proftpd", PM, banner(b"220 ProFTPD Server (Debian) [::ffff:10.0.0.5]\r\n",
                                    b"500 GET not understood\r\n")),
    fault("imap", PM, banner(b"* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE STARTTLS] "
                             b"Dovecot ready.\r\n", b"GET BAD Error in IMAP command /: Unknown command.\r\n")),
    fault("pop3", PM, banner(b"+OK Dovecot ready.\r\n", b"-ERR Unknown command.\r\n")),
    fault("mysql", PM, banner(MYSQL, b"\x21\x00\x00\x01\xff\x84\x04#08S01Got packets out of order")),
    fault("mariadb-host-blocked", PM, script(send(MARIADB_BLOCKED), fin())),
    fault("postgresql", PM + " closed-before-response", Server("postgresql"),
          note="closes on a GET without a word; only an SSLRequest makes it speak"),
    fault("redis", PM, Server("redis")),
    fault("redis-protected", PM, script(send(
        b"-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for "
        b"the default user.\r\n"), fin())),
    fault("memcached", PM, Server("memcached")),
    fault("mongodb", PM, puzzled(b"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                                 b"Content-Length: %d\r\n\r\n" % len(MONGO) + MONGO)),
    fault("amqp", PM, puzzled(b"AMQP\x00\x00\x09\x01")),
    fault("elasticsearch-transport", PM + " not-http http09-response", puzzled(b"This is not an HTTP port")),
    fault("fastcgi", PM, Server("fastcgi")),
    fault("fastcgi-unix", PM, Server("fastcgi"), scheme="unix"),
    fault("fastcgi-mute", PM + " closed-before-response reset-before-response", script(listen_only(), fin()),
          note="a FastCGI server that does not know FCGI_GET_VALUES shows nothing of itself"),
    fault("uwsgi", PM + " response-timeout closed-before-response", Server("uwsgi"),
          note="takes 'GET ' for a packet of 21 kB and waits for the rest"),
    fault("scgi", PM, Server("scgi")),
    fault("ajp", PM, Server("ajp")),
    fault("http2-only", PM, Server("http2")),
    fault("http2-settings-first", PM, Server("http2", {"first": True})),
    fault("http2-grpc", PM, Server("http2", {"grpc": True}), note="a gRPC server"),
    fault("http2-unix", PM, Server("http2"), scheme="unix"),
    fault("rsync", PM + " not-http http09-response", banner(b"@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n",
                              b"@ERROR: protocol startup error\n")),
    fault("vnc", PM + " not-http", banner(b"RFB 003.008\n")),
    fault("telnet", PM + " not-http", script(
        send(b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27host login: "), listen_only(), hold())),
    fault("irc", PM + " not-http http09-response", banner(
        b":irc.example.com NOTICE * :*** Looking up your hostname...\r\n", b"ERROR :Closing Link\r\n")),
    fault("mssql", PM + " closed-before-response", script(listen_only(), fin()),
          note="a server that closes on the first bytes it cannot read"),
    fault("kafka-mute", PM + " response-timeout closed-before-response", script(listen_only(), hold()),
          note="takes 'GET ' for a length of 1.2 GB and waits"),
]
