# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution; the build downloads nothing.
if(GWDIAG_STATIC) # archives where the distribution has them
  list(PREPEND CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
# The headers of these two: the library is loaded at run time, when a second opinion or a name that is not ASCII asks for it.
find_package(CURL REQUIRED)
find_path(IDN2_INCLUDE_DIR idn2.h REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(NGHTTP2 REQUIRED IMPORTED_TARGET libnghttp2)
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)

add_library(gwdiag_asio INTERFACE)
target_include_directories(gwdiag_asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_compile_definitions(gwdiag_asio INTERFACE ASIO_NO_DEPRECATED ASIO_STANDALONE)
target_link_libraries(gwdiag_asio INTERFACE Threads::Threads)

# No archive of fmt is to be had: what its library is made of is compiled here, in the version that fmt_format.cpp knows.
add_library(gwdiag_fmt INTERFACE)
if(GWDIAG_STATIC AND fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 10)
  add_library(gwdiag_fmt_format STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt_format.cpp)
  target_include_directories(gwdiag_fmt_format SYSTEM PUBLIC
    $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
  target_link_libraries(gwdiag_fmt INTERFACE gwdiag_fmt_format)
else()
  target_link_libraries(gwdiag_fmt INTERFACE fmt::fmt)
endif()

if(GWDIAG_STATIC) # for whoever runs the program: an archive that is newer is a reason to link again
  set(archives ${OPENSSL_SSL_LIBRARY} ${OPENSSL_CRYPTO_LIBRARY} ${ZLIB_LIBRARY} ${CARES_LINK_LIBRARIES} ${NGHTTP2_LINK_LIBRARIES})
  list(FILTER archives INCLUDE REGEX "\\.a$")
  list(JOIN archives "\n" archives)
  file(WRITE ${PROJECT_BINARY_DIR}/archives "${archives}\n")
endif()
