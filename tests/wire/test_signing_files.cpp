// The draft file and the signature file: what is written is read again, also by a later version's file, and
// nothing that contradicts itself is read.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>

#include "base/json.hpp"
#include "wire/messages.hpp"
#include "wire/sample_site.hpp"
#include "wire/signing_files.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::wire {
namespace {

draft_to_sign a_draft(const sample::site& site) {
  const signed_programme next = site.signed_one(8);
  draft_to_sign d{.root = site.root.public_part(), .bytes = next.bytes};
  d.published = site.signed_one(7);
  const site_trust t{3, sample::at(1), 7, {{site.approver.public_part(), "A"}}, {}};
  d.trust = evidence::sign_text(to_text(t), site.root);
  d.signature = approver_signature{next.signature, next.approver};
  d.two = true;
  d.sign_by = sample::at(1'791'590'400'000) + draft_signing_window;
  d.files = {{sha256("slate"), 5}, {sha256("clip"), 4}};
  return d;
}

draft_signature a_signature(const sample::site& site) {
  const std::string bytes = site.signed_one(8).bytes;
  return {evidence::sign_text(statement_text(programme_kind(), 8, sha256(bytes)), site.approver),
          site.certified(site.certificate()), site.root.public_part()};
}

TEST(a_draft_file, is_read_as_it_was_written) {
  const sample::site site;
  const draft_to_sign full = a_draft(site);
  const draft_to_sign small{.root = full.root, .bytes = full.bytes};
  for (const draft_to_sign& d : {full, small}) {
    result<draft_to_sign> read = draft_from_json(to_json(d));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(*read, d);
  }
}

TEST(a_signature_file, is_read_as_it_was_written_and_signs_what_the_daemon_verifies) {
  const sample::site site;
  const draft_signature s = a_signature(site);
  result<draft_signature> read = signature_from_json(to_json(s));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, s);
  EXPECT_EQ(read->names()->version, 8);
  EXPECT_TRUE(evidence::verify(s.statement, site.approver.public_part()));
  const signed_programme note{{site.signed_one(8).bytes, s.statement.signature, s.approver}};
  EXPECT_TRUE(verify(note, site.root.public_part(), 8));
}

TEST(a_file_of_a_later_version, has_keys_that_are_ignored) {
  const sample::site site;
  json::value d = *parse_json(to_json(a_draft(site))), s = *parse_json(to_json(a_signature(site)));
  d.as_object()["later"] = json::object{{"x", 1}};
  d.at("files").as_array()[0].as_object()["page"] = 3;
  s.as_object()["later"] = nullptr;
  ASSERT_TRUE(draft_from_json(canonical(d)));
  EXPECT_EQ(*draft_from_json(canonical(d)), a_draft(site));
  EXPECT_TRUE(signature_from_json(canonical(s)));
}

struct damage {
  const char* what;
  std::function<void(json::object&)> does;
};

TEST(a_draft_file, that_is_none_or_contradicts_itself_is_refused) {
  const sample::site site;
  for (const damage& row : std::vector<damage>{
           {"another format", [](json::object& o) { o["format"] = "bangtin-draft-2"; }},
           {"no format", [](json::object& o) { o.erase("format"); }},
           {"other bytes", [&](json::object& o) { o["bytes"] = site.signed_one(9).bytes; }},
           {"another identity", [](json::object& o) { o["identity"] = sha256("x").hex(); }},
           {"another version", [](json::object& o) { o["version"] = 9; }},
           {"bytes without a version", [](json::object& o) { o["bytes"] = "{}"; }},
           {"no root", [](json::object& o) { o["root"] = "x"; }},
           {"no list of files", [](json::object& o) { o["files"] = 1; }},
           {"no hash", [](json::object& o) { o["files"].as_array()[0].as_object()["sha256"] = "x"; }},
           {"less than nothing", [](json::object& o) { o["files"].as_array()[1].as_object()["bytes"] = -1; }},
           {"a file without a length",
            [](json::object& o) { o["files"].as_array()[1].as_object().erase("bytes"); }},
           {"half a signature", [](json::object& o) { o["signature"].as_object().erase("approver"); }},
           {"a published text", [](json::object& o) { o["published"] = "x"; }},
           {"no statement", [](json::object& o) { o["trust"] = json::array{}; }}}) {
    json::object o = parse_json(to_json(a_draft(site)))->as_object();
    row.does(o);
    EXPECT_FALSE(draft_from_json(canonical(o))) << row.what;
  }
  for (const char* text : {"", "x", "[]", "{}", "null"}) EXPECT_FALSE(draft_from_json(text)) << text;
}

TEST(a_signature_file, that_is_none_or_contradicts_itself_is_refused) {
  const sample::site site;
  for (const damage& row : std::vector<damage>{
           {"another format", [](json::object& o) { o["format"] = "bangtin-draft-1"; }},
           {"another identity", [](json::object& o) { o["identity"] = sha256("x").hex(); }},
           {"another version", [](json::object& o) { o["version"] = 9; }},
           {"a notice's text",
            [](json::object& o) { o["statement"].as_object()["text"] = "bangtin-notice-1\n8\n"; }},
           {"no approver", [](json::object& o) { o.erase("approver"); }},
           {"no root", [](json::object& o) { o["root"] = "x"; }}}) {
    json::object o = parse_json(to_json(a_signature(site)))->as_object();
    row.does(o);
    EXPECT_FALSE(signature_from_json(canonical(o))) << row.what;
  }
  EXPECT_EQ(signature_from_json(std::string(max_signature_file_bytes + 1, ' ')).error().code, errc::limit);
}

}  // namespace
}  // namespace bangtin::wire
