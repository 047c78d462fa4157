# ringline_core_library(NAME LEAVE_OUT FLAGS...): src/ as a static library, without the files that match LEAVE_OUT.
# No exceptions and no RTTI in any build, so that what the tests see is what the browser gets.
function(ringline_core_library name leave_out)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*.cpp")
  if(leave_out)
    list(FILTER sources EXCLUDE REGEX "${leave_out}")
  endif()
  if(NOT sources)
    return()
  endif()
  add_library(${name} STATIC ${sources})
  # Quotes only: `src/limits.h` must not stand in the way of the system's <limits.h>.
  target_compile_options(${name}
    PUBLIC "SHELL:-iquote \"${CMAKE_SOURCE_DIR}/src\""
    PRIVATE -fno-exceptions -fno-rtti ${ringline_warnings} ${ARGN})
  # Only src/wire/json.cpp may include it; `npm run lint` sees to that.
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:ringline_json>)
endfunction()
