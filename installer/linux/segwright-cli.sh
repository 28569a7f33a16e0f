#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts segwright-cli with a LibTorch 2.11: from LD_LIBRARY_PATH, from $SEGWRIGHT_TORCH, from the cache folder that
# set-up fills, or from the PyTorch of the python3 on PATH.
here=$(dirname "$(readlink -f "$0")")
program=$here/../lib/segwright/segwright-cli

if ! ldd "$program" 2> /dev/null | grep -q 'libtorch_cpu.so => /'; then
    found=
    for folder in "$SEGWRIGHT_TORCH" "${SEG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/segwright}/libs/torch/lib"; do
        if [ -n "$folder" ] && [ -e "$folder/libtorch_cpu.so" ]; then found=$folder; break; fi
    done
    if [ -z "$found" ]; then
        found=$(python3 -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0] + "/lib")' 2> /dev/null)
    fi
    if [ -z "$found" ] || [ ! -e "$found/libtorch_cpu.so" ]; then
        echo "segwright-cli: LibTorch 2.11 was not found. Put its lib folder on LD_LIBRARY_PATH or into SEGWRIGHT_TORCH, or install PyTorch 2.11." >&2
        exit 1
    fi
    LD_LIBRARY_PATH=$found${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
fi
exec "$program" "$@"
