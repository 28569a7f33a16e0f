# SPDX-License-Identifier: Apache-2.0
# Installs the command line into OUTPUT and fails unless the program takes every library in that folder from there:
# on a machine where they are installed as well nothing else would show that one is not found.
file(REMOVE_RECURSE "${OUTPUT}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --component cli --prefix "${OUTPUT}"
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE errors)
if(failed)
    message(FATAL_ERROR "the command line cannot be installed: ${errors}")
endif()

set(folder "${OUTPUT}/lib/segwright")
execute_process(COMMAND ldd "${folder}/segwright-cli" OUTPUT_VARIABLE resolved COMMAND_ERROR_IS_FATAL ANY)
file(GLOB libraries RELATIVE "${folder}" "${folder}/*.so.*")
set(taken 0)
foreach(library IN LISTS libraries)
    if(resolved MATCHES "${library} => ([^ \n]+)")
        if(NOT CMAKE_MATCH_1 STREQUAL "${folder}/${library}")
            message(FATAL_ERROR "${library} is taken from ${CMAKE_MATCH_1}, not from the installed folder")
        endif()
        math(EXPR taken "${taken} + 1")
    endif()
endforeach()
if(taken EQUAL 0)
    message(FATAL_ERROR "none of the installed libraries is used:\n${resolved}")
endif()

execute_process(COMMAND du -sm "${OUTPUT}" OUTPUT_VARIABLE megabytes COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "^[0-9]+" megabytes "${megabytes}")
if(megabytes GREATER_EQUAL 40)
    message(FATAL_ERROR "the installed folder takes ${megabytes} MB; it must stay below 40")
endif()
