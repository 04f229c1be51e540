# SPDX-License-Identifier: Apache-2.0
set(GWDIAG_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions CACHE STRING
    "Where zsh looks for completions (Debian: zsh/vendor-completions, elsewhere zsh/site-functions)")

if(NOT TARGET gwdiag)
  return()
endif()
install(TARGETS gwdiag)
install(FILES man/gwdiag.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completions/gwdiag.bash RENAME gwdiag
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_gwdiag DESTINATION ${GWDIAG_ZSH_DIR})
install(FILES completions/gwdiag.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/gwdiag/schemas)
