# Native programs around the core: tests, simulator, trace driver, fuzzers, benches.

# ringline_program(NAME SOURCES LIBRARIES...): one executable over the core, if there is a source for it.
function(ringline_program name sources)
  if(NOT ${sources} OR NOT TARGET ringline_core)
    return()
  endif()
  add_executable(${name} ${${sources}})
  target_link_libraries(${name} PRIVATE ringline_core ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${ringline_warnings})
  target_compile_definitions(${name} PRIVATE RINGLINE_ROOT="${CMAKE_SOURCE_DIR}")
endfunction()

# Tests may use exceptions (GoogleTest does); only the core goes without. One ctest entry per program, so that
# GoogleTest's own closing line stays readable and a case can be chosen with --gtest_filter.
find_package(GTest QUIET)
file(GLOB_RECURSE core_test_sources CONFIGURE_DEPENDS tests/core/*.cpp)
file(GLOB_RECURSE sim_test_sources CONFIGURE_DEPENDS tests/sim/*.cpp)
if(GTest_FOUND)
  foreach(suite core sim)
    ringline_program(${suite}_tests ${suite}_test_sources GTest::gtest_main)
    if(TARGET ${suite}_tests)
      add_test(NAME ${suite}_tests COMMAND ${suite}_tests --gtest_brief=1)
      set_tests_properties(${suite}_tests PROPERTIES TIMEOUT 1200)
    endif()
  endforeach()
else()
  message(STATUS "GoogleTest not found: no tests (tools/setup test brings it)")
endif()

file(GLOB_RECURSE trace_driver_sources CONFIGURE_DEPENDS tests/differential/*.cpp)
ringline_program(trace_driver trace_driver_sources)

file(GLOB_RECURSE core_bench_sources CONFIGURE_DEPENDS bench/core/*.cpp)
ringline_program(core_bench core_bench_sources)

# libFuzzer is clang's. Each fuzzer also is a test: a short run from its corpus, seeded, so it ends alike each time.
file(GLOB fuzzers CONFIGURE_DEPENDS tests/fuzz/*_fuzzer.cpp)
if(RINGLINE_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_FLAGS -fsanitize=fuzzer)
  check_cxx_source_compiles("#include <cstddef>
    #include <cstdint>
    extern \"C\" int LLVMFuzzerTestOneInput(const uint8_t*, size_t) { return 0; }" RINGLINE_HAS_LIBFUZZER)
  unset(CMAKE_REQUIRED_FLAGS)
endif()
if(RINGLINE_HAS_LIBFUZZER)
  # Without it the fuzzers see no coverage and mutate blindly; ASan's run-time holds the counters for everybody else.
  target_compile_options(ringline_core PRIVATE -fsanitize=fuzzer-no-link)
  foreach(file ${fuzzers})
    get_filename_component(name ${file} NAME_WE)
    ringline_program(${name} file)
    if(TARGET ${name})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
      set(corpus "${CMAKE_SOURCE_DIR}/tests/fixtures/fuzz/${name}")
      # New inputs go to the build directory (the first folder); the fixture is only read.
      file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/corpus/${name}")
      set(seeds "${CMAKE_BINARY_DIR}/corpus/${name}")
      if(EXISTS "${corpus}")
        list(APPEND seeds "${corpus}")
      endif()
      set(runs 20000)
      if(name MATCHES "_core_fuzzer")
        set(runs 3000) # a run is a whole sequence of messages
      endif()
      add_test(NAME ${name} COMMAND ${name} -runs=${runs} -seed=1 -print_final_stats=1 -max_len=70000 -verbosity=0 ${seeds})
    endif()
  endforeach()
elseif(fuzzers)
  message(STATUS "no libFuzzer in this build (it needs clang and the debug preset): fuzzers left out")
endif()
