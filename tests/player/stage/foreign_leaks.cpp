// Leaks that LeakSanitizer finds in libraries that keep memory until the process ends and never free it:
// fonts, the X connection, the session bus. None of our own leaks is listed here.
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
