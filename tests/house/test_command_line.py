# SPDX-License-Identifier: Apache-2.0
"""Help, man page and completions name the same commands, options and values, and each shell can read its file."""
import os
import re
import shutil
import subprocess

import house

GWDIAG = os.environ["GWDIAG"]
MAN = house.TOP / "man/gwdiag.1"
BASH = house.TOP / "completions/gwdiag.bash"
ZSH = house.TOP / "completions/_gwdiag"
FISH = house.TOP / "completions/gwdiag.fish"
VALUES = ("--output", "--report", "--identify", "--fail-on", "--color")

problems = []
not_checked = []
looked_at = 0


def run(*words, **environment):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60, check=False,
                            stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
    return result.returncode, result.stdout, result.stderr


def differ(where, found, wanted):
    """One problem for each name that is on one side only."""
    global looked_at
    looked_at += len(wanted)
    for name in sorted(set(wanted) - set(found)):
        problems.append(f"{where}: {name} is missing")
    for name in sorted(set(found) - set(wanted)):
        problems.append(f"{where}: {name} is unknown to the program")


def read_commands():
    return re.findall(r"^  ([a-z]+)  +\S", run(GWDIAG, "--help")[1].split("Commands:")[1].split("\n\n")[0], re.M)


def read_options(command):
    """Option name to value name ("" for a flag), as the help of `command` has them; short forms are names too."""
    options = {"-V": "", "--version": ""}
    text = run(GWDIAG, command, "--help")[1]
    for letter, name, value in re.findall(r"^  (?:(-\w)(?:, )?|    )(--[a-z0-9-]+)?(?: (\S.*?))?(?:  .*)?$", text, re.M):
        options.update({key: value for key in (letter, name) if key})
    for block in re.findall(r"For the upstream's side only:\n((?:    \S.*\n)+)", text):
        for name in block.split():
            options[name] = options[name.replace("--upstream-", "--", 1)]
    return options


def read_values(option):
    """The words that the program takes for `option`, from its own message about a wrong one."""
    message = run(GWDIAG, "check", "p", option, "00000000=x" if option == "--report" else "00000000")[2]
    return re.findall(r"[a-z]+", message.rpartition("write one of")[2])


SAMPLES = {"D": "1s", "N": "2", "FILE": str(MAN), "DIR": str(house.TOP), "@FILE": f"@{MAN}", "P": "/", "M": "GET",
           "'N: V'|@FILE": "A: b", "NAME": "a.example", "NAME|none": "none", "HOST:PORT:ADDR": "a:1:192.0.2.1",
           "ADDR[:PORT]": "192.0.2.1", "PRODUCT[/VERSION]": "nginx", "1|2": "1", "CODES": "200", "HOW": "off",
           "'CMD'": "true", "LEVEL": "degraded", "ID[=ENDPOINT]": "connection-refused", "FORMAT": "text",
           "FORMAT=FILE": "text=/dev/null", "WHEN": "never"}
LATER = "not in this version"


def check_later(commands, options):
    """What ends with "not in this version" is marked so in help and man page, and nothing else is."""
    help_lines = re.sub(r"\n {20,}", " ", run(GWDIAG, "check", "--help")[1] + run(GWDIAG, "--help")[1]).splitlines()
    source = house.text(MAN)
    for name, value in options.items():
        if name in ("-h", "--help", "-V", "--version") or name.startswith("--upstream-"):
            continue
        key = ["--cert", str(MAN)] if name == "--key" else []
        words = [name, *([SAMPLES[value]] if value else []), *key]
        message = run(GWDIAG, "check", "tcp://127.0.0.1:1", *([] if name == "--dry-run" else ["--dry-run"]), *words)[2]
        item = re.search(rf"^\.It .*Fl {re.escape(name[1:])}\b.*\n((?:(?!\.It|\.El).*\n)*)", source, re.M)
        compare_later(name, LATER in message, any(f" {name} " in f"{line} " and "(later)" in line for line in help_lines),
                      item is not None and LATER in item[1].lower())
    for command in commands:
        message = "" if command in ("demo", "probe") else run(GWDIAG, command, "/dev/null")[2]
        item = re.search(rf"^\.It Cm {command}\b.*\n((?:(?!\.It|\.El).*\n)*)", source, re.M)
        compare_later(command, LATER in message, any(line.startswith(f"  {command} ") and "(later)" in line
                                                     for line in help_lines), LATER in item[1].lower())


