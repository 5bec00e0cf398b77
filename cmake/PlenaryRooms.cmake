# A room is a folder of src/, a noun, one library. Its CMakeLists.txt is one call:
#
#   plenary_room(hls FLOOR 1 ROOMS base LIBRARIES ZLIB::ZLIB [ASIO])
#
# x.cpp goes into the library, x_test.cpp into the room's test program, x_fuzz.cpp becomes a fuzz
# target (with libFuzzer under the preset `fuzz`; everywhere else a plain main replays its corpus in
# tests/corpus/<room>/<x>). Rooms with ASIO share one precompiled header, those without another; so do their
# tests, which are compiled in half the time with -O1 and seldom run for long.
# With PLENARY_UNITY a room's files are compiled some at a time, as one: templates and headers are then
# read and instantiated once for all of them.

# The precompiled headers are compiled once, in plenary_asio_pch and plenary_std_pch, and for tests in
# plenary_asio_test_pch and plenary_std_test_pch.
function(plenary_pch)
  add_library(plenary_test_compiler INTERFACE)
  target_link_libraries(plenary_test_compiler INTERFACE GTest::gmock GTest::gtest_main)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(plenary_test_compiler INTERFACE -O1)
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch.cpp CONTENT "// Owns a precompiled header.\n")
  foreach(kind asio std)
    set(header ${CMAKE_SOURCE_DIR}/cmake/${kind}_pch.h)
    foreach(owner plenary_${kind}_pch plenary_${kind}_test_pch)
      add_library(${owner} OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
      target_link_libraries(${owner} PUBLIC plenary_compiler)
    endforeach()
    target_precompile_headers(plenary_${kind}_pch PRIVATE ${header})
    target_link_libraries(plenary_${kind}_test_pch PUBLIC plenary_test_compiler)
    target_precompile_headers(plenary_${kind}_test_pch PRIVATE ${header} <gmock/gmock.h> <gtest/gtest.h>)
  endforeach()
  target_link_libraries(plenary_asio_pch PUBLIC plenary::dep_boost OpenSSL::SSL)
  target_link_libraries(plenary_asio_test_pch PUBLIC plenary::dep_boost OpenSSL::SSL)
  # What runs a fuzz target over its corpus, where there is no libFuzzer.
  add_library(plenary_replay OBJECT ${CMAKE_SOURCE_DIR}/tests/corpus/replay_main.cpp)
  target_link_libraries(plenary_replay PUBLIC plenary_compiler)
endfunction()

# With PLENARY_UNITY, compiles a target's files so many at a time.
function(plenary_unity target files)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${PLENARY_UNITY} UNITY_BUILD_BATCH_SIZE ${files})
  if(PLENARY_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A file that another includes looks like a header to GCC, whose anonymous namespaces it would warn of.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

function(plenary_room name)
  cmake_parse_arguments(room "ASIO" "FLOOR" "ROOMS;LIBRARIES;TEST_ROOMS" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB all CONFIGURE_DEPENDS ${dir}/*.cpp)
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(fuzzers ${all})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cpp$")

  set(links ${room_LIBRARIES})
  foreach(below ${room_ROOMS})
    list(APPEND links plenary_${below})
  endforeach()
  set(pch plenary_std)
  if(room_ASIO)
    set(pch plenary_asio)
    list(APPEND links plenary::dep_boost OpenSSL::SSL)
  endif()

  if(sources)
    add_library(plenary_${name} STATIC ${sources})
    target_link_libraries(plenary_${name} PUBLIC plenary_compiler ${links})
    target_precompile_headers(plenary_${name} REUSE_FROM ${pch}_pch)
    plenary_unity(plenary_${name} 14)
  else()
    add_library(plenary_${name} INTERFACE)
    target_link_libraries(plenary_${name} INTERFACE plenary_compiler ${links})
  endif()

  if(tests AND NOT PLENARY_FUZZ)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE plenary_${name} plenary_test_compiler)
    foreach(extra ${room_TEST_ROOMS})
      target_link_libraries(${name}_test PRIVATE plenary_${extra})
    endforeach()
    target_precompile_headers(${name}_test REUSE_FROM ${pch}_test_pch)
    plenary_unity(${name}_test 8)
    target_compile_definitions(${name}_test PRIVATE
      PLENARY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PLENARY_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()

  foreach(fuzzer ${fuzzers})
    get_filename_component(target ${fuzzer} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" subject ${target})
    set(exe fuzz_${name}_${subject})
    add_executable(${exe} ${fuzzer})
    target_link_libraries(${exe} PRIVATE plenary_${name})
    target_precompile_headers(${exe} REUSE_FROM ${pch}_pch)
    set(corpus ${CMAKE_SOURCE_DIR}/tests/corpus/${name}/${subject})
    if(PLENARY_FUZZ)
      target_link_options(${exe} PRIVATE -fsanitize=fuzzer)
    else()
      target_link_libraries(${exe} PRIVATE plenary_replay)
      add_test(NAME fuzz_corpus_${name}_${subject} COMMAND ${exe} ${corpus})
    endif()
  endforeach()
endfunction()
