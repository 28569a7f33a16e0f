#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Qt 6.4's moc without the include folders that CMake hands it: it needs no header to find Q_OBJECT, takes seconds
# a file to read them, and cannot parse some of GCC 12's (<concepts>, <chrono>).
moc=$1
shift
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        -I*) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
exec "$moc" "$@"
