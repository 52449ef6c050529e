// approve --export, --sign and --signature: what the approver sees and signs without a daemon, and what is
// refused where a file, a daemon or a clock lies.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <set>

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/draft_files.hpp"
#include "admin-cli/commands/draft_on_paper.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/site.hpp"
#include "wire/admin/trust.hpp"
#include "wire/signing_files.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using playlists::programme::programme;
using ::testing::AllOf;
using ::testing::HasSubstr;

programme small(std::int64_t version, utc_ms issued, const std::string& campaign = "x") {
  programme p;
  p.version = version;
  if (version > 0) {
    p.issued = issued;
    p.expires = issued + std::chrono::days(365);
  }
  p.slate = "s.png";
  p.media.push_back({"s.png",
                     "0123456789ab",
                     playlists::programme::media_kind::image,
                     {},
                     0,
                     1920,
                     1080,
                     "",
                     "",
                     "",
                     "",
                     {{sha256("slate"), 5}}});
  p.screens.push_back({"lobby", "Sảnh", "", {}, {}});
  p.playlists.push_back({"a", {{"s.png", std::nullopt, "", "", ""}}});
  playlists::programme::campaign c;
  c.name = campaign;
  c.playlist = "a";
  c.screens = {"all"};
  p.campaigns.push_back(c);
  return p;
}

// The keys of a site with two approvers, and a daemon that keeps what is exported.
class a_desk_and_a_machine_without_network : public calls {
 public:
  secret_key root = secret_key::generate();
  wire::admin::site at_site;
  std::optional<wire::admin::exported_draft> kept;
  std::string published, waiting, draft, slate = "slate";
  std::string trust = R"({"text":"","signature":null,"screens":[]})";
  std::vector<std::string> sent;  // bodies of signatures
  std::filesystem::path hanh = daemon.folder() / "hanh", nam = daemon.folder() / "nam";
  const std::string paper = (daemon.folder() / "draft.json").string();
  bool waits = false;

  void SetUp() override {
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
    ASSERT_TRUE(create_approver(hanh, {"Nguyễn Thị Hạnh", "long enough", now - std::chrono::days(60)}, root));
    ASSERT_TRUE(create_approver(nam, {"Trần Văn Nam", "long enough", now - std::chrono::days(60)}, root));
    at_site.root = root.public_part();
    at_site.timezone = "Asia/Ho_Chi_Minh";
    draft = playlists::text::to_bytes(small(0, {}));
    auto or_404 = [](const std::string& s) {
      return s.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                       : answer{200, s};
    };
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(at_site))};
    });
    daemon.on("GET /v1/screens", "[]");
    daemon.on("GET /v1/media/" + sha256("slate").hex(), [this](const heard&) { return answer{200, slate}; });
    daemon.on("GET /v1/trust", [this](const heard&) { return answer{200, trust}; });
    daemon.on("GET /v1/draft", [this, or_404](const heard&) { return or_404(draft); });
    daemon.on("GET /v1/programmes/current", [this, or_404](const heard&) { return or_404(published); });
    daemon.on("GET /v1/programmes/waiting", [this, or_404](const heard&) { return or_404(waiting); });
    daemon.on("PUT /v1/exported-draft", [this](const heard& h) {
      auto order = wire::admin::decode<wire::admin::draft_export>(*parse_json(h.body)).value();
      const programme p = playlists::text::from_bytes(order.bytes).value();
      kept = wire::admin::exported_draft{p.version, sha256(order.bytes),
                                         p.issued + wire::draft_signing_window, order.bytes, order.two};
      wire::admin::exported_draft told = *kept;
      told.bytes.clear();
      return answer{200, canonical(wire::admin::encode(told))};
    });
    daemon.on("GET /v1/exported-draft", [this](const heard&) {
      return kept ? answer{200, canonical(wire::admin::encode(*kept))}
                  : answer{404, problem("not_found", "there is no {}", "it", "make it")};
    });
    daemon.on("POST /v1/exported-draft/signature", [this](const heard& h) {
      sent.push_back(h.body);
      if (!kept) return answer{409, problem("conflict", "this is on {}", "nothing", "export it again")};
      const wire::admin::signed_draft done{{kept->version, kept->programme_digest, "A", now, now, now},
                                           waits};
      return answer{200, canonical(wire::admin::encode(done))};
    });
  }
  // A new machine: its folder of keys is the approver's own.
  spoken sign(const std::filesystem::path& who, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"approve", "--sign", paper, "--key", who / "approver.pem"});
    env["BANGTIN_KEYS"] = who;
    spoken said = call_without_daemon(more);
    env["BANGTIN_KEYS"] = daemon.folder() / "keys";
    return said;
  }
  std::string text_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  wire::draft_to_sign on_paper() { return read_draft_file(paper).value(); }
  wire::signed_programme by(const std::filesystem::path& who, const programme& p) {
    return wire::sign_programme(p, open_key(who / "approver.pem", "long enough").value(),
                                read_certificate(who / "approver.cert").value());
  }
  wire::site_trust statement(std::int64_t number, std::int64_t version) {
    wire::site_trust t{number, now, version, {}, {}};
    for (const auto& who : {hanh, nam}) {
      const auto c = wire::approver_from_text(read_certificate(who / "approver.cert")->text).value();
      add_approver(t, {c.key, c.name});
    }
    return t;
  }
  evidence::signed_text signed_trust(const wire::site_trust& t) {
    return evidence::sign_text(wire::to_text(t), root);
  }
};

