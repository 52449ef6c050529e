// What every implementation of the ledger must pass: the tests in this folder that are called *_contract run
// on each of `implementations()`. One that is to come (PostgreSQL, say) becomes a row there.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "scheduler/ledger/ledger.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::test {

struct implementation {
  std::string name;
  // Opens the ledger of a folder, an empty one at first.
  std::function<std::unique_ptr<ledger::ledger>(const std::filesystem::path& folder)> open;
  // Whether what it holds outlives it.
  bool lasts = true;
};
inline std::ostream& operator<<(std::ostream& out, const implementation& i) {
  return out << i.name;
}

// SQLite; SQLite whose tables have got columns of a later version; memory.
std::vector<implementation> implementations();

class ledger_contract : public ::testing::TestWithParam<implementation> {
 protected:
  ledger_contract() : ledger_(GetParam().open(folder_.path())) {}

  // Ends the ledger and opens it again, where it outlives that.
  void reopen() {
    if (!GetParam().lasts) return;
    ledger_.reset();
    ledger_ = GetParam().open(folder_.path());
  }

  static utc_ms at(std::int64_t ms) { return utc_ms(milliseconds(ms)); }
  // A note whose signature is nobody's, but different for each text.
  static evidence::signed_text note(const std::string& text) {
    evidence::signed_text n{text, {}};
    n.signature.value[0] = static_cast<std::uint8_t>(text.size());
    n.signature.value[63] = static_cast<std::uint8_t>(text.empty() ? 0 : text.front());
    return n;
  }
  std::vector<ledger::audit_line> audit_lines() { return ledger_->audit().newest(100).value(); }

  fakes::temporary_folder folder_;
  std::unique_ptr<ledger::ledger> ledger_;
  public_key root_ = secret_key::generate().public_part();
  public_key other_root_ = secret_key::generate().public_part();
  ledger::audit_line line_{at(5), "uid 0 (root)", "did it"};
};

#define LEDGER_CONTRACT(fixture)                                                   \
  INSTANTIATE_TEST_SUITE_P(every, fixture, ::testing::ValuesIn(implementations()), \
                           [](const auto& param) { return param.param.name; })

// The code of the error, or nothing for success: EXPECT_EQ(code_of(r), errc::conflict).
template <class T>
std::optional<errc> code_of(const result<T>& r) {
  return r ? std::nullopt : std::optional(r.error().code);
}
inline void PrintTo(errc code, std::ostream* out) {
  *out << to_string(code);
}

}  // namespace bangtin::scheduler::test
