# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution; the build downloads nothing.
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED) # its headers: the library is loaded when a second opinion is asked for
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(NGHTTP2 REQUIRED IMPORTED_TARGET libnghttp2)
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)

add_library(gwdiag_asio INTERFACE)
target_include_directories(gwdiag_asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_compile_definitions(gwdiag_asio INTERFACE ASIO_NO_DEPRECATED ASIO_STANDALONE)
target_link_libraries(gwdiag_asio INTERFACE Threads::Threads)