TEST_F(a_desk_and_a_machine_without_network, publish_what_was_exported_and_signed_there) {
  spoken out = call({"approve", "--export", paper, "--now", "--days", "30", "--json"});
  ASSERT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(out.document().at("version"), 1);
  EXPECT_EQ(out.document().at("identity"), json::value(kept->programme_digest.hex()));
  EXPECT_TRUE(out.document().at("signed_by").is_null());
  const programme p = playlists::text::from_bytes(kept->bytes).value();
  EXPECT_TRUE(p.now);
  EXPECT_EQ(p.expires, now + std::chrono::days(30));
  EXPECT_EQ(on_paper().bytes, kept->bytes);
  now += std::chrono::days(2);
  spoken there = sign(hanh, {"--json"});
  ASSERT_EQ(there.code, 0) << there.err;
  EXPECT_EQ(there.document().at("file"), json::value(paper + ".signature"));
  const auto made = wire::signature_from_json(text_of(paper + ".signature")).value();
  const wire::signed_programme note{{kept->bytes, made.statement.signature, made.approver}};
  EXPECT_TRUE(wire::verify(note, root.public_part(), 1)) << "it is what approve itself would have made";
  spoken back = call({"approve", "--signature", paper + ".signature", "--no-wait", "--json"});
  ASSERT_EQ(back.code, 0) << back.err;
  EXPECT_EQ(back.document().at("waits"), false);
  EXPECT_EQ(back.document().at("version"), 1);
  const auto body = wire::admin::decode<wire::admin::offered_signature>(*parse_json(sent.at(0))).value();
  EXPECT_EQ(body.statement, made.statement);
  EXPECT_EQ(body.approver, made.approver);
}

TEST_F(a_desk_and_a_machine_without_network, show_there_what_they_show_here) {
  published = wire::to_json(by(nam, small(1, now - std::chrono::hours(2), "old")));
  spoken here = call({"approve", "--export", paper});
  ASSERT_EQ(here.code, 0) << here.err;
  spoken there = sign(hanh, {"-o", daemon.folder() / "s"});
  ASSERT_EQ(there.code, 0) << there.err;
  EXPECT_TRUE(std::filesystem::exists(daemon.folder() / "s"));
  const std::string difference = here.out.substr(0, here.out.find("version 2 ("));
  EXPECT_THAT(difference, AllOf(HasSubstr("\"x\""), HasSubstr("\"old\"")));
  EXPECT_THAT(there.out, HasSubstr(difference));
  EXPECT_THAT(there.out, HasSubstr("compared with version 1"));
}

TEST_F(a_desk_and_a_machine_without_network, ask_before_they_sign_and_before_they_publish) {
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(sign(hanh).code, 1);
  EXPECT_FALSE(std::filesystem::exists(paper + ".signature"));
  person.consents = {true, false};
  EXPECT_EQ(sign(hanh).code, 0);
  EXPECT_EQ(call({"approve", "--signature", paper + ".signature"}).code, 1);
  EXPECT_TRUE(sent.empty());
}

