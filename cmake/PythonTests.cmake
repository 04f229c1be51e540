# SPDX-License-Identifier: Apache-2.0
# gwdiag_python_tests(LABEL): every test_*.py of this folder becomes the test LABEL/<name>. The test finds the program
# in GWDIAG, the source tree in GWDIAG_SOURCE_DIR; exit status 77 says that it could not run here.
function(gwdiag_python_tests label)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test_*.py)
  set(program ${PROJECT_BINARY_DIR}/src/gwdiag)
  foreach(script IN LISTS scripts)
    cmake_path(GET script STEM stem)
    string(REGEX REPLACE "^test_" "" stem ${stem})
    add_test(NAME ${label}/${stem} COMMAND ${GWDIAG_PYTHON} -B ${script})
    set_tests_properties(${label}/${stem} PROPERTIES LABELS ${label} TIMEOUT 300 SKIP_RETURN_CODE 77
      ENVIRONMENT "GWDIAG=${program};GWDIAG_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
  endforeach()
endfunction()
