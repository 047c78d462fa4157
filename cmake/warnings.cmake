# For our own targets only. Switches over an enum must name every value: a new state has to answer everywhere.
set(ringline_warnings -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Werror=switch)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  list(APPEND ringline_warnings -Werror -Wswitch-enum -Wno-missing-designated-field-initializers)
else()
  # gcc 12 at -O2 warns falsely about vector<variant<...>> (maybe-uninitialized), about shadowed
  # enumerators, and about fields that a designated initialiser leaves to their defaults.
  list(APPEND ringline_warnings -Wno-maybe-uninitialized -Wno-shadow -Wno-missing-field-initializers)
endif()