TEST_F(a_desk_and_a_machine_without_network, let_the_second_approver_sign_what_waits) {
  at_site.approvals = 2;
  const programme p = small(1, now - std::chrono::days(20));
  const wire::signed_programme first = by(hanh, p);
  waiting = wire::to_json(first);
  at_site.waiting = {1, sha256(first.bytes), "Nguyễn Thị Hạnh", p.issued, now};
  spoken out = call({"approve", "--export", paper, "--json"});
  ASSERT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(out.document().at("signed_by"), "Nguyễn Thị Hạnh");
  EXPECT_FALSE(kept) << "the daemon has these bytes";
  EXPECT_EQ(on_paper().bytes, first.bytes);
  spoken again = sign(hanh);
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("has signed this already"));
  spoken other = sign(nam);
  ASSERT_EQ(other.code, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("Nguyễn Thị Hạnh has signed it already"));
}

TEST_F(a_desk_and_a_machine_without_network, say_when_draft_or_version_have_moved_on) {
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  ASSERT_EQ(sign(hanh).code, 0);
  draft = playlists::text::to_bytes(small(0, {}, "newer"));
  spoken said = call({"approve", "--signature", paper + ".signature", "--no-wait"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("The draft has changed since it was exported"));
  kept.reset();
  said = call({"approve", "--signature", paper + ".signature"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("export it again"));
}

TEST_F(a_desk_and_a_machine_without_network, have_the_new_files_to_look_at) {
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  EXPECT_EQ(on_paper().files, (std::vector<playlists::programme::file_ref>{{sha256("slate"), 5}}));
  const std::filesystem::path looks = daemon.folder() / "looks";
  spoken said = sign(hanh, {"--files", looks});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(text_of(looks / "s.png"), "slate");
  EXPECT_EQ(sign(hanh, {"--files", looks}).code, 2) << "what lies there already is somebody's";
  EXPECT_EQ(call({"approve", "--files", looks}).code, 2);
}

TEST_F(a_desk_and_a_machine_without_network, name_the_files_so_that_other_programs_open_them) {
  const std::string jpeg = "\xff\xd8-", png = "\x89PNG-", film = "....ftyp-";
  programme p = small(0, {});
  const auto add = [&](const std::string& name, const std::vector<std::string>& files) {
    playlists::programme::media_item m = p.media.front();
    m.name = name;
    m.id = sha256(name).hex().substr(0, 12);
    m.files.clear();
    for (const std::string& content : files) {
      m.files.push_back({sha256(content), static_cast<std::int64_t>(content.size())});
      daemon.on("GET /v1/media/" + sha256(content).hex(), [content](const heard&) {
        return answer{200, content};
      });
    }
    if (files.size() > 1) {
      m.kind = playlists::programme::media_kind::pages;
      m.pages = static_cast<int>(files.size());
    }
    p.media.push_back(m);
    p.playlists.front().items.push_back({name, std::nullopt, "", "", ""});
  };
  add("a.svg", {png});
  add("clips/s.png", {png + "2"});
  add("guide.pdf", {jpeg, jpeg + "2"});
  add("old.mov", {film});
  draft = playlists::text::to_bytes(p);
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  const std::filesystem::path looks = daemon.folder() / "looks";
  spoken said = sign(hanh, {"--files", looks});
  ASSERT_EQ(said.code, 0) << said.err;
  std::set<std::string> names;
  for (const auto& one : std::filesystem::directory_iterator(looks)) names.insert(one.path().filename());
  const std::string second = sha256("clips/s.png").hex().substr(0, 12) + "-s.png";
  EXPECT_EQ(names, (std::set<std::string>{"s.png", second, "a.svg.png", "guide.pdf-1.jpg", "guide.pdf-2.jpg",
                                          "old.mov.mp4"}));
}

TEST_F(a_desk_and_a_machine_without_network, carry_no_file_that_the_other_one_has_approved) {
  published = wire::to_json(by(nam, small(1, now - std::chrono::hours(2), "old")));
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  EXPECT_TRUE(on_paper().files.empty());
  EXPECT_EQ(sign(hanh).code, 0);
}

TEST_F(a_desk_and_a_machine_without_network, sign_nothing_whose_files_are_missing_or_differ) {
  ASSERT_EQ(call({"approve", "--export", paper}).code, 0);
  const std::string whole = text_of(paper);
  std::string flipped = whole, unlisted = whole;
  flipped.back() ^= 1;
  const std::size_t list = unlisted.find(R"("files":[{)");
  ASSERT_NE(list, std::string::npos);
  unlisted.replace(list, unlisted.find(']', list) - list + 1, R"("files":[])");
  for (const std::string& bad : {flipped, whole.substr(0, whole.size() - 1), unlisted}) {
    (void)file("draft.json", bad);
    spoken said = sign(hanh);
    EXPECT_EQ(said.code, 4);
    EXPECT_THAT(said.err, HasSubstr("s.png"));
    EXPECT_FALSE(std::filesystem::exists(paper + ".signature"));
  }
  (void)file("draft.json", std::string(wire::max_draft_line_bytes + 1'000'000, ' '));
  EXPECT_EQ(sign(hanh).code, 1);
}

TEST_F(a_desk_and_a_machine_without_network, export_nothing_where_a_file_is_not_what_the_programme_names) {
  slate = "slates";
  EXPECT_EQ(call({"approve", "--export", paper}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(paper));
  EXPECT_FALSE(kept);
}

TEST_F(a_desk_and_a_machine_without_network, keep_both_the_file_and_the_bytes_or_neither) {
  for (const std::filesystem::path& bad : {daemon.folder() / "no" / "such", daemon.folder()}) {
    EXPECT_NE(call({"approve", "--export", bad}).code, 0) << bad;
    EXPECT_FALSE(kept) << bad;
  }
  daemon.on("PUT /v1/exported-draft", [](const heard&) {
    return answer{409, problem("conflict", "the next version is {}", "7", "export it again")};
  });
  const auto files_before = std::distance(std::filesystem::directory_iterator(daemon.folder()), {});
  EXPECT_EQ(call({"approve", "--export", paper}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(paper));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(daemon.folder()), {}), files_before);
}

TEST_F(a_desk_and_a_machine_without_network, refuse_files_that_are_none_and_options_that_do_not_fit) {
  const std::string other = file("other.json", "{\"format\":\"bangtin-draft-9\"}");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"approve", "--sign", other},
                                             {"approve", "--sign", paper + ".none"},
                                             {"approve", "--signature", other},
                                             {"approve", "--signature", daemon.folder().string()}}) {
    spoken said = call(words);
    EXPECT_EQ(said.code, 1) << words[1];
    EXPECT_NE(said.err, "");
  }
  EXPECT_EQ(call({"approve", "--export", paper, "--sign", paper}).code, 2);
  EXPECT_EQ(call({"approve", "--withdraw", "--signature", paper}).code, 2);
  EXPECT_EQ(call({"approve", "-o", paper}).code, 2);
  EXPECT_TRUE(sent.empty());
}

