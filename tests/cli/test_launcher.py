# SPDX-License-Identifier: Apache-2.0
"""The launcher at the top of the tree, in a copy of its own with a compiler and a package manager that only pretend."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
# The tools that the launcher calls. cmake "builds" a program that prints its arguments; dpkg-query and apt-get keep what is
# installed in a file.
TOOLS = {
    "cmake": """
        [ "$1" = --build ] || exit 0
        echo "build$([ -e "$2/src/gwdiag" ] && echo ' over the old one')" >>"$STATE/builds"
        [ -e "$STATE/broken" ] && { echo "x.cpp:1: error: broken on purpose"; exit 1; }
        echo "[1/2] compiling"
        [ -e "$STATE/slow" ] && sleep 0.5
        mkdir -p "$2/src" && printf '#!/bin/sh\\necho "args: $*"\\nexit 7\\n' >"$2/src/gwdiag" && chmod +x "$2/src/gwdiag" """,
    "ninja": "exit 0",
    "c++": "exit 0",
    "dpkg-query": """while read -r p; do echo "installed $p"; done <"$STATE/installed" """,
    "apt-get": """
        echo "$*" >>"$STATE/apt"
        [ -e "$STATE/offline" ] && { echo "E: no network" >&2; exit 100; }
        case "$*" in *install*) sed -n 'p' "$TREE/packaging/build-packages.txt" >"$STATE/installed" ;; esac""",
    "id": "cat \"$STATE/uid\" 2>/dev/null || echo 0",
}


class Tree:
    """A copy of what the launcher needs, and what its tools did."""

    def __init__(self, folder):
        self.top, self.state, self.bin = folder / "tree", folder / "state", folder / "bin"
        for path in (self.top / "src", self.top / "cmake", self.state, self.bin):
            path.mkdir(parents=True)
        shutil.copy2(TOP / "gwdiag", self.top / "gwdiag")
        shutil.copytree(TOP / "packaging", self.top / "packaging")
        (self.top / "CMakeLists.txt").write_text("")
        (self.top / "src/main.cpp").write_text("")
        (self.state / "installed").write_text("")
        for name, text in TOOLS.items():
            (self.bin / name).write_text("#!/bin/sh\n" + text + "\n")
            (self.bin / name).chmod(0o755)
        os.symlink(self.top / "gwdiag", folder / "link")
        self.env = {"PATH": f"{self.bin}:/usr/bin:/bin", "STATE": str(self.state), "TREE": str(self.top), "LC_ALL": "C.UTF-8"}

    def start(self, *arguments, path=None, **env):
        return subprocess.Popen([path or self.top / "gwdiag", *arguments], cwd=self.top.parent, text=True,
                                env={**self.env, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def builds(self):
        path = self.state / "builds"
        return len(path.read_text().splitlines()) if path.exists() else 0


def first_run(tree):
    status, out, err = tree.run("check", "a b")
    assert (status, out) == (7, "args: check a b\n"), (status, out, err)
    assert err.splitlines()[0].startswith("gwdiag: installing with apt-get: ") and "cmake" in err, err
    assert "building" in err and "built in" in err and tree.builds() == 1, err


def quiet_afterwards(tree):
    tree.run()
    status, out, err = tree.run("x", path=tree.top.parent / "link")
    assert (status, out, err, tree.builds()) == (7, "args: x\n", "", 1), (status, out, err)


def builds_again_when_sources_change(tree):
    tree.run()
    for change in (lambda: (tree.top / "src/new.cpp").write_text(""), lambda: (tree.top / "src/new.cpp").unlink(),
                   lambda: (tree.top / "CMakeLists.txt").write_text("# changed")):
        before = tree.builds()
        change()
        assert tree.run()[0] == 7 and tree.builds() == before + 1
        assert tree.run()[2] == "" and tree.builds() == before + 1


def builds_again_when_an_archive_is_replaced(tree):
    archive = tree.state / "libssl.a"
    archive.write_text("")
    tree.run()
    (tree.top / "build/launcher/archives").write_text(f"{archive}\n")
    assert tree.run()[2] == "" and tree.builds() == 1
    os.utime(archive, (1, 1))  # as a package brings it: its time is the one of its build, long ago
    assert tree.run()[0] == 7 and tree.builds() == 2
    assert tree.run()[2] == "" and tree.builds() == 2
    assert "old" not in (tree.state / "builds").read_text()  # ninja goes by the archive's time and would leave it


def broken_build(tree):
    (tree.state / "broken").touch()
    status, out, err = tree.run()
    assert (status, out) == (4, "") and "broken on purpose" in err and "launcher.log" in err, (status, err)
    (tree.state / "broken").unlink()
    assert tree.run()[0] == 7
    (tree.top / "src/new.cpp").write_text("")
    (tree.state / "broken").touch()
    assert tree.run()[0] == 4  # never the old program for new sources


def no_network(tree):
    (tree.state / "offline").touch()
    status, out, err = tree.run()
    assert (status, out, tree.builds()) == (4, "", 0) and "network" in err and "apt-get install" in err, (status, err)


def no_rights(tree):
    (tree.state / "uid").write_text("1000\n")
    for tool in ("dirname", "mktemp", "grep", "sed", "tr", "sort", "cat", "mkdir", "find", "readlink", "flock", "rm"):
        os.symlink(shutil.which(tool), tree.bin / tool)
    os.symlink("/bin/sh", tree.bin / "sh")
    status, out, err = tree.run(PATH=str(tree.bin))  # no sudo there
    assert (status, out) == (4, "") and "as root: apt-get install" in err, (status, err)
    assert not (tree.state / "apt").exists()


def no_debian(tree):
    tools = ("dirname", "sed", "tr", "sort", "cat", "mkdir", "find", "readlink", "rm", "touch", "date", "mv", "grep", "tail",
             "chmod")
    (tree.bin / "apt-get").unlink()
    (tree.bin / "dpkg-query").unlink()
    for tool in tools:
        os.symlink(shutil.which(tool), tree.bin / tool)
    os.symlink("/bin/sh", tree.bin / "sh")
    status, out, err = tree.run(PATH=str(tree.bin))
    assert (status, out) == (4, "") and "no Debian" in err and "libssl-dev" in err, (status, err)
    status, out, err = tree.run("y", PATH=str(tree.bin), GWDIAG_NO_INSTALL="1")  # no flock there either
    assert (status, out) == (7, "args: y\n"), (status, err)


def two_at_once(tree):
    (tree.state / "slow").touch()
    both = [tree.start(str(number)) for number in range(2)]
    ended = [process.communicate(timeout=60) for process in both]
    assert sorted(out for out, _ in ended) == ["args: 0\n", "args: 1\n"] and tree.builds() == 1, ended


def main():
    failed = 0
    for test in (first_run, quiet_afterwards, builds_again_when_sources_change, builds_again_when_an_archive_is_replaced,
                 broken_build, no_network, no_rights, no_debian, two_at_once):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(Tree(pathlib.Path(folder)))
                print(f"ok {test.__name__}")
            except AssertionError as error:
                failed += 1
                print(f"FAILED {test.__name__}: line {error.__traceback__.tb_next.tb_lineno}: {error}")
    return 1 if failed else 0


sys.exit(main())
