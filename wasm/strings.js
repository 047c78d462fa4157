// Text over the boundary, in place of Embind's own: that looks at every character three times, in loops of
// JavaScript, which is 35 to 40 % of what a dispatch costs. The platform's coders do the same in machine code.
// Emscripten's linker reads this file (--js-library) after its own src/embind/embind.js.
addToLibrary({
  $UTF8Encoder: "new TextEncoder()",

  _embind_register_std_string__deps: [
    "$GenericWireTypeSize",
    "$UTF8Decoder",
    "$UTF8Encoder",
    "$readLatin1String",
    "$registerType",
    "free",
    "malloc",
  ],
  // On the wire of Embind a text is its number of bytes (32 bits), then the bytes; who reads it frees it.
  _embind_register_std_string: (rawType, name) =>
    registerType(rawType, {
      name: readLatin1String(name),
      fromWireType: (address) => {
        const start = address + 4;
        const text = UTF8Decoder.decode(HEAPU8.subarray(start, start + HEAPU32[address >> 2]));
        _free(address);
        return text;
      },
      toWireType: (destructors, text) => {
        // A UTF-16 code unit is three bytes of UTF-8 at the most.
        const address = _malloc(4 + 3 * text.length);
        // Only now, for more memory has other views.
        HEAPU32[address >> 2] = UTF8Encoder.encodeInto(text, HEAPU8.subarray(address + 4)).written;
        destructors.push(_free, address);
        return address;
      },
      argPackAdvance: GenericWireTypeSize,
    }),
});