def compare_later(name, refused, in_help, in_man):
    global looked_at
    looked_at += 1
    for where, marked in (("help", in_help), ("man page", in_man)):
        if marked != refused:
            problems.append(f"{where}: {name} is {'' if marked else 'not '}marked as {LATER}, and the program "
                            f"{'refuses' if refused else 'takes'} it")


def check_man(commands, options):
    source = house.text(MAN).replace(r"\(aq", "'")
    documented = {}
    for item in re.findall(r"^\.It (Fl .*)$", source, re.M):
        for part in item.split(" , "):
            match = re.fullmatch(r"Fl (\S+)(?: Ar (.*))?", part)
            documented["-" + match[1]] = match[2] or ""
    differ("man page", documented, options)
    for name in sorted(set(documented) & set(options)):
        if documented[name] != options[name]:
            problems.append(f"man page: {name} takes {documented[name]!r}, the help says {options[name]!r}")
    differ("man page, COMMANDS", re.findall(r"^\.It Cm ([a-z]+)", source, re.M), commands)
    differ("man page, SYNOPSIS", re.findall(r"^\.Cm ([a-z]+)$", source.split(".Sh DESCRIPTION")[0], re.M), commands)
    for section in ("SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "OUTPUT", "ENVIRONMENT", "FILES", "EXIT STATUS",
                    "EXAMPLES", "SEE ALSO"):
        if f".Sh {section}\n" not in source:
            problems.append(f"man page: no section {section}")
    if not shutil.which("mandoc"):
        not_checked.append("mandoc")
        return
    for line in run("mandoc", "-Tlint", "-Wall", MAN)[1].splitlines():
        if "referenced manual not found" not in line and "outdated mandoc.db" not in line:
            problems.append(line)
    if shutil.which("man"):
        status, text, errors = run("man", "-l", MAN, MANWIDTH="80", MAN_KEEP_FORMATTING="", MANROFFOPT="-ww", PAGER="cat")
        if status != 0 or errors or "name the cause of a bad gateway" not in text:
            problems.append(f"man -l: status {status}: {errors}")


