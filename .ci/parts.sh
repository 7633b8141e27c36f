# What the scripts of this folder share; they source it from the root of the repository.
# shellcheck shell=bash

step() { printf '\n== %s\n' "$*"; }

# The packages that are published, and the arguments that choose them.
# shellcheck disable=SC2034
names=(faultcode-facts faultcode-runtime faultcode faultcode-postgres)
# shellcheck disable=SC2034
published=("${names[@]/#/--package=}")

# The folder of what is built.
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
target=$(cd "$target" && pwd)

# A command of cargo that is not there is built, apart from what is tested.
tool() { command -v "cargo-$1" >/dev/null || CARGO_TARGET_DIR="$target/tools" cargo install --quiet --locked "cargo-$1"; }

# A compiler for what no stable one does.
nightly() { rustup toolchain install nightly --profile minimal >/dev/null 2>&1 || true; }
