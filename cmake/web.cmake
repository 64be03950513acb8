# stele_web_dist(<variable>): makes what browsers get, in build/web/dist, and sets <variable> to the names of the files.
#
# Some steps, each only when what it reads has changed: the packages of web/package-lock.json (npm, once per lock
# file, into the build tree, without running any script of theirs), the cut fonts, the bundles. Which files come out is
# written in web/dist.txt, so that CMake knows them before they are made; the bundler refuses one that is not in it.
find_program(STELE_NODE NAMES node nodejs)
find_program(STELE_NPM npm)
if(NOT STELE_NODE OR NOT STELE_NPM)
  message(FATAL_ERROR "The pages need Node 18 or newer and npm to be built: scripts/install brings both.")
endif()

function(stele_web_dist variable)
  set(web "${CMAKE_SOURCE_DIR}/web")
  set(made "${CMAKE_BINARY_DIR}/web")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${web}/dist.txt")
  file(STRINGS "${web}/dist.txt" names)
  set(all ${names})
  foreach(name ${names})
    if(name MATCHES "\\.(css|js|json|svg|txt|webmanifest)$")
      list(APPEND all "${name}.gz" "${name}.br")
    elseif(name MATCHES "\\.bin$")  # the base map: brotli saves little more of it
      list(APPEND all "${name}.gz")
    endif()
  endforeach()
  file(MAKE_DIRECTORY "${made}")
  add_custom_command(OUTPUT "${made}/npm.stamp"
    COMMAND ${CMAKE_COMMAND} -E copy "${web}/package.json" "${web}/package-lock.json" "${made}"
    COMMAND ${STELE_NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch "${made}/npm.stamp"
    DEPENDS "${web}/package.json" "${web}/package-lock.json"
    WORKING_DIRECTORY "${made}" COMMENT "Fetching the packages of the pages" VERBATIM)
  add_custom_command(OUTPUT "${made}/fonts/fonts.json"
    COMMAND ${STELE_NODE} "${web}/build/fonts.mjs" "${made}/fonts"
    DEPENDS "${made}/npm.stamp" "${web}/build/fonts.mjs"
    WORKING_DIRECTORY "${made}" COMMENT "Cutting the fonts" VERBATIM)
  add_custom_command(OUTPUT "${made}/base/base.stamp"
    COMMAND ${STELE_NODE} "${web}/build/base.mjs" "${made}/base"
    DEPENDS "${made}/npm.stamp" "${web}/build/base.mjs"
    WORKING_DIRECTORY "${made}" COMMENT "Cutting the base map" VERBATIM)
  file(GLOB sources CONFIGURE_DEPENDS "${web}/src/*" "${web}/build/*.mjs" "${web}/*.css" "${web}/*.svg" "${web}/*.webmanifest")
  list(TRANSFORM all PREPEND "${made}/dist/" OUTPUT_VARIABLE outputs)
  add_custom_command(OUTPUT ${outputs}
    COMMAND ${STELE_NODE} "${web}/build/bundle.mjs" "${web}" "${made}/fonts" "${made}/base" "${made}/dist"
    DEPENDS "${made}/fonts/fonts.json" "${made}/base/base.stamp" "${web}/dist.txt" ${sources}
    WORKING_DIRECTORY "${made}" COMMENT "Bundling the pages" VERBATIM)
  set(${variable} ${all} PARENT_SCOPE)

  # The compiler of TypeScript only checks; it looks for packages where npm put them, not beside the sources.
  file(CONFIGURE OUTPUT "${made}/tsconfig.json" CONTENT "{
  \"extends\": \"${web}/tsconfig.json\",
  \"compilerOptions\": {\"paths\": {\"*\": [\"${made}/node_modules/*\"]}},
  \"include\": [\"${web}/src\"]
}
" @ONLY)
  if(STELE_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS "${web}/tests/*_test.mjs")
    add_test(NAME web/unit COMMAND ${STELE_NODE} --test ${tests} WORKING_DIRECTORY "${made}")
    set_tests_properties(web/unit PROPERTIES ENVIRONMENT "STELE=$<TARGET_FILE:stele>" TIMEOUT 120)
    add_test(NAME web/types COMMAND ${STELE_NODE} "${made}/node_modules/typescript/bin/tsc" -p "${made}/tsconfig.json")
  endif()
endfunction()
