// Fontconfig keeps what it has read of the system's typefaces until FcFini, which may not be called while
// Pango may still draw. The tests that draw a receipt's QR code load typefaces, so that is no leak of ours.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\n";
}
