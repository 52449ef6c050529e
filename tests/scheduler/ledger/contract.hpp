// The contract that every implementation of the ledger must pass: the tests named *_contract in this folder
// run for each of `implementations()`. A new implementation, for example PostgreSQL, becomes a row there.
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
  // Opens the ledger in a folder. The first time it is empty.
  std::function<std::unique_ptr<ledger::ledger>(const std::filesystem::path& folder)> open;
  // Whether its content is still there when it is opened again.
  bool lasts = true;
};
inline std::ostream& operator<<(std::ostream& out, const implementation& i) {
  return out << i.name;
}

// SQLite; SQLite with the additional columns of a later version; memory.
std::vector<implementation> implementations();

class ledger_contract : public ::testing::TestWithParam<implementation> {
 protected:
  ledger_contract() : ledger_(GetParam().open(folder_.path())) {}

  // Closes the ledger and opens it again. Does nothing for an implementation that would lose its content.
  void reopen() {
    if (!GetParam().lasts) return;
    ledger_.reset();
    ledger_ = GetParam().open(folder_.path());
  }

  static utc_ms at(std::int64_t ms) { return utc_ms(milliseconds(ms)); }
  // A signed text with an invalid signature, which differs from text to text.
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

// The error's code, or empty for success: EXPECT_EQ(code_of(r), errc::conflict).
template <class T>
std::optional<errc> code_of(const result<T>& r) {
  return r ? std::nullopt : std::optional(r.error().code);
}
inline void PrintTo(errc code, std::ostream* out) {
  *out << to_string(code);
}

}  // namespace bangtin::scheduler::test
