// The statement about the daemon's TLS authority, and what follows what.
#include <gtest/gtest.h>

#include "support/authorities.hpp"
#include "wire/authority.hpp"

namespace bangtin::wire {
namespace {

using fakes::an_authority;
using fakes::another_authority;

stated_authority stated(std::int64_t number, const std::string& pem, const secret_key& daemon) {
  authority_statement s{number, {}};
  if (!pem.empty()) s.fingerprint = authority_fingerprint(pem).value();
  return {pem, evidence::sign_text(to_text(s), daemon)};
}

TEST(authority_fingerprint, is_that_of_exactly_one_authority) {
  EXPECT_TRUE(authority_fingerprint(an_authority));
  EXPECT_NE(authority_fingerprint(an_authority).value(), authority_fingerprint(another_authority).value());
  const std::string garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  for (const std::string& bad : {std::string(), std::string("x"), garbage, an_authority + another_authority,
                                 an_authority + "x", an_authority.substr(0, 100), std::string(10'000, 'A')}) {
    result<digest> read = authority_fingerprint(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, errc::invalid);
  }
}

TEST(authority_statement, has_one_text_only) {
  const digest some = sha256("x");
  for (const authority_statement& s :
       {authority_statement{1, {}}, authority_statement{1'791'590'400'000, some}}) {
    EXPECT_EQ(authority_from_text(to_text(s)).value(), s);
  }
  const std::string good = to_text({7, some});
  for (const std::string& bad :
       {std::string(), good + "\n", good.substr(0, good.size() - 1),
        std::string("bangtin-authority-2\n7\nnone\n"), std::string("bangtin-authority-1\n0\nnone\n"),
        std::string("bangtin-authority-1\n07\nnone\n"), std::string("bangtin-authority-1\n7\nNONE\n"),
        std::string("bangtin-authority-1\n7\nabcd\n")}) {
    EXPECT_FALSE(authority_from_text(bad)) << bad;
  }
}

TEST(a_stated_authority, travels_as_it_was_stated) {
  const secret_key daemon = secret_key::generate();
  for (const std::string& pem : {std::string(), an_authority}) {
    const stated_authority a = stated(3, pem, daemon);
    EXPECT_EQ(stated_authority_from_json(to_json(a)).value(), a);
    EXPECT_EQ(verify_authority(a, daemon.public_part()).value().number, 3);
  }
  EXPECT_FALSE(stated_authority_from_json("{}"));
  EXPECT_FALSE(stated_authority_from_json("{\"authority\":{\"certificate\":\"\"}}"));
  EXPECT_EQ(stated_authority_from_json(std::string(200'000, 'x')).error().code, errc::limit);
}

TEST(a_stated_authority, holds_only_as_the_daemons_key_signed_it) {
  const secret_key daemon = secret_key::generate();
  stated_authority by_another = stated(3, an_authority, secret_key::generate());
  stated_authority exchanged = stated(3, an_authority, daemon);
  exchanged.certificate = another_authority;
  stated_authority without = stated(3, an_authority, daemon);
  without.certificate.clear();
  stated_authority beside_none = stated(3, "", daemon);
  beside_none.certificate = an_authority;
  for (const stated_authority& bad : {by_another, exchanged, without, beside_none}) {
    EXPECT_EQ(verify_authority(bad, daemon.public_part()).error().code, errc::verification);
  }
}

TEST(an_authority_statement, goes_forwards_only) {
  const digest a = sha256("a"), b = sha256("b");
  struct row {
    authority_statement before, next;
    std::optional<bool> follows;  // empty: refused
  };
  for (const row& r : {row{{5, a}, {6, b}, true}, row{{5, a}, {6, a}, true}, row{{5, a}, {5, a}, false},
                       row{{5, a}, {4, a}, false}, row{{5, a}, {5, b}, {}}, row{{5, a}, {4, b}, {}},
                       row{{5, a}, {6, {}}, true}, row{{5, {}}, {4, a}, {}}}) {
    result<bool> f = follows(r.before, r.next);
    EXPECT_EQ(f ? std::optional(*f) : std::nullopt, r.follows) << r.before.number << " " << r.next.number;
  }
}

}  // namespace
}  // namespace bangtin::wire
