# SPDX-License-Identifier: Apache-2.0
# seg_install_cli(target): component `cli`, a relocatable folder with the command line and every library it needs but
# LibTorch, which it takes from LD_LIBRARY_PATH, from an existing PyTorch or from set-up's cache folder.
function(seg_install_cli target)
    install(TARGETS ${target} RUNTIME_DEPENDENCY_SET seg_cli_libraries
        RUNTIME DESTINATION lib/segwright COMPONENT cli)
    install(PROGRAMS ${CMAKE_SOURCE_DIR}/installer/linux/segwright-cli.sh DESTINATION bin RENAME segwright-cli COMPONENT cli)
    install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/segwright COMPONENT cli)
    # Parts of glibc and the compiler's run time belong to the system; LibTorch and CUDA come from elsewhere.
    install(RUNTIME_DEPENDENCY_SET seg_cli_libraries COMPONENT cli DESTINATION lib/segwright
        PRE_EXCLUDE_REGEXES "^lib(torch|c10|cudart|cupti|gomp|cuda|nv).*"
            "^lib(c|m|dl|rt|pthread|gcc_s|stdc\\+\\+|resolv)\\.so.*" "^ld-linux.*"
        POST_EXCLUDE_REGEXES "/torch/lib/" "/nvidia/")
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
    # DT_RPATH, which also holds for what the libraries need themselves; RUNPATH does not. Debian's libnifti2 has a
    # RUNPATH of its own, so that the program names libznz for it.
    target_link_options(${target} PRIVATE -Wl,--disable-new-dtags)
    target_link_libraries(${target} PRIVATE -Wl,--push-state,--no-as-needed ${ZNZ_LIBRARY} -Wl,--pop-state)
endfunction()
