# How every target of this project is built: warnings, hardening, sanitizers, dependencies.

find_program(ACTORD_CCACHE ccache)
if(ACTORD_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${ACTORD_CCACHE}")
  # pch_defines,time_macros: ccache's own condition for precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "${ACTORD_CCACHE}")
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(ZLIB REQUIRED)
find_package(pugixml REQUIRED)
if(ACTORD_TESTS)
  find_package(Catch2 REQUIRED)
endif()
find_library(CAF_CORE_LIBRARY caf_core REQUIRED)
find_library(CAF_IO_LIBRARY caf_io REQUIRED)
find_path(CAF_INCLUDE_DIR caf/all.hpp REQUIRED)
find_library(EDIT_LIBRARY edit REQUIRED)
find_path(EDIT_INCLUDE_DIR histedit.h REQUIRED)

add_library(actord_options INTERFACE)
target_include_directories(actord_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(actord_options INTERFACE _GLIBCXX_ASSERTIONS
                           ACTORD_VERSION="${PROJECT_VERSION}")
target_compile_options(actord_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror -Winvalid-pch)
target_link_libraries(actord_options INTERFACE Threads::Threads)

if(CMAKE_BUILD_TYPE MATCHES "Release|RelWithDebInfo")
  target_compile_options(actord_options INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection -U_FORTIFY_SOURCE
    -D_FORTIFY_SOURCE=2)
  target_link_options(actord_options INTERFACE -Wl,-z,relro,-z,now -pie)
endif()
if(ACTORD_SANITIZE)
  target_compile_options(actord_options INTERFACE -fsanitize=${ACTORD_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(actord_options INTERFACE -fsanitize=${ACTORD_SANITIZE})
  if(ACTORD_SANITIZE MATCHES "thread")
    # gcc warns inside Boost.Asio that it cannot follow atomic_thread_fence.
    target_compile_options(actord_options INTERFACE -Wno-tsan)
  endif()
  if(ACTORD_SANITIZE MATCHES "address")
    # _GLIBCXX_DEBUG would change the layout of the containers that CAF's own library was built with.
    target_compile_definitions(actord_options INTERFACE ACTORD_ADDRESS_SANITIZER)
  endif()
endif()
if(ACTORD_LINKER)
  target_link_options(actord_options INTERFACE -fuse-ld=${ACTORD_LINKER})
endif()

# CAF, as SYSTEM. Only actors/ and above link it.
add_library(actord_caf INTERFACE)
target_include_directories(actord_caf SYSTEM INTERFACE "${CAF_INCLUDE_DIR}")
target_link_libraries(actord_caf INTERFACE "${CAF_IO_LIBRARY}" "${CAF_CORE_LIBRARY}")

# The one precompiled header: whoever includes CAF calls actord_use_caf(target).
file(WRITE "${CMAKE_BINARY_DIR}/pch/pch.cpp" "// Carrier of the precompiled CAF header.\n")
add_library(actord_caf_pch OBJECT "${CMAKE_BINARY_DIR}/pch/pch.cpp")
target_link_libraries(actord_caf_pch PRIVATE actord_options actord_caf)
target_precompile_headers(actord_caf_pch PRIVATE <caf/all.hpp> <caf/io/all.hpp>)

function(actord_use_caf target)
  target_link_libraries(${target} PUBLIC actord_caf)
  target_precompile_headers(${target} REUSE_FROM actord_caf_pch)
endfunction()

# A library of one layer: actord_layer(name SOURCES ... LINKS ...).
function(actord_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(${name} PUBLIC actord_options ${arg_LINKS})
endfunction()

function(actord_use_caf_private target)
  target_link_libraries(${target} PRIVATE actord_caf)
  # Executables are compiled with -fPIE, for which the header was not precompiled.
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM actord_caf_pch)
endfunction()
