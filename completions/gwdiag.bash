# bash completion for gwdiag(1)
# SPDX-License-Identifier: Apache-2.0

_gwdiag_options() {
  local time='--timeout --answer-timeout --deadline'
  local request='--path --method --header --host --sni --data'
  local tls='--cacert --capath --cert --key --insecure'
  local name addresses='--resolve --resolver -4 -6' upstream=''
  for name in $request $tls; do
    upstream+=" --upstream-${name#--}"
  done
  local manner='--as --http1 --http2 --proxy-protocol'
  local measure='--samples --slow --expect-status --concurrency --identify --keepalive --load'
  local judge='--fail-on --ignore --repro'
  local report='--report --no-progress --show-secrets'
  local common='--output -o --quiet -q --verbose -v --color --help -h --version -V'
  local probe="$time $request $addresses $tls $manner $measure --log --host-evidence --dry-run"
  case $1 in
    check | watch) echo "$probe $upstream --config --via --wait $judge $report $common" ;;
    probe) echo "$probe --as-proxy $report $common" ;;
    diagnose) echo "--as --slow --expect-status --config --log --proxy $judge $report $common" ;;
    upstreams) echo "--url $common" ;;
    logs) echo "--since --until --upstream --timezone --no-progress $common" ;;
    explain) echo "--line --list $common" ;;
    demo) echo "--list $judge $report $common" ;;
  esac
}

_gwdiag_ids() {
  "$1" explain --list -o json 2>/dev/null | grep -o '"id" *: *"[^"]*"' | cut -d'"' -f4
}

_gwdiag_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

_gwdiag_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# @FILE
_gwdiag_at_file() {
  [[ $1 == @* || -z $1 ]] || return
  compopt -o nospace 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -P @ -f -- "${1#@}")
}

# The values of option $1, of which $2 is typed; false when the option takes none.
_gwdiag_value() {
  local formats='text json jsonl junit tap github markdown html prometheus nagios'
  case $1 in
    --output | -o) _gwdiag_words "$formats" "$2" ;;
    --report)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -S = -W "$formats" -- "$2")
      ;;
    --as) _gwdiag_words 'nginx haproxy apache caddy' "$2" ;;
    --identify) _gwdiag_words 'off passive safe full' "$2" ;;
    --fail-on) _gwdiag_words 'unhealthy degraded' "$2" ;;
    --color) _gwdiag_words 'auto always never' "$2" ;;
    --proxy-protocol) _gwdiag_words '1 2' "$2" ;;
    --sni | --upstream-sni) _gwdiag_words 'none' "$2" ;;
    --method | --upstream-method) _gwdiag_words 'GET HEAD OPTIONS POST PUT PATCH DELETE' "$2" ;;
    --expect-status) _gwdiag_words '2xx 3xx 4xx' "$2" ;;
    --ignore) _gwdiag_words "$(_gwdiag_ids "${COMP_WORDS[0]}")" "$2" ;;
    --cacert | --cert | --key | --upstream-cacert | --upstream-cert | --upstream-key | \
      --config | --log | --proxy) _gwdiag_files -f "$2" ;;
    --capath | --upstream-capath) _gwdiag_files -d "$2" ;;
    --data | --header | --upstream-data | --upstream-header) _gwdiag_at_file "$2" ;;
    --timeout | --answer-timeout | --deadline | --slow | --keepalive | --wait | --path | --host | \
      --upstream-path | --upstream-host | --resolve | --resolver | --samples | --concurrency | \
      --load | --via | --url | --since | --until | --upstream | --timezone | --line) ;;
    *) return 1 ;;
  esac
}

_gwdiag_argument() {
  case $1 in
    check | probe | watch) _gwdiag_words 'http:// https:// unix:' "$2" && compopt -o nospace 2>/dev/null ;;
    diagnose | upstreams | logs) _gwdiag_files -f "$2" ;;
    explain) _gwdiag_words "$(_gwdiag_ids "${COMP_WORDS[0]}")" "$2" ;;
    demo)
      _gwdiag_words "$("${COMP_WORDS[0]}" demo --list 2>/dev/null |
        sed -n 's/^ *\([a-z][a-z0-9-]*\)\( .*\)*$/\1/p')" "$2"
      ;;
  esac
}

_gwdiag() {
  local commands='check probe diagnose upstreams logs explain demo watch help'
  local current=${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD command=${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _gwdiag_words "$commands --help --version" "$current"
    return
  fi
  [[ $command == help ]] && { _gwdiag_words "${commands% help}" "$current"; return; }

  # Bash splits words at = and :, so --option=value is three of them.
  local previous=${COMP_WORDS[at - 1]}
  if [[ $current == = || $current == : ]]; then
    previous=$current current=''
  else
    ((at--))
  fi
  if [[ $previous == : && ${COMP_WORDS[at - 1]} == unix ]]; then
    _gwdiag_files -f "$current"
  elif [[ $previous == = && ${COMP_WORDS[at - 1]} == -* ]]; then
    _gwdiag_value "${COMP_WORDS[at - 1]}" "$current"
  elif [[ $previous == = && ${COMP_WORDS[at - 2]} =~ ^(--report|=)$ ]]; then
    _gwdiag_files -f "$current"
  elif [[ $previous == -* ]] && _gwdiag_value "$previous" "$current"; then
    return
  elif [[ $current == -* ]]; then
    _gwdiag_words "$(_gwdiag_options "$command")" "$current"
  else
    _gwdiag_argument "$command" "$current"
  fi
}

complete -F _gwdiag gwdiag
