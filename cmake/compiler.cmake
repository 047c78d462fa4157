# Prefers clang 19, which is also what Emscripten 3.1.69 is built on; any clang or gcc with C++20 will do.
if(NOT CMAKE_TOOLCHAIN_FILE AND NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  find_program(ringline_cxx NAMES clang++-19 clang++ g++)
  if(ringline_cxx)
    set(CMAKE_CXX_COMPILER "${ringline_cxx}" CACHE FILEPATH "C++ compiler")
  endif()
endif()
