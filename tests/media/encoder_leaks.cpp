// libx265, with which the test makes its HEIC pictures, keeps a few kilobytes of each encoder. Our own
// programs do not encode with it.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libx265\n";
}
