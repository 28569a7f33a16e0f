#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds everything and runs all tests; ends with the line 'N passed, N failed'.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
installer/setup.sh
cmake --preset release
cmake --build --preset release

result=build/release/test-results.xml
rm -f "$result"
status=0
ctest --preset release --output-junit "$(basename "$result")" || status=$?
if [ ! -s "$result" ]; then
    echo "ctest wrote no result; see above" >&2
    exit 1
fi
total=$(grep -c '<testcase ' "$result" || true)
failed=$(grep -cE '<testcase [^>]*status="fail"' "$result" || true)
if [ "$total" -eq 0 ]; then
    echo "no test was run" >&2
    exit 1
fi
echo "$((total - failed)) passed, $failed failed"
exit "$status"
