#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Qt 6.4's moc without the C++ library's own folders, which CMake adds: it cannot parse some of GCC 12's headers
# (<concepts>, <chrono>) and needs none of them.
moc=$1
shift
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        -I/usr/include/c++/* | -I/usr/include/*/c++/* | -I/usr/lib/gcc/*) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
exec "$moc" "$@"
