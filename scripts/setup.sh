# Shared by scripts/serve and scripts/test, to be sourced: makes .venv and keeps it equal to the
# locked requirements. Nothing is done when nothing has changed. Only POSIX shell; talks on stderr.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv="$root/.venv"

set_up() { # set_up serve|test
    if is_current "$1"; then return 0; fi
    find_python
    take_turn
    if is_current "$1"; then
        end_turn
        return 0
    fi
    make_venv
    install "$1"
    end_turn
}

say() { printf '==> %s\n' "$*" >&2; }

refuse() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# --- what is there -----------------------------------------------------------------------------

is_current() {
    [ ! -e "$venv/unfinished" ] && [ -f "$venv/$1.stamp" ] && [ -x "$venv/bin/python" ] || return 1
    [ "$(stamp "$1" 2>/dev/null)" = "$(cat "$venv/$1.stamp")" ]
}

stamp() { # everything that decides what is installed, and where
    "$venv/bin/python" -I -c '
import hashlib, sys
digest = hashlib.sha256(repr((sys.version, sys.argv[1])).encode("utf-8", "surrogateescape"))
for name in sys.argv[2:]:
    digest.update(open(name, "rb").read())
print(digest.hexdigest())
' "$root" "$root/pyproject.toml" "$root/setup.py" "$root/requirements/serve.txt" "$root/requirements/$1.txt"
}

find_python() {
    lacking=''
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        python=$(command -v "$name") || continue
        "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        if "$python" -I -c 'import venv, ensurepip' 2>/dev/null; then return 0; fi
        lacking=${lacking:-$python}
    done
    if [ -z "$lacking" ]; then
        refuse "Python 3.11 or newer is needed and was not found (Debian, Ubuntu: apt install python3 python3-venv; macOS: python.org or brew install python)."
    fi
    version=$("$lacking" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    refuse "$lacking lacks the venv module (Debian, Ubuntu: apt install python$version-venv)."
}

# --- one at a time -----------------------------------------------------------------------------

# The kernel frees the turn when this process ends, however it ends. macOS has no flock command,
# so Python locks the descriptor that it inherits; the lock lives as long as the shell holds it.
take_turn() {
    exec 9<"$root/scripts/setup.sh"
    if "$python" -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then return 0; fi
    say "another set-up is running here; waiting for it"
    "$python" -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

end_turn() { exec 9<&-; }

# --- making it ---------------------------------------------------------------------------------

make_venv() {
    if [ ! -e "$venv/unfinished" ] && is_usable; then return 0; fi
    say "making .venv with $("$python" -I -c 'import platform; print("Python", platform.python_version())')"
    rm -rf "$venv"
    mkdir "$venv"
    : >"$venv/unfinished"
    "$python" -I -m venv "$venv" || refuse "the virtual environment could not be made in $venv; see the lines above."
}

is_usable() {
    "$venv/bin/python" -I -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

install() { # install serve|test
    rm -f "$venv"/*.stamp
    : >"$venv/unfinished"
    say "installing $(grep -c '^[a-z].*==' "$root/requirements/$1.txt") locked packages (requirements/$1.txt)"
    pip_install --require-hashes --requirement "$root/requirements/$1.txt"
    say "installing the application itself"
    pip_install --quiet --no-deps --no-build-isolation --editable "$root"
    say "making the fonts of printed papers"
    "$venv/bin/python" -I -m checklist_app.documents.fonts >/dev/null ||
        refuse "the fonts of printed papers could not be made; see the lines above."
    stamp "$1" >"$venv/$1.stamp"
    if [ "$1" = test ]; then stamp serve >"$venv/serve.stamp"; fi
    rm -f "$venv/unfinished"
    say "ready"
}

pip_install() {
    "$venv/bin/python" -I -m pip install --disable-pip-version-check --no-input "$@" >&2 ||
        refuse "the packages could not be installed; see the lines above, check the network and run the command again."
}
