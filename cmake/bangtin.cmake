# Shared by every target of the project: warnings, ccache, sanitizers, and include paths that follow the
# links.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # ccache caches precompiled headers correctly only with these settings; see "Precompiled headers" in
  # ccache(1).
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      "CCACHE_SLOPPINESS=pch_defines,time_macros"
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "CCACHE_NOHASHDIR=1" ${CCACHE})
endif()

add_library(bangtin_options INTERFACE)
target_compile_options(bangtin_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                       -Wnon-virtual-dtor -Woverloaded-virtual -fstack-protector-strong -fno-plt)
if(BANGTIN_WERROR)
  target_compile_options(bangtin_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(bangtin_options INTERFACE -fpch-preprocess)
  if(BANGTIN_WERROR)
    # The optimizer finds these warnings, so they depend on what it inlines, and even on the length of the
    # source folder's path. GCC 12 reports some falsely in containers of the standard library (PR 105329, PR
    # 105562, PR 105651), so they are shown but fail no build. bangtin_quiet() turns off one that is known to
    # be false; the address sanitizer finds the real ones.
    foreach(warning restrict maybe-uninitialized stringop-overflow stringop-overread array-bounds dangling-pointer use-after-free
            free-nonheap-object)
      target_compile_options(bangtin_options INTERFACE -Wno-error=${warning})
    endforeach()
  endif()
endif()
target_compile_definitions(bangtin_options INTERFACE BOOST_ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC collects no garbage below 1 GiB: a source needs half a gigabyte, and collecting would cost a tenth of
  # the compile time.
  target_compile_options(bangtin_options INTERFACE --param=ggc-min-heapsize=1048576)
endif()
if(BANGTIN_CHECKED)
  target_compile_definitions(bangtin_options INTERFACE _GLIBCXX_ASSERTIONS)
elseif(NOT BANGTIN_SANITIZE)
  target_compile_definitions(bangtin_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(BANGTIN_SANITIZE)
  target_compile_options(bangtin_options INTERFACE -fsanitize=${BANGTIN_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(bangtin_options INTERFACE -fsanitize=${BANGTIN_SANITIZE})
  if(BANGTIN_SANITIZE MATCHES "thread")
    target_compile_options(bangtin_options INTERFACE -Wno-tsan)
    # Compiled into the programs instead of set in the environment, because workers start with their own
    # environment.
    set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/tsan.supp")
    file(READ "${CMAKE_SOURCE_DIR}/tests/tsan.supp" BANGTIN_TSAN_SUPPRESSIONS)
    configure_file("${CMAKE_SOURCE_DIR}/cmake/tsan.cpp.in" "${CMAKE_BINARY_DIR}/tsan.cpp" @ONLY)
    set(BANGTIN_SANITIZER_SOURCE "${CMAKE_BINARY_DIR}/tsan.cpp")
  endif()
endif()
if(BANGTIN_FUZZ)
  target_compile_options(bangtin_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_compile_options(bangtin_options INTERFACE -pthread)
target_link_libraries(bangtin_options INTERFACE Threads::Threads)
target_link_options(bangtin_options INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)

# bangtin_quiet(WARNING SOURCES...): turns off a warning that GCC gives falsely in these sources; the caller's
# comment says why it is false.
function(bangtin_quiet warning)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS "-Wno-${warning}")
  endif()
endfunction()

# bangtin_includes(FOLDER TARGET [HEADERS name.hpp...]): makes FOLDER's headers (or only HEADERS, if given)
# available to those who link the target, as "FOLDER/name.hpp". The include path is a folder of the build tree
# that contains only links to these headers, so a target cannot include what it does not link, not even from a
# folder within or above its own.
function(bangtin_includes folder target)
  cmake_parse_arguments(arg "" "" "HEADERS" ${ARGN})
  string(REPLACE "/" "." root "${folder}")
  set(root "${CMAKE_BINARY_DIR}/include/${root}")
  if(arg_HEADERS)
    string(APPEND root ".of.${target}")
    list(TRANSFORM arg_HEADERS PREPEND "${CMAKE_SOURCE_DIR}/${folder}/" OUTPUT_VARIABLE headers)
  else()
    file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.hpp" "${CMAKE_SOURCE_DIR}/${folder}/*.inc")
  endif()
  file(MAKE_DIRECTORY "${root}/${folder}")
  file(GLOB present "${root}/${folder}/*")
  foreach(link IN LISTS present)
    get_filename_component(name "${link}" NAME)
    if(NOT "${CMAKE_SOURCE_DIR}/${folder}/${name}" IN_LIST headers)
      file(REMOVE "${link}") # the link of a header that was renamed or deleted
    endif()
  endforeach()
  foreach(header IN LISTS headers)
    get_filename_component(name "${header}" NAME)
    if(NOT EXISTS "${root}/${folder}/${name}")
      file(CREATE_LINK "${header}" "${root}/${folder}/${name}" SYMBOLIC)
    endif()
  endforeach()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${target} INTERFACE "${root}")
  else()
    target_include_directories(${target} PUBLIC "${root}")
  endif()
endfunction()

# The headers that nearly every source includes, compiled once. A target with different definitions compiles
# them itself, so this affects only build time; sources still include what they use.
set(BANGTIN_COMMON_HEADERS <algorithm> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <variant> <vector> <fmt/format.h> <boost/json/value.hpp> <boost/system/result.hpp>)
set(BANGTIN_COMPILED_ONCE "${CMAKE_SOURCE_DIR}/cmake/compiled_once.hpp")
function(bangtin_precompile target)
  if(NOT TARGET bangtin_common_headers)
    file(WRITE "${CMAKE_BINARY_DIR}/nothing.cpp" "")
    add_library(bangtin_common_headers OBJECT "${CMAKE_BINARY_DIR}/nothing.cpp")
    target_link_libraries(bangtin_common_headers PRIVATE bangtin_options fmt::fmt spdlog::spdlog Boost::headers Boost::json)
    target_precompile_headers(bangtin_common_headers PRIVATE ${BANGTIN_COMMON_HEADERS} <spdlog/spdlog.h>
                              ${BANGTIN_COMPILED_ONCE})
  endif()
  target_precompile_headers(${target} REUSE_FROM bangtin_common_headers)
endfunction()
function(bangtin_precompile_test target)
  if(NOT TARGET bangtin_test_headers)
    add_library(bangtin_test_headers OBJECT "${CMAKE_BINARY_DIR}/nothing.cpp")
    target_link_libraries(bangtin_test_headers PRIVATE bangtin_options fmt::fmt spdlog::spdlog Boost::headers Boost::json
                          GTest::gmock_main rapidcheck)
    target_precompile_headers(bangtin_test_headers PRIVATE ${BANGTIN_COMMON_HEADERS} <gmock/gmock.h> <gtest/gtest.h>
                              <rapidcheck/gtest.h> ${BANGTIN_COMPILED_ONCE})
  endif()
  target_precompile_headers(${target} REUSE_FROM bangtin_test_headers)
endfunction()

# bangtin_library(NAME SOURCES... LINKS targets... PRIVATE_LINKS targets... [OWN_HEADERS]): defines the
# library of the folder that calls it. With OWN_HEADERS it does not use the shared precompiled headers.
function(bangtin_library name)
  cmake_parse_arguments(arg "OWN_HEADERS" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  file(RELATIVE_PATH folder "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  add_library(bangtin_${name} STATIC ${arg_SOURCES})
  bangtin_includes(${folder} bangtin_${name})
  target_link_libraries(bangtin_${name} PUBLIC bangtin_options ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  if(NOT arg_OWN_HEADERS)
    bangtin_precompile(bangtin_${name})
  endif()
endfunction()

# bangtin_program(NAME SOURCES... LINKS targets... [WORKER]): defines a program. Workers are installed to
# libexec, because users do not start them.
function(bangtin_program name)
  cmake_parse_arguments(arg "WORKER" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES} ${BANGTIN_SANITIZER_SOURCE})
  target_link_libraries(${name} PRIVATE bangtin_options ${arg_LINKS})
  bangtin_precompile(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  if(arg_WORKER)
    install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/bangtin)
  else()
    install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endfunction()

# Several sources of a test are compiled as one, so that their common part (the templates of gmock and
# rapidcheck, the headers of the code under test) is compiled only once. -DBANGTIN_TOGETHER=1 compiles them
# one by one, which suits work on a single test.
set(BANGTIN_TOGETHER 10 CACHE STRING "How many sources of a test are compiled together")
add_library(bangtin_together INTERFACE)
# A local name of one source may equal a global name of another.
target_compile_options(bangtin_together INTERFACE -Wno-shadow)

# bangtin_test(NAME SOURCES... LINKS targets... [LABELS ...] [TIMEOUT s]): defines one GoogleTest program of
# tests/. Its label is `quick` (unit tests; the default), `slow` (real processes, pictures or networks) or
# `e2e` (all programs together). The default timeout is 120 s.
function(bangtin_test name)
  cmake_parse_arguments(arg "OWN_HEADERS" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES} ${BANGTIN_SANITIZER_SOURCE})
  target_link_libraries(test_${name} PRIVATE bangtin_options bangtin_together ${arg_LINKS} GTest::gmock_main rapidcheck)
  if(NOT arg_OWN_HEADERS)
    bangtin_precompile_test(test_${name})
  endif()
  set_target_properties(test_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${BANGTIN_TOGETHER})
  target_include_directories(test_${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(test_${name} PRIVATE BANGTIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             BANGTIN_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME ${name} COMMAND test_${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  if(NOT arg_LABELS)
    set(arg_LABELS quick)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
endfunction()
