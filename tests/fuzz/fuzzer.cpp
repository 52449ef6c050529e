// libFuzzer's entry point; the build selects the function by BANGTIN_FUZZ_ENTRY.
#include "fuzz/entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  bangtin::fuzz::BANGTIN_FUZZ_ENTRY({reinterpret_cast<const char*>(data), size});
  return 0;
}
