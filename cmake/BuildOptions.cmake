# SPDX-License-Identifier: Apache-2.0
# One INTERFACE target carries how our own code is compiled; CMAKE_CXX_FLAGS stays the packager's.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(gwdiag_options INTERFACE)
target_compile_features(gwdiag_options INTERFACE cxx_std_23)
target_compile_options(gwdiag_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wdouble-promotion -Wformat=2 -Wextra-semi -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches>
  $<$<BOOL:${GWDIAG_WERROR}>:-Werror>)
# GCC 12 takes a designated initializer for a field it does not name as missing.
target_compile_options(gwdiag_options INTERFACE -Wno-missing-field-initializers)
target_compile_definitions(gwdiag_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(GWDIAG_SANITIZE)
  target_compile_options(gwdiag_options INTERFACE
    -fsanitize=${GWDIAG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # At a fixed address: in a PIE the loader relocates 90 MB of the sanitizers' tables at each start, two thirds of its time.
  target_compile_options(gwdiag_options INTERFACE -fno-pie)
  target_link_options(gwdiag_options INTERFACE -fsanitize=${GWDIAG_SANITIZE} -no-pie)
endif()
if(GWDIAG_STATIC)
  # Nothing of the archives may be found by what is loaded later (libcurl has an OpenSSL of its own).
  target_link_options(gwdiag_options INTERFACE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL -Wl,--gc-sections)
  # A smaller form of the relocations of each start (glibc 2.36, binutils 2.38).
  include(CheckLinkerFlag)
  check_linker_flag(CXX -Wl,-z,pack-relative-relocs GWDIAG_PACKED_RELOCATIONS)
  target_link_options(gwdiag_options INTERFACE $<$<BOOL:${GWDIAG_PACKED_RELOCATIONS}>:-Wl,-z,pack-relative-relocs>)
endif()

# gwdiag_folder(NAME [DEPS…]): src/NAME as one static library; its links are the layering.
function(gwdiag_folder name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_library(gwdiag_${name} STATIC ${sources})
  target_include_directories(gwdiag_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(gwdiag_${name} PRIVATE gwdiag_options)
  foreach(dep IN LISTS ARGN)
    if(dep MATCHES "::" OR TARGET ${dep})
      target_link_libraries(gwdiag_${name} PUBLIC ${dep})
    endif()
  endforeach()
  target_compile_features(gwdiag_${name} PUBLIC cxx_std_23)
endfunction()
