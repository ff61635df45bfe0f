# Sourced by the scripts beside it: programs of other projects that only Go can build here.

# have_go NAME : tell whether Go is there; say loudly what is NOT RUN without it, and fail in CI.
have_go() {
    if command -v go >/dev/null 2>&1; then
        return 0
    fi
    echo
    echo "**** NOT RUN: $1, since Go is missing: install Go 1.25 or newer ****"
    if [ "${CI:-}" = true ]; then
        exit 1
    fi
    return 1
}

# build_tool NAME MODULE PACKAGE [FLAG...] : build .tools/NAME from the pinned module in a folder.
build_tool() {
    local name=$1 module=$2 package=$3
    shift 3
    mkdir -p .tools
    go build -C "$module" "$@" -o "$PWD/.tools/$name" "$package"
}
