# Language, warnings, hardening and sanitizers: one interface library that every target links.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
set(PLENARY_SANITIZE "" CACHE STRING "Sanitizers, comma separated (address,undefined | thread)")
option(PLENARY_UNITY "Compile the files of a room some at a time: a clean build takes half as long" OFF)
option(PLENARY_FUZZ "Build the fuzz targets with libFuzzer" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # The precompiled headers carry time macros in Boost; ccache must be told that they may differ.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_library(plenary_compiler INTERFACE)
target_include_directories(plenary_compiler INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(plenary_compiler INTERFACE
  -pthread -Wall -Wextra -Wconversion -Wsign-conversion -Wformat=2 -Wshadow -Wnon-virtual-dtor
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(plenary_compiler INTERFACE -fcoroutines)
  target_compile_options(plenary_compiler INTERFACE -fpch-preprocess)
endif()

if(PLENARY_SANITIZE)
  target_compile_options(plenary_compiler INTERFACE
    -fsanitize=${PLENARY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(plenary_compiler INTERFACE -fsanitize=${PLENARY_SANITIZE})
  if(PLENARY_SANITIZE MATCHES "undefined")
    # SOCI's library does not tell the types behind its headers' pointers, which this check would look at.
    target_compile_options(plenary_compiler INTERFACE -fno-sanitize=vptr)
  endif()
else()
  # Debian's hardening set and a little more.
  target_compile_definitions(plenary_compiler INTERFACE _GLIBCXX_ASSERTIONS)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(plenary_compiler INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  target_compile_options(plenary_compiler INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr)
  target_link_options(plenary_compiler INTERFACE
    -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
# Said for every object alike: libraries and programs then share one precompiled header.
target_compile_options(plenary_compiler INTERFACE -fPIE)
target_link_options(plenary_compiler INTERFACE -pie)
if(PLENARY_FUZZ)
  target_compile_options(plenary_compiler INTERFACE -fsanitize=fuzzer-no-link)
endif()
