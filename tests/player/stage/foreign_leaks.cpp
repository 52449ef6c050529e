// What LeakSanitizer finds in libraries that keep things until the process ends, and free them never: fonts,
// the X connection, the session bus. Leaks of our own are not among them.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\n"
         "leak:libpango\n"
         "leak:libdbus\n"
         "leak:libX11\n"
         "leak:libSDL2\n"
         "leak:libgstreamer\n"
         "leak:libgobject\n"
         "leak:libglib\n";
}
