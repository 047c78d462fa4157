# nlohmann/json, headers only, as target `ringline_json`.
# tools/setup makes build/json-include: a directory that holds only a link to the headers. The system's
# include directory itself must never be given to Emscripten, glibc's headers would come before its own.
add_library(ringline_json INTERFACE)
find_path(RINGLINE_JSON_INCLUDE nlohmann/json.hpp
  PATHS "${CMAKE_SOURCE_DIR}/build/json-include" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(RINGLINE_JSON_INCLUDE)
  target_include_directories(ringline_json SYSTEM INTERFACE "${RINGLINE_JSON_INCLUDE}")
else()
  include(FetchContent)
  FetchContent_Declare(nlohmann_json
    GIT_REPOSITORY https://github.com/nlohmann/json.git GIT_TAG v3.11.3 GIT_SHALLOW ON)
  FetchContent_MakeAvailable(nlohmann_json)
  target_link_libraries(ringline_json INTERFACE nlohmann_json::nlohmann_json)
endif()
# Without exceptions nlohmann calls abort() where it would throw; src/wire/json.cpp never gets there.
target_compile_definitions(ringline_json INTERFACE JSON_NOEXCEPTION=1)
