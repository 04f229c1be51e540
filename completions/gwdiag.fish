# fish completion for gwdiag(1)
# SPDX-License-Identifier: Apache-2.0

# True when the command on the line is one of the arguments; without arguments, when there is none yet.
function __gwdiag_on
    set -l words (commandline -opc)
    set -e words[1]
    test (count $argv) -eq 0; and begin
        test (count $words) -eq 0
        return
    end
    contains -- "$words[1]" $argv
end

function __gwdiag_causes
    gwdiag explain --list -o json 2>/dev/null | string match -rga '"id" *: *"([^"]*)"'
end

function __gwdiag_faults
    gwdiag demo --list 2>/dev/null | string replace -rf '^ *([a-z][a-z0-9-]*)( .*)?$' '$1'
end

function __gwdiag_at_file
    __fish_complete_path (string replace -r '^@' '' -- (commandline -ct)) | string replace -r '^' '@'
end

function __gwdiag_reports
    set -l typed (commandline -ct)
    if string match -q '*=*' -- $typed
        set -l parts (string split -m1 = -- $typed)
        __fish_complete_path $parts[2] | string replace -r '^' "$parts[1]="
    else
        printf '%s=\n' $argv
    end
end

function __gwdiag_define
    set -l formats text json jsonl junit tap github markdown html prometheus nagios
    set -l probes check probe watch
    set -l checks check watch
    set -l verdicts check watch diagnose demo
    set -l measures check probe watch diagnose
    set -l reports check probe watch diagnose demo
    set -l all check probe diagnose upstreams logs explain demo watch

    complete -c gwdiag -f
    set -l row complete -c gwdiag -n __gwdiag_on -a
    $row check -d 'probe the proxy and what stands behind it, give a verdict'
    $row probe -d 'probe endpoints alone and save the evidence'
    $row diagnose -d 'give the verdict from saved evidence'
    $row upstreams -d 'list what a configuration sends traffic to'
    $row logs -d 'name the causes that logs show'
    $row explain -d 'explain cause ids, status codes, flags, log lines'
    $row demo -d 'diagnose a built-in gateway with a broken upstream'
    $row watch -d 'probe until an intermittent failure is caught'
    $row help -d 'show help'

    set row complete -c gwdiag -n "__gwdiag_on diagnose upstreams logs" -F
    $row
    complete -c gwdiag -n "__gwdiag_on $probes" -a 'http:// https:// unix:'
    complete -c gwdiag -n '__gwdiag_on explain' -a '(__gwdiag_causes)'
    complete -c gwdiag -n '__gwdiag_on demo' -a '(__gwdiag_faults)'
    complete -c gwdiag -n '__gwdiag_on help' -a "$all"

    set row complete -c gwdiag -n "__gwdiag_on $probes"
    $row -l timeout -x -d 'connect, handshake or silence'
    $row -l answer-timeout -x -d 'time to the first byte'
    $row -l deadline -x -d 'end of one attempt'
    $row -l resolve -x -d 'take ADDR for HOST:PORT'
    $row -l resolver -x -d 'name server'
    $row -s 4 -d 'IPv4 only'
    $row -s 6 -d 'IPv6 only'
    $row -l http1 -d 'ask the upstream with HTTP/1.1'
    $row -l http2 -d 'ask the upstream with HTTP/2'
    $row -l proxy-protocol -x -a '1 2' -d 'send a PROXY protocol header'
    $row -l samples -x -d 'answers timed per side'
    $row -l concurrency -x -d 'connections in flight at once'
    $row -l identify -x -a 'off passive safe full' -d 'find out what an endpoint speaks'
    $row -l keepalive -x -d 'measure when an idle connection is closed'
    $row -l load -x -d 'requests at once'
    $row -l host-evidence -d 'look at the upstream\'s own machine'
    $row -l dry-run -d 'print what would be sent'
    complete -c gwdiag -n '__gwdiag_on probe' -l as-proxy -d 'the endpoint is the proxy'

    for prefix in '' upstream-
        test -n "$prefix"; and set row complete -c gwdiag -n "__gwdiag_on $checks"
        set -l side ''
        test -n "$prefix"; and set side 'upstream: '
        $row -l "$prefix"path -x -d "$side"'path and query'
        $row -l "$prefix"method -x -a 'GET HEAD OPTIONS POST PUT PATCH DELETE' -d "$side"method
        $row -l "$prefix"header -x -a '(__gwdiag_at_file)' -d "$side"'header field, or @FILE'
        $row -l "$prefix"host -x -d "$side"'the Host field'
        $row -l "$prefix"sni -x -a none -d "$side"'server name in the TLS handshake'
        $row -l "$prefix"data -x -a '(__gwdiag_at_file)' -d "$side"'body of the request, @FILE'
        $row -l "$prefix"cacert -r -F -d "$side"'trusted certificates'
        $row -l "$prefix"capath -x -a '(__fish_complete_directories)' -d "$side"'directory of trusted certificates'
        $row -l "$prefix"cert -r -F -d "$side"'client certificate'
        $row -l "$prefix"key -r -F -d "$side"'private key'
        $row -l "$prefix"insecure -d "$side"'a certificate that does not verify is no fault'
    end

    set row complete -c gwdiag -n "__gwdiag_on $measures"
    $row -l as -x -a 'nginx haproxy apache caddy' -d 'ask the way this proxy does'
    $row -l slow -x -d 'a later first byte is slow'
    $row -l expect-status -x -a '2xx 3xx 4xx' -d 'what counts as healthy'
    $row -l log -r -F -d 'judge this log too'

    set row complete -c gwdiag -n "__gwdiag_on $checks"
    $row -l via -x -d 'run the upstream\'s probe through this'
    $row -l wait -x -d 'try again until healthy'
    complete -c gwdiag -n "__gwdiag_on $checks diagnose" -l config -r -F -d 'the proxy\'s configuration'
    complete -c gwdiag -n '__gwdiag_on diagnose' -l proxy -r -F -d 'which evidence is the proxy\'s'

    set row complete -c gwdiag -n "__gwdiag_on $verdicts"
    $row -l fail-on -x -a 'unhealthy degraded' -d 'what makes the exit status 1'
    $row -l ignore -x -a '(__gwdiag_causes)' -d 'a known cause'
    $row -l repro -d 'print commands that show the same fault'

    set row complete -c gwdiag -n "__gwdiag_on $reports"
    $row -l report -x -a "(__gwdiag_reports $formats)" -d 'write another report'
    $row -l no-progress -d 'no line of progress'
    $row -l show-secrets -d 'do not redact credentials'

    complete -c gwdiag -n '__gwdiag_on upstreams' -l url -x -d 'follow one URL'
    set row complete -c gwdiag -n '__gwdiag_on logs'
    $row -l since -x -d 'from then on'
    $row -l until -x -d 'up to then'
    $row -l upstream -x -d 'only this upstream'
    $row -l timezone -x -d 'of logs that name none'
    $row -l no-progress -d 'no line of progress'
    complete -c gwdiag -n '__gwdiag_on explain' -l line -x -d 'a log line'
    complete -c gwdiag -n '__gwdiag_on explain demo' -l list -d 'list all there are'

    set row complete -c gwdiag -n "__gwdiag_on $all"
    $row -s o -l output -x -a "$formats" -d 'format of standard output'
    $row -s q -l quiet -d 'the verdict alone'
    $row -s v -l verbose -d 'every stage and attempt'
    $row -l color -x -a 'auto always never' -d 'colour the text'
    complete -c gwdiag -s h -l help -d 'show help'
    complete -c gwdiag -s V -l version -d 'show the version'
end

__gwdiag_define
functions -e __gwdiag_define