// The same checks as a function: each row is one lie.
class a_draft_on_paper : public a_desk_and_a_machine_without_network {
 public:
  wire::site_trust known;
  wire::draft_to_sign honest() {
    wire::draft_to_sign d{.root = root.public_part(), .bytes = playlists::text::to_bytes(small(9, now))};
    d.published = by(nam, small(8, now - std::chrono::hours(2), "old"));
    d.trust = signed_trust(statement(3, 8));
    return d;
  }
  result<checked_draft> check(const wire::draft_to_sign& d) {
    return check_draft_file(d, {root.public_part(), known}, now);
  }
};

TEST_F(a_draft_on_paper, that_is_honest_may_be_signed_by_those_whom_root_lists) {
  known = statement(3, 8);
  wire::draft_to_sign d = honest();
  result<checked_draft> checked = check(d);
  ASSERT_TRUE(checked) << describe(checked.error());
  EXPECT_EQ(checked->value.version, 9);
  EXPECT_EQ(checked->before.version, 8);
  EXPECT_FALSE(why_not_signed_by(*checked, read_certificate(hanh / "approver.cert").value()));
  wire::site_trust without = statement(4, 8);
  const auto c = wire::approver_from_text(read_certificate(hanh / "approver.cert")->text).value();
  add_revoked(without, {c.key, now, c.name});
  d.trust = signed_trust(without);
  EXPECT_TRUE(why_not_signed_by(check(d).value(), read_certificate(hanh / "approver.cert").value()));
}

