# Sourced by the scripts beside it: make a private environment with uv, else with venv and pip.

# Print the path of a Python of 3.11 or newer.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        if [ -n "$candidate" ] && "$candidate" -c \
            'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "No Python of 3.11 or newer found: install one, or name it: PYTHON=/path/to/python $0" >&2
    return 1
}

# make_environment FOLDER REQUIREMENT... : install the requirements into an environment in FOLDER,
# and put its programs first on PATH.
make_environment() {
    local folder=$1 python
    shift
    if command -v uv >/dev/null 2>&1; then
        [ -x "$folder/bin/python" ] || [ -x "$folder/Scripts/python.exe" ] ||
            uv venv --quiet --python '>=3.11' "$folder"
        uv pip install --quiet --python "$folder" "$@"
    else
        [ -x "$folder/bin/python" ] || [ -x "$folder/Scripts/python.exe" ] || {
            python=$(find_python)
            "$python" -m venv "$folder"
        }
        python=$folder/bin/python
        [ -x "$python" ] || python=$folder/Scripts/python.exe
        "$python" -m pip install --quiet --disable-pip-version-check "$@"
    fi
    PATH=$(cd "$folder" && pwd)/bin:$(cd "$folder" && pwd)/Scripts:$PATH
}
