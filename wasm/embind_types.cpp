// The types that the client core hands over, in place of Embind's own list of them: that one has
// three dozen, with their names, and brings the JavaScript to convert every one of them: 3 kB.
// Defines what Emscripten's system/lib/embind/bind.cpp defines, so that the linker leaves it out.
#include <emscripten/bind.h>
#include <emscripten/em_macros.h>

#include <string>

using namespace emscripten::internal;

extern "C" {

/// For the message about a type that nobody registered: there is none.
const char* __getTypeName(const void*) { return nullptr; }

// For threads that start later: there are none.
void _embind_initialize_bindings() {}
void _embind_register_bindings(InitFunc*) {}
}

// What the JavaScript for `double` uses without saying so, for another type of the list says it.
EM_JS_DEPS(ringline_types, "$GenericWireTypeSize");

EMSCRIPTEN_BINDINGS(ringline_types) {
  _embind_register_std_string(TypeID<std::string>::get(), "std::string");
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
}
