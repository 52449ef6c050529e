# Fills the units in with the programs of the build tree, which exist, and lets systemd-analyze judge them.
file(MAKE_DIRECTORY "${OUT}")
foreach(unit bangtind.service bangtin-player.service)
  set(CMAKE_INSTALL_FULL_BINDIR "${BINARIES}")
  configure_file("${SOURCE}/${unit}.in" "${OUT}/${unit}" @ONLY)
  execute_process(COMMAND "${ANALYZE}" verify --man=no "${OUT}/${unit}" RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  # What it says of other units of the machine is not ours.
  string(REGEX MATCHALL "[^\n]*bangtin[^\n]*" ours "${said}")
  if(NOT status EQUAL 0 OR ours)
    message(FATAL_ERROR "${unit}: status ${status}\n${said}")
  endif()
endforeach()
