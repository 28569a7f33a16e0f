#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh checkout to a trained model: quickstart.sh [TASK]
#   TASK is a Medical Segmentation Decathlon folder or .tar; without one a small made-up task is used.
#   Sets up, builds, trains with a short schedule, segments the test scans, writes a report, and opens the window on the
#   result where there is a display. Run again, it continues where it stopped and skips what is done.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
task=${1:-}
if [ "$task" = -h ] || [ "$task" = --help ]; then sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0; fi
if [ -n "$task" ]; then task=$(realpath "$task"); fi

"$root/installer/setup.sh"
cd "$root"
cmake --preset release > build-log.txt 2>&1 || { cat build-log.txt; exit 1; }
rm -f build-log.txt
cmake --build --preset release --target segwright segwright-cli

projects=${SEGWRIGHT_PROJECTS:-$HOME/Projects}
name=$(basename "${task:-Phantom}")
name=${name%.tar*}
project=$projects/$name.segwright
mkdir -p "$projects"
if [ -n "$task" ]; then
    build/release/bin/segwright-cli run "$task" --quick --project "$project"
else
    build/release/bin/segwright-cli run phantom --quick --project "$project"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/release/bin/segwright "$project" --page review
fi
echo "There is no display here; open the result later with: build/release/bin/segwright '$project'"
