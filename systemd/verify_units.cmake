# Fills the units with the programs of the build tree, which exist, and checks them with systemd-analyze.
file(MAKE_DIRECTORY "${OUT}")
foreach(unit bangtind.service bangtin-player.service)
  set(CMAKE_INSTALL_FULL_BINDIR "${BINARIES}")
  configure_file("${SOURCE}/${unit}.in" "${OUT}/${unit}" @ONLY)
  execute_process(COMMAND "${ANALYZE}" verify --man=no "${OUT}/${unit}" RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  # Ignore what it says about other units of the machine.
  string(REGEX MATCHALL "[^\n]*bangtin[^\n]*" ours "${said}")
  if(NOT status EQUAL 0 OR ours)
    message(FATAL_ERROR "${unit}: status ${status}\n${said}")
  endif()
  # Without these settings a screen never learns that its clock is right, and one greedy decoder ends the
  # whole unit.
  file(STRINGS "${OUT}/${unit}" clock_locked REGEX "^ProtectClock=(yes|true|1|on)")
  file(STRINGS "${OUT}/${unit}" clock_asked REGEX "^SystemCallFilter=.* adjtimex clock_adjtime")
  file(STRINGS "${OUT}/${unit}" dies_alone REGEX "^OOMPolicy=continue")
  if(clock_locked OR NOT clock_asked OR NOT dies_alone)
    message(FATAL_ERROR "${unit}: it must be able to ask for the clock's state, and outlive a worker without memory")
  endif()
endforeach()
