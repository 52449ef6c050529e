# cmake -DMODE=update|check -P catalogue.cmake: collects every message of the sources (the first argument of msg() and
# tr(), and in the shell's of text and say) and merges it into vi.po, or fails when vi.po lacks one, has it untranslated or fuzzy, or with other places for
# values.
file(MAKE_DIRECTORY "${WORK_DIR}")
set(catalogue "${SOURCE_DIR}/po/vi.po")
set(template "${WORK_DIR}/bangtin.pot")

set(sources "")
foreach(folder base playlists media evidence wire scheduler player admin-cli)
  file(GLOB_RECURSE found RELATIVE "${SOURCE_DIR}" "${SOURCE_DIR}/${folder}/*.cpp" "${SOURCE_DIR}/${folder}/*.hpp")
  list(APPEND sources ${found})
endforeach()
list(SORT sources)
list(JOIN sources "\n" lines)
file(WRITE "${WORK_DIR}/POTFILES" "${lines}\n")

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${SOURCE_DIR}" RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${output}")
  endif()
endfunction()

# Texts with {} are no printf formats, whatever stands in them: "100 % of" would be taken for one.
run(${XGETTEXT} --language=C++ --from-code=UTF-8 --keyword --keyword=msg:1 --keyword=tr:1 --flag=msg:1:no-c-format
    --flag=tr:1:no-c-format --add-location=file --sort-output --package-name=bangtin --width=110
    --files-from=${WORK_DIR}/POTFILES --output=${template})
run(${XGETTEXT} --language=Shell --from-code=UTF-8 --keyword --keyword=text:1 --keyword=say:1 --flag=text:1:no-sh-format
    --flag=say:1:no-sh-format --add-location=file --sort-output --package-name=bangtin --width=110 --join-existing
    --output=${template} systemd/bangtin-player-setup)

run(sh web/messages.sh template ${WORK_DIR}/web.pot)
run(msgcat --use-first --sort-output --width=110 --output-file=${template} ${template} ${WORK_DIR}/web.pot)

if(MODE STREQUAL "update")
  run(${MSGMERGE} --quiet --update --backup=none --no-fuzzy-matching --add-location=file --sort-output --width=110
      --lang=vi ${catalogue} ${template})
  # Without the date of the run, so that the file changes only when messages do; and without what nobody says any more.
  file(READ "${catalogue}" text)
  string(REGEX REPLACE "\"POT-Creation-Date:[^\n]*\n" "" text "${text}")
  string(REGEX REPLACE "\n#~[^\n]*" "" text "${text}")
  string(REGEX REPLACE "\n\n+" "\n\n" text "${text}")
  file(WRITE "${catalogue}" "${text}")
  run(${MSGFMT} --check-format -o ${WORK_DIR}/checked.mo ${catalogue})
  message(STATUS "merged; translate what is empty in po/vi.po")
  return()
endif()

# What the sources say now with the translations that there are.
run(${MSGMERGE} --quiet --no-fuzzy-matching --no-location --no-wrap --lang=vi --output-file=${WORK_DIR}/merged.po
    ${catalogue} ${template})
run(${MSGFMT} --check-format --check-domain -o ${WORK_DIR}/checked.mo ${catalogue})

# One entry per paragraph, its continued lines joined. Characters that mean something in a CMake list are put aside.
file(READ "${WORK_DIR}/merged.po" text)
string(REPLACE "\"\n\"" "" text "${text}")
string(REPLACE "\\\"" "''" text "${text}")
string(REPLACE ";" "," text "${text}")
string(REPLACE "[" "(" text "${text}")
string(REPLACE "]" ")" text "${text}")
string(REPLACE "\n\n" ";" entries "${text}")

set(wrong "")
set(count 0)
foreach(entry IN LISTS entries)
  if(entry MATCHES "#~" OR NOT entry MATCHES "msgid \"([^\"]+)\"\nmsgstr \"([^\"]*)\"")
    continue()
  endif()
  set(id "${CMAKE_MATCH_1}")
  set(translated "${CMAKE_MATCH_2}")
  math(EXPR count "${count} + 1")
  if(translated STREQUAL "")
    string(APPEND wrong "\n  not translated: ${id}")
    continue()
  endif()
  if(entry MATCHES "#, [^\n]*fuzzy")
    string(APPEND wrong "\n  fuzzy: ${id}")
  endif()
  # "{}" may become "{0}" where the order of values changes, and a date or a decimal may be named as one
  # (base/local_forms.hpp); their number stays.
  string(REGEX REPLACE ":(date|number)}" "}" translated "${translated}")
  string(REGEX MATCHALL "{[0-9]*}" places "${id}")
  string(REGEX MATCHALL "{[0-9]*}" translated_places "${translated}")
  list(LENGTH places n)
  list(LENGTH translated_places m)
  if(NOT n EQUAL m)
    string(APPEND wrong "\n  ${n} values, ${m} in the translation: ${id}")
  endif()
endforeach()

if(count EQUAL 0)
  message(FATAL_ERROR "no messages were found in the sources: this check looks at nothing")
endif()
if(NOT wrong STREQUAL "")
  message(FATAL_ERROR "po/vi.po is behind the sources; run the target update-po and translate:${wrong}")
endif()
message(STATUS "${count} messages, all translated")
