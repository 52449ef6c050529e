# What every target of the project shares: warnings, ccache, sanitizers, and includes that follow the links.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header is safe to cache only with these; see "Precompiled headers" in ccache(1).
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
    # The optimizer finds these, and what it inlines decides: even the length of the source folder's path. GCC 12 sees them in
    # containers of the standard library where they are not (PR 105329, PR 105562, PR 105651), so they are shown and fail no build.
    # Where one is known to be wrong, bangtin_quiet() says so; the address sanitizer looks for the real ones.
    foreach(warning restrict maybe-uninitialized stringop-overflow stringop-overread array-bounds dangling-pointer use-after-free
            free-nonheap-object)
      target_compile_options(bangtin_options INTERFACE -Wno-error=${warning})
    endforeach()
  endif()
endif()
target_compile_definitions(bangtin_options INTERFACE BANGTIN_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A source takes half a gigabyte here; to collect garbage along the way costs a tenth of the time.
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
    # In the programs and not in the environment: workers start with an environment of their own.
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

# bangtin_quiet(WARNING SOURCES...): GCC gives this warning in these sources, and is wrong; the caller's comment says why.
function(bangtin_quiet warning)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS "-Wno-${warning}")
  endif()
endfunction()

# bangtin_includes(FOLDER TARGET [HEADERS name.hpp...]): the target offers FOLDER's headers as "FOLDER/name.hpp", and only those (of
# HEADERS, if given). The include path is a folder of the build tree that holds nothing but links to these headers: what a target
# does not link, it cannot include, not even from a folder within or above its own.
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
      file(REMOVE "${link}") # of a header that was renamed or deleted
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

# The headers that nearly every source reads, read once. A target with other definitions than these falls back to reading them
# itself, so this is a matter of speed only; sources still name what they use.
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

# bangtin_library(NAME SOURCES... LINKS targets... PRIVATE_LINKS targets... [OWN_HEADERS]): the library of the folder it is called
# in. OWN_HEADERS: it precompiles headers of its own choice.
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

# bangtin_program(NAME SOURCES... LINKS targets... [WORKER]): workers are installed where nobody calls them by hand.
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

# Several sources of a test are compiled as one: what they have in common (gmock's and rapidcheck's templates, the headers of what
# they test) is compiled once and not for each. -DBANGTIN_TOGETHER=1 compiles them one by one, for whoever works on one of them.
set(BANGTIN_TOGETHER 10 CACHE STRING "How many sources of a test are compiled together")
add_library(bangtin_together INTERFACE)
target_compile_options(bangtin_together INTERFACE -Wno-shadow) # what is local to one may be called like what is global to another

# bangtin_test(NAME SOURCES... LINKS targets... [LABELS ...] [TIMEOUT s]): one GoogleTest program of tests/. Its label is `quick`
# (unit tests), `slow` (real processes, pictures or networks) or `e2e` (all programs together); quick when none is given.
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