def complete_bash(*words):
    """What bash offers for the last word; words are split at = and : as bash does it."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gwdiag; printf "%s\\n" "${COMPREPLY[@]}"'
    status, output, errors = run("bash", "--norc", "-c", script, "bash", BASH, GWDIAG, *words)
    if status != 0 or errors:
        problems.append(f"{house.name(BASH)}: {' '.join(words)}: status {status}: {errors}")
    return output.split()


def complete_zsh(*words):
    """The options that zsh is told about for this command, from the call of _arguments."""
    script = ('_arguments() { print -rl -- "$@" }; _describe() { print -rl -- ${(P)${@[-1]}} }; '
              'file=$1; shift; words=("$@"); CURRENT=$#; source "$file"')
    status, output, errors = run("zsh", "-f", "-c", script, "zsh", ZSH, GWDIAG, *words)
    if status != 0 or errors:
        problems.append(f"{house.name(ZSH)}: {' '.join(words)}: status {status}: {errors}")
    return output.splitlines()


def complete_fish(line):
    status, output, errors = run("fish", "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', FISH, line,
                                 PATH=f"{os.path.dirname(GWDIAG)}:{os.environ['PATH']}")
    if status != 0 or errors:
        problems.append(f"{house.name(FISH)}: {line}: status {status}: {errors}")
    return [row.split("\t")[0] for row in output.splitlines()]


def check_bash(commands, options):
    differ("bash, commands", [word for word in complete_bash("") if word[0] != "-"], [*commands, "help"])
    for command in commands:
        offered = set(complete_bash(command, "--")) | set(complete_bash(command, "-"))
        differ(f"bash, {command}", offered, options[command])
    for option in VALUES:
        wanted = [word + ("=" if option == "--report" else "") for word in read_values(option)]
        differ(f"bash, {option}", complete_bash("check", option, ""), wanted)
        differ(f"bash, {option}=", complete_bash("check", option, "="), wanted)
    differ("bash, -o j", complete_bash("check", "-o", "j"), ["json", "jsonl", "junit"])
    differ("bash, ids", complete_bash("check", "--ignore", "connection-ref"), ["connection-refused"])
    differ("bash, explain", complete_bash("explain", "connection-ref"), ["connection-refused"])
    differ("bash, demo", complete_bash("demo", "connection-ref"), ["connection-refused"])
    top = str(house.TOP)
    for words, wanted in (
            (("check", "--cert", f"{top}/LIC"), f"{top}/LICENSE"),
            (("check", "--report", "json", "=", f"{top}/LIC"), f"{top}/LICENSE"),
            (("check", "--report", "=", "json", "=", f"{top}/LIC"), f"{top}/LICENSE"),
            (("check", "--data", f"@{top}/LIC"), f"@{top}/LICENSE"),
            (("check", "--capath", f"{top}/compl"), f"{top}/completions"),
            (("check", "unix", ":", f"{top}/LIC"), f"{top}/LICENSE"),
            (("diagnose", f"{top}/LIC"), f"{top}/LICENSE")):
        differ(f"bash, {' '.join(words)}", complete_bash(*words), [wanted])
    differ("bash, durations", complete_bash("check", "--timeout", ""), [])


def check_zsh(commands, options):
    described = [row.split(":")[0] for row in complete_zsh("") if re.match(r"[a-z]+:", row)]
    differ("zsh, commands", described, [*commands, "help"])
    for command in commands:
        rows = complete_zsh(command, "--")
        found = dict(re.findall(r"^(?:\([^)]*\))?\*?(--?[a-zA-Z0-9-]+)([=+]?)\[", "\n".join(rows), re.M))
        differ(f"zsh, {command}", found, options[command])
        for name in sorted(set(found) & set(options[command])):
            if bool(found[name]) != bool(options[command][name]):
                problems.append(f"zsh, {command}: {name} and the help differ in whether it takes a value")
    rows = "\n".join(complete_zsh("check", "--"))
    for option in ("--output", "--identify", "--fail-on", "--color"):
        words = re.search(rf"{option}=\[[^]]*\]:[a-z ]+:\(([^)]*)\)", rows)
        differ(f"zsh, {option}", words[1].split() if words else [], read_values(option))


def check_fish(commands, options):
    differ("fish, commands", complete_fish("gwdiag "), [*commands, "help"])
    for command in commands:
        offered = set(complete_fish(f"gwdiag {command} --")) | {
            name if name.startswith("-") else f"-{name}" for name in complete_fish(f"gwdiag {command} -")}
        differ(f"fish, {command}", offered, options[command])
    for option in VALUES:
        wanted = [word + ("=" if option == "--report" else "") for word in read_values(option)]
        differ(f"fish, {option}", complete_fish(f"gwdiag check {option} "), wanted)
    differ("fish, ids", complete_fish("gwdiag check --ignore connection-ref"), ["connection-refused"])
    differ("fish, demo", complete_fish("gwdiag demo connection-ref"), ["connection-refused"])
    differ("fish, files", complete_fish(f"gwdiag check --data @{house.TOP}/LIC"), [f"@{house.TOP}/LICENSE"])


commands = read_commands()
options = {command: read_options(command) for command in commands}
union = {name: value for command in commands for name, value in options[command].items()}
if len(union) < 60:
    problems.append(f"only {len(union)} options were found in the help")
for option in VALUES:
    if len(read_values(option)) < 2:
        problems.append(f"{option}: its words were not found in the program's message")
check_man(commands, union)
check_later(commands, options["check"])
for shell, file, check in (("bash", BASH, check_bash), ("zsh", ZSH, check_zsh), ("fish", FISH, check_fish)):
    if not shutil.which(shell):
        not_checked.append(shell)
        continue
    status, _, errors = run(shell, "-n", file)
    if status != 0 or errors:
        problems.append(f"{shell} -n {house.name(file)}: {errors}")
        continue
    check(commands, options)
for name in not_checked:
    print(f"{name} is not installed: its part was not checked")
if not_checked and not problems:
    raise SystemExit(77)
house.end(problems, looked_at)
