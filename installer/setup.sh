#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up everything Segwright needs to build and run: setup.sh [--cpu | --gpu]
#   Debian 12 packages (with sudo, for these alone) and LibTorch from PyPI into a cache folder of yours.
#   --gpu  also fetches NVIDIA's GPU libraries; the default where an NVIDIA driver is present.
# Says first what it will fetch, how big it is and where it goes. Can be interrupted and run again; does nothing when all
# is there. The cache folder is $SEG_CACHE, or ~/.cache/segwright.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SEG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/segwright}
libs=$cache/libs
stamps=$libs/.unpacked

want_gpu=no
if [ -e /proc/driver/nvidia/version ] || command -v nvidia-smi > /dev/null 2>&1; then want_gpu=yes; fi
for argument in "$@"; do
    case $argument in
        --gpu) want_gpu=yes ;;
        --cpu) want_gpu=no ;;
        -h | --help) sed -n '3,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "setup.sh: unknown option $argument; it takes --cpu or --gpu" >&2; exit 2 ;;
    esac
done

say() { printf '%s\n' "$*"; }

missing_packages() {
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' 2> /dev/null | sed -n 's/^ii *//p')
    grep -v '^#' "$here/packages.txt" | while read -r _ name; do
        grep -qx "$name" <<< "$installed" || printf '%s ' "$name"
    done
}

explain_other_system() {
    say "Segwright's set-up knows Debian 12 (bookworm). This is ${PRETTY_NAME:-another system}."
    say "Install the counterparts of these packages by hand, then run this again with SEG_SKIP_PACKAGES=1:"
    grep -v '^#' "$here/packages.txt" | awk '{printf "  %s", $2} END {print ""}'
    exit 1
}

install_packages() {
    local packages=$1 sudo=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo > /dev/null || {
            say "These system packages are missing and need an administrator: $packages"
            exit 1
        }
        sudo=sudo
        say "The system packages are installed with sudo; nothing else is."
    fi
    $sudo apt-get update -qq
    local plan
    plan=$(apt-get install --no-install-recommends --assume-no $packages 2> /dev/null | grep -E '^(Need to get|After this)' || true)
    say "System packages missing: $(wc -w <<< "$packages"). $(tr '\n' ' ' <<< "$plan")"
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages > /dev/null
}

wanted_wheels() {
    local sets="cpu"
    if [ "$want_gpu" = yes ]; then
        sets="cpu gpu"
        if ! command -v nvcc > /dev/null && [ ! -x /usr/local/cuda/bin/nvcc ]; then sets="cpu gpu nvcc"; fi
    fi
    grep -v '^#' "$here/wheels.txt" | while read -r set name version hash megabytes; do
        case " $sets " in *" $set "*) ;; *) continue ;; esac
        [ -e "$stamps/$name-$version" ] || echo "$name $version $hash $megabytes"
    done
}

fetch_wheel() {
    local name=$1 version=$2 hash=$3 platforms="" minor
    for minor in 17 18 24 25 26 27 28; do platforms="$platforms --platform manylinux_2_${minor}_x86_64"; done
    echo "$name==$version --hash=sha256:$hash" > "$cache/wheels/requirement.txt"
    # shellcheck disable=SC2086
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none --platform manylinux2014_x86_64 $platforms \
        --retries 5 -d "$cache/wheels" -r "$cache/wheels/requirement.txt"
}

unpack_wheel() {
    local name=$1 version=$2 wheel
    wheel=$(ls "$cache/wheels/$(tr - _ <<< "$name")-$version"-*.whl)
    if [ "$name" = torch ]; then
        # Without the Python side, and without its own fmt headers, which would shadow the system's.
        unzip -q -o "$wheel" 'torch/lib/*' 'torch/include/*' '*.dist-info/*' -x '*libtorch_python*' 'torch/include/fmt/*' -d "$libs"
    else
        unzip -q -o "$wheel" -d "$libs"
    fi
    touch "$stamps/$name-$version"
    rm -f "$wheel"
}

install_wheels() {
    local wheels=$1 total free
    total=$(awk '{sum += $4} END {print sum}' <<< "$wheels")
    mkdir -p "$cache/wheels" "$stamps"
    free=$(df -Pm "$cache" | awk 'NR == 2 {print $4}')
    say "LibTorch and its companions: $(wc -l <<< "$wheels") files, $total MB to download, about $((total * 2)) MB in $libs ($free MB free there)."
    if [ "$free" -lt $((total * 3)) ]; then
        say "That does not fit. Free some space, or set SEG_CACHE to a folder on a larger disk, and run this again."
        exit 1
    fi
    while read -r name version hash megabytes; do
        say "  $name $version ($megabytes MB)"
        fetch_wheel "$name" "$version" "$hash" < /dev/null
        unpack_wheel "$name" "$version" < /dev/null
    done <<< "$wheels"
}

if [ "${SEG_SKIP_PACKAGES:-0}" != 1 ]; then
    # shellcheck disable=SC1091
    . /etc/os-release
    if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ]; then explain_other_system; fi
    packages=$(missing_packages)
    if [ -n "$packages" ]; then install_packages "$packages"; fi
fi
wheels=$(wanted_wheels)
if [ -n "$wheels" ]; then install_wheels "$wheels"; fi
say "Set up: system packages and LibTorch are there ($libs)."