TEST_F(a_draft_on_paper, that_lies_is_refused) {
  struct lie {
    const char* what;
    std::function<void(wire::draft_to_sign&)> tells;
  };
  const secret_key stranger = secret_key::generate();
  for (const lie& row : std::vector<lie>{
           {"another site", [&](auto& d) { d.root = stranger.public_part(); }},
           {"a statement that root did not sign",
            [&](auto& d) { d.trust = evidence::sign_text(wire::to_text(statement(3, 8)), stranger); }},
           {"a programme on show that nobody signed", [](auto& d) { d.published->bytes[20] ^= 1; }},
           {"an older programme as the one on show",
            [&](auto& d) { d.published = by(nam, small(7, now - std::chrono::hours(9))); }},
           {"nothing on show", [](auto& d) { d.published.reset(); }},
           {"the version that is on show",
            [&](auto& d) { d.bytes = playlists::text::to_bytes(small(8, now)); }},
           {"a version that uses up the numbers",
            [&](auto& d) { d.bytes = playlists::text::to_bytes(small(1009, now)); }},
           {"no canonical bytes", [](auto& d) { d.bytes += " "; }},
           {"issued in the future",
            [&](auto& d) { d.bytes = playlists::text::to_bytes(small(9, now + std::chrono::minutes(11))); }},
           {"exported too long ago",
            [&](auto& d) {
              d.bytes = playlists::text::to_bytes(small(9, now - wire::draft_signing_window));
            }},
           {"a first signature on something else", [&](auto& d) {
              const wire::signed_programme other = by(hanh, small(9, now, "other"));
              d.signature = wire::approver_signature{other.signature, other.approver};
            }}}) {
    wire::draft_to_sign d = honest();
    row.tells(d);
    EXPECT_FALSE(check(d)) << row.what;
  }
  known = statement(4, 8);
  EXPECT_FALSE(check(honest())) << "an older statement than the one beside the keys";
  wire::draft_to_sign without = honest();
  without.trust.reset();
  EXPECT_FALSE(check(without)) << "none, where one is known";
}

// The site gets new root keys while this machine knows the first one.
class a_draft_of_a_succeeded_root : public a_draft_on_paper {
 public:
  secret_key second = secret_key::generate(), third = secret_key::generate();
  // As a daemon exports it then: everything is signed by the newest root.
  wire::draft_to_sign succeeded() {
    wire::draft_to_sign d = honest();
    d.root = third.public_part();
    d.roots.successions = {wire::sign_succession(1, now, root, second),
                           wire::sign_succession(2, now, second, third)};
    for (const auto& who : {hanh, nam}) {
      const auto old = read_certificate(who / "approver.cert").value();
      d.roots.certificates.push_back(evidence::sign_text(old.text, third));
    }
    wire::recertify(*d.published, d.roots);
    d.trust = evidence::sign_text(wire::to_text(statement(5, 8)), third);
    return d;
  }
  void put(const wire::draft_to_sign& d) {
    std::ofstream(paper, std::ios::binary) << wire::to_json(d) << "slate";
  }
  // With the file that the programme names, so that it can be signed.
  wire::draft_to_sign whole() {
    wire::draft_to_sign d = succeeded();
    d.published.reset();
    d.trust = evidence::sign_text(wire::to_text(statement(5, 0)), third);
    d.bytes = playlists::text::to_bytes(small(1, now));
    d.sign_by = now + wire::draft_signing_window;
    d.files = {{sha256("slate"), 5}};
    return d;
  }
};

TEST_F(a_draft_of_a_succeeded_root, follows_the_root_keys_of_its_site) {
  for (const secret_key& known_root : {root, second, third}) {
    const auto checked = check_draft_file(succeeded(), {known_root.public_part(), known}, now);
    ASSERT_TRUE(checked) << describe(checked.error());
    EXPECT_EQ(checked->root, third.public_part());
    EXPECT_EQ(checked->before.version, 8);
  }
  known = statement(6, 8);
  EXPECT_FALSE(check(succeeded())) << "a number is never lower, whichever root signed it";
}

TEST_F(a_draft_of_a_succeeded_root, that_lies_about_it_is_refused) {
  struct lie {
    const char* what;
    std::function<void(wire::draft_to_sign&)> tells;
  };
  const secret_key thief = secret_key::generate();
  for (const lie& row : std::vector<lie>{
           {"no chain", [](auto& d) { d.roots = {}; }},
           {"a cut beginning", [](auto& d) { d.roots.successions.erase(d.roots.successions.begin()); }},
           {"a cut end", [](auto& d) { d.roots.successions.pop_back(); }},
           {"another order", [](auto& d) { std::swap(d.roots.successions[0], d.roots.successions[1]); }},
           {"a successor whom the old root did not name",
            [&](auto& d) { d.roots.successions[0].by_old = thief.sign(d.roots.successions[0].text); }},
           {"a successor who did not sign",
            [&](auto& d) { d.roots.successions[1].by_new = thief.sign(d.roots.successions[1].text); }},
           {"another site's chain",
            [&](auto& d) { d.roots.successions = {wire::sign_succession(1, now, thief, third)}; }},
           {"a chain that goes on",
            [&](auto& d) { d.roots.successions.push_back(wire::sign_succession(3, now, third, thief)); }},
           {"the root before", [&](auto& d) { d.root = second.public_part(); }},
           {"a statement by the root before",
            [&](auto& d) { d.trust = evidence::sign_text(wire::to_text(statement(6, 8)), second); }},
           {"a programme on show that the root before certified",
            [&](auto& d) { d.published = by(nam, small(8, now - std::chrono::hours(2))); }}}) {
    wire::draft_to_sign d = succeeded();
    row.tells(d);
    const auto checked = check(d);
    ASSERT_FALSE(checked) << row.what;
    EXPECT_EQ(checked.error().code, errc::verification) << row.what;
  }
}

