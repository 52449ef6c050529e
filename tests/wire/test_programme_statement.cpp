#include <gmock/gmock.h>

#include "base/json.hpp"
#include "wire/programme_statement.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

TEST(programme_statement, programme_as_it_was_signed_is_accepted) {
  sample::site s;
  const signed_programme good = s.signed_one(7);
  for (std::int64_t known : {0, 6, 7}) {
    result<verified_programme> v = verify(good, s.root.public_part(), known);
    ASSERT_TRUE(v) << describe(v.error());
    EXPECT_EQ(v->value, sample::programme(7));
    EXPECT_EQ(v->programme_digest, playlists::text::programme_digest(sample::programme(7)));
    EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");
  }
}

TEST(programme_statement, approvers_signature_is_on_version_and_identity) {
  EXPECT_EQ(statement_text(programme_kind(), 7, sha256("")),
            "bangtin-programme-1\n7\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
  sample::site s;
  const signed_programme good = s.signed_one(7);
  EXPECT_TRUE(s.approver.public_part().verifies(statement_text(programme_kind(), 7, sha256(good.bytes)),
                                                good.signature));
}

// One way to forge a programme.
struct forgery {
  const char* situation;
  void (*forge)(signed_programme& p, const sample::site& s);
};

const forgery forgeries[] = {
    {"nothing signed",
     [](signed_programme& p, const sample::site&) {
       p.signature = {};
       p.approver.signature = {};
     }},
    {"certificate signed by the approver himself",
     [](signed_programme& p, const sample::site& s) {
       p.approver = evidence::sign_text(p.approver.text, s.approver);
     }},
    {"certificate signed by the daemon",
     [](signed_programme& p, const sample::site& s) {
       p.approver = evidence::sign_text(p.approver.text, s.daemon);
     }},
    {"name in the certificate changed",
     [](signed_programme& p, const sample::site&) {
       p.approver.text.replace(p.approver.text.find("Hạnh"), 1, "X");
     }},
    {"screen's certificate for an approver's",
     [](signed_programme& p, const sample::site& s) {
       screen_certificate c{s.approver.public_part(), "lobby", sample::at(1'791'000'000'000)};
       p.approver = evidence::sign_text(to_text(c), s.root);
     }},
    {"certificate ended before the programme was issued",
     [](signed_programme& p, const sample::site& s) {
       approver_certificate c = s.certificate();
       c.not_after = sample::programme(7).issued;
       p.approver = s.certified(c);
     }},
    {"certificate begins after the programme was issued",
     [](signed_programme& p, const sample::site& s) {
       approver_certificate c = s.certificate();
       c.not_before = sample::programme(7).issued + milliseconds(1);
       p.approver = s.certified(c);
     }},
    {"signed by another key than certified",
     [](signed_programme& p, const sample::site& s) {
       p.signature = s.daemon.sign(statement_text(programme_kind(), 7, sha256(p.bytes)));
     }},
    {"another certified approver's certificate",
     [](signed_programme& p, const sample::site& s) {
       approver_certificate c = s.certificate();
       c.key = s.screen.public_part();
       p.approver = s.certified(c);
     }},
    {"a value in the bytes changed",
     [](signed_programme& p, const sample::site&) { p.bytes.replace(p.bytes.find("lobby"), 5, "lobbz"); }},
    {"a file's hash in the bytes changed",
     [](signed_programme& p, const sample::site&) {
       p.bytes.replace(p.bytes.find(sha256("slate").hex()), 64, sha256("other").hex());
     }},
    {"bytes that are not canonical, though signed",
     [](signed_programme& p, const sample::site& s) {
       p.bytes += "\n";
       p.signature = s.approver.sign(statement_text(programme_kind(), 7, sha256(p.bytes)));
     }},
    {"bytes that are no programme, though signed",
     [](signed_programme& p, const sample::site& s) {
       p.bytes = "{}";
       p.signature = s.approver.sign(statement_text(programme_kind(), 7, sha256(p.bytes)));
     }},
    {"programme with a dangling reference, though signed",
     [](signed_programme& p, const sample::site& s) {
       playlists::programme::programme bad = sample::programme(7);
       bad.campaigns[0].playlist = "none";
       p = sign_programme(bad, s.approver, p.approver);
     }},
    {"signature of the same bytes under another version",
     [](signed_programme& p, const sample::site& s) {
       p.signature = s.approver.sign(statement_text(programme_kind(), 8, sha256(p.bytes)));
     }},
    {"older version than is known", [](signed_programme& p, const sample::site& s) { p = s.signed_one(6); }},
};

TEST(programme_statement, programme_that_is_wrong_in_any_way_is_refused) {
  sample::site s;
  for (const forgery& f : forgeries) {
    SCOPED_TRACE(f.situation);
    signed_programme p = s.signed_one(7);
    f.forge(p, s);
    result<verified_programme> v = verify(p, s.root.public_part(), 7);
    ASSERT_FALSE(v);
    EXPECT_EQ(v.error().code, errc::verification);
    EXPECT_FALSE(v.error().remedy.empty());
  }
}

TEST(programme_statement, programme_of_another_site_is_refused) {
  sample::site s;
  result<verified_programme> v = verify(s.signed_one(), sample::site().root.public_part(), 0);
  ASSERT_FALSE(v);
  EXPECT_EQ(v.error().code, errc::verification);
}

TEST(programme_statement, signed_programme_travels_unchanged) {
  sample::site s;
  const signed_programme good = s.signed_one();
  const std::string text = to_json(good);
  result<signed_programme> read = signed_programme_from_json(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, good);
  EXPECT_EQ(canonical(*parse_json(text)), text);
}

TEST(programme_statement, every_flipped_bit_of_a_signed_programme_is_noticed) {
  sample::site s;
  const signed_programme good = s.signed_one();
  for (std::size_t i = 0; i < good.bytes.size(); i += 3) {
    signed_programme p = good;
    p.bytes[i] = static_cast<char>(p.bytes[i] ^ 1);
    ASSERT_FALSE(verify(p, s.root.public_part(), 0)) << i;
  }
  for (std::size_t i = 0; i < 64; ++i) {
    signed_programme p = good;
    p.signature.value[i] ^= 0x10;
    ASSERT_FALSE(verify(p, s.root.public_part(), 0)) << i;
  }
}

}  // namespace
}  // namespace bangtin::wire
