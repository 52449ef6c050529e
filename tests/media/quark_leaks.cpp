// GLib leaves its table of quarks behind when it makes a larger one (16 KB), because other threads may still
// read the old one. The first table is made while libraries are loaded, so what a library's constructor
// allocates is no leak of ours. To see that far, the sanitizer has to unwind libraries without frame
// pointers, a few frames deep.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __asan_default_options();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:call_init\n";
}

extern "C" const char* __asan_default_options() {
  return "fast_unwind_on_malloc=0:malloc_context_size=8";
}