TEST_F(a_draft_of_a_succeeded_root, is_signed_with_the_certificate_of_the_new_root) {
  put(whole());
  const spoken there = sign(hanh);
  ASSERT_EQ(there.code, 0) << there.err;
  EXPECT_THAT(there.out,
              HasSubstr("This site has a new root key, " + third.public_part().hex().substr(0, 16)));
  const auto made = wire::signature_from_json(text_of(paper + ".signature")).value();
  EXPECT_EQ(made.root, third.public_part());
  EXPECT_EQ(made.approver.text, read_certificate(hanh / "approver.cert")->text);
  EXPECT_TRUE(wire::verify(wire::signed_programme{{whole().bytes, made.statement.signature, made.approver}},
                           third.public_part(), 1));
  EXPECT_EQ(read_root(hanh).value(), root.public_part()) << "the folder stays as it is";
}

TEST_F(a_draft_of_a_succeeded_root, is_signed_with_a_newer_certificate_of_the_same_key) {
  const auto old = wire::approver_from_text(read_certificate(hanh / "approver.cert")->text).value();
  wire::approver_certificate newer = old;
  newer.not_after += std::chrono::days(100);
  wire::draft_to_sign d = whole();
  d.roots.certificates[0] = evidence::sign_text(wire::to_text(newer), third);
  put(d);
  ASSERT_EQ(sign(hanh).code, 0);
  EXPECT_EQ(wire::signature_from_json(text_of(paper + ".signature"))->approver.text, wire::to_text(newer));
  // Neither a certificate of nobody's root nor somebody else's.
  for (const auto& useless : {evidence::sign_text(wire::to_text(old), root), d.roots.certificates[1]}) {
    std::filesystem::remove(paper + ".signature");
    d.roots.certificates[0] = useless;
    put(d);
    const spoken refused = sign(hanh);
    EXPECT_EQ(refused.code, 4) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("new root key has not signed the certificate"));
    EXPECT_FALSE(std::filesystem::exists(paper + ".signature"));
  }
}

// The statement beside the keys knows of a root that root.pub does not.
TEST_F(a_draft_of_a_succeeded_root, goes_on_from_the_root_that_is_known_beside_the_keys) {
  const secret_key thief = secret_key::generate();
  wire::draft_to_sign forked = whole();
  const wire::trust_document beside{*forked.trust, forked.roots};
  forked.roots.successions = {wire::sign_succession(1, now, root, thief)};
  for (evidence::signed_text& c : forked.roots.certificates) c = evidence::sign_text(c.text, thief);
  forked.root = thief.public_part();
  forked.trust = evidence::sign_text(wire::to_text(statement(6, 0)), thief);
  put(forked);
  EXPECT_EQ(sign(hanh).code, 0) << "a thief of the first root";
  std::ofstream(hanh / "trust.json") << wire::trust_to_json(beside) << "\n";
  EXPECT_EQ(sign(hanh).code, 4) << "who is too late";
  put(whole());
  EXPECT_EQ(sign(hanh).code, 0);
}

TEST_F(a_draft_of_a_succeeded_root, has_the_chain_that_the_daemon_has) {
  const wire::draft_to_sign d = whole();
  at_site.root = third.public_part();
  trust = canonical(
      wire::admin::encode(wire::admin::trust_state{d.trust->text, d.trust->signature, {}, d.roots}));
  const spoken out = call({"approve", "--export", paper});
  ASSERT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(on_paper().roots, d.roots);
  EXPECT_EQ(on_paper().root, third.public_part());
  EXPECT_EQ(sign(hanh).code, 0);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
