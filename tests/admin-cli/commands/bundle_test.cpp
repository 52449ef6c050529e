// bundle export and import against a fake daemon: what lies on the stick afterwards, a stick that is full or
// pulled, and a stick of which only a part holds.
#include <filesystem>
#include <fstream>

#include "admin-cli/commands/screen_desk.hpp"
#include "admin-cli/commands/stick.hpp"
#include "base/files.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/site.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"
#include "wire/carried_acknowledgements.hpp"
#include "wire/messages.hpp"

namespace bangtin::admin_cli::commands {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class a_stick_at_the_desk : public screen_desk {
 public:
  void SetUp() override {
    make_keys();
    publish(toml);
    set_draft(toml);
    site.daemon_key = daemon_key.public_part();
    daemon.on("POST /v1/screens/lobby/bundle", [this](const heard&) { return answer{200, bundle()}; });
    daemon.on("GET /v1/media/" + sha256(picture).hex(), [this](const heard& h) {
      const auto range = h.headers.find("range");
      asked_from.push_back(range == h.headers.end() ? "" : range->second);
      const std::size_t from = range == h.headers.end() ? 0 : std::stoul(range->second.substr(6));
      return answer{from > 0 ? 206 : 200, picture.substr(from)};
    });
    daemon.on("POST /v1/screens/lobby/bundle/plays", [this](const heard& h) {
      const auto b = wire::batch_from_body(h.body);
      if (!b) return answer{422, problem("invalid", "the batch {} cannot be read", "x", "write it again")};
      came.push_back(b->first_seq);
      return answer{200, wire::receipt_to_json(evidence::sign_text("receipt", daemon_key))};
    });
    daemon.on("POST /v1/screens/lobby/bundle/status", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(wire::admin::carried_report{"lobby", now, true}))};
    });
    daemon.on("POST /v1/screens/lobby/bundle/acknowledgements", [this](const heard& h) {
      told.push_back(h.body);
      return answer{204, ""};
    });
    fs::create_directories(stick());
  }
  fs::path stick() const { return daemon.folder() / "usb"; }
  fs::path below(const std::string& name) const { return stick() / wire::bundle_folder_name / name; }
  fs::path own(const std::string& name) const {
    return below(wire::bundle_screen_folder(screen_key.public_part())) / name;
  }
  std::string bundle() const {
    const std::string receipt = R"({"log":"","receipt":null,"tip":0})";
    wire::bundle_index i{"lobby", screen_key.public_part(), daemon_key.public_part(), now, 0, {}, {}, {}};
    i.documents = {{wire::bundle_part::receipt, std::ssize(receipt), sha256(receipt)}};
    i.files = {{sha256(picture), std::ssize(picture)}};
    return canonical(wire::admin::encode(
        wire::admin::screen_bundle{evidence::sign_text(wire::to_text(i), signed_by), "", "", receipt, logs}));
  }
  void screen_writes(const std::string& log, std::int64_t first) const {
    evidence::batch b;
    b.log = log;
    b.first_seq = first;
    b.lines = {"{}"};
    b.head = evidence::sign_text(evidence::to_text(evidence::head{log, first, {}}), screen_key);
    fs::create_directories(own("evidence"));
    std::ofstream(own("evidence/" + wire::bundle_batch_name(log, first))) << wire::to_body(b);
  }
  void screen_signs() const {
    const std::string status = wire::to_json(wire::screen_status{});
    const wire::carried c{"lobby", now, 1, {std::string(32, 'a'), 2, {}}, sha256(status)};
    std::ofstream(own("status.json"))
        << wire::to_json(wire::carried_status{evidence::sign_text(wire::to_text(c), screen_key), status});
  }

  const std::string picture = std::string(300'000, 'p');
  secret_key daemon_key = secret_key::generate(), screen_key = secret_key::generate(), signed_by = daemon_key;
  std::vector<std::string> asked_from;
  std::vector<std::int64_t> came;
  std::vector<std::string> told;
  std::string logs;
};

TEST_F(a_stick_at_the_desk, gets_what_the_screen_needs_and_the_second_time_only_what_is_missing) {
  spoken said = call({"bundle", "export", stick().string(), "--screen", "lobby", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("copied_files"), 1);
  EXPECT_EQ(read_file(below(wire::bundle_file(sha256(picture))), 1 << 20).value(), picture);
  const auto note = wire::bundle_index_from_json(read_file(own("index.json"), 1 << 20).value());
  ASSERT_TRUE(note && evidence::verify(*note, daemon_key.public_part()));
  std::ofstream(below("files/" + std::string(64, 'f'))) << "of an older programme";
  EXPECT_EQ(call({"bundle", "export", stick().string(), "--screen", "lobby", "--json"})
                .document()
                .at("copied_files"),
            0);
  EXPECT_FALSE(fs::exists(below("files/" + std::string(64, 'f')))) << "what nobody needs goes";

  // Pulled in the middle of the file: the next call goes on there.
  fs::remove(below(wire::bundle_file(sha256(picture))));
  std::ofstream(below(wire::bundle_file(sha256(picture)) + ".part")) << picture.substr(0, 1000);
  ASSERT_EQ(call({"bundle", "export", stick().string(), "--screen", "lobby"}).code, 0);
  EXPECT_EQ(asked_from.back(), "bytes=1000-");
  EXPECT_EQ(read_file(below(wire::bundle_file(sha256(picture))), 1 << 20).value(), picture);

  // Damaged on the stick in the same length is found by the screen; damaged in a part is found here.
  fs::remove(below(wire::bundle_file(sha256(picture))));
  std::ofstream(below(wire::bundle_file(sha256(picture)) + ".part")) << "something else";
  spoken damaged = call({"bundle", "export", stick().string(), "--screen", "lobby"});
  EXPECT_EQ(damaged.code, 4);
  EXPECT_EQ(call({"bundle", "export", stick().string(), "--screen", "lobby"}).code, 0);
}

TEST_F(a_stick_at_the_desk, gets_nothing_that_the_daemon_did_not_sign) {
  signed_by = secret_key::generate();
  EXPECT_NE(call({"bundle", "export", stick().string(), "--screen", "lobby"}).code, 0);
  EXPECT_FALSE(fs::exists(own("index.json")));
}

TEST_F(a_stick_at_the_desk, brings_what_holds_and_the_rest_is_named) {
  const std::string log(32, 'a');
  screen_writes(log, 1);
  screen_writes(log, 2);
  screen_signs();
  std::ofstream(own("evidence/" + wire::bundle_batch_name(log, 3))) << "damaged";
  fs::create_symlink("/etc/passwd", own("evidence/" + wire::bundle_batch_name(log, 4)));
  std::ofstream(own("evidence/holiday.jpg")) << "not ours";
  spoken said = call({"bundle", "import", stick().string(), "--json"});
  EXPECT_EQ(said.code, 1) << "a part was refused";
  const json::value row = said.document().as_array().at(0);
  EXPECT_EQ(row.at("screen"), "lobby");
  EXPECT_EQ(row.at("records"), 2);
  EXPECT_EQ(row.at("receipts"), true);
  ASSERT_EQ(row.at("refused").as_array().size(), 2U);
  EXPECT_EQ(row.at("refused").as_array().at(0).at("file"), json::value(wire::bundle_batch_name(log, 3)));
  EXPECT_EQ(came, (std::vector<std::int64_t>{1, 2}));
  EXPECT_FALSE(fs::exists(own("evidence/" + wire::bundle_batch_name(log, 1))))
      << "its receipt is on the stick";
  EXPECT_TRUE(fs::exists(own("evidence/" + wire::bundle_batch_name(log, 3)))) << "what has none stays";
  EXPECT_TRUE(fs::exists(own("index.json")));
  fs::remove_all(own("evidence"));
  EXPECT_EQ(call({"bundle", "import", stick().string()}).code, 0) << "repeating it is harmless";
}

TEST_F(a_stick_at_the_desk, says_what_the_daemon_has_of_each_log) {
  ASSERT_EQ(call({"bundle", "export", stick().string(), "--screen", "lobby"}).code, 0);
  EXPECT_FALSE(fs::exists(own("logs.json"))) << "an older daemon gives none";
  logs = wire::known_logs_to_json({{std::string(32, 'a'), {}}});
  ASSERT_EQ(call({"bundle", "export", stick().string(), "--screen", "lobby"}).code, 0);
  EXPECT_EQ(read_file(own("logs.json"), 1 << 20).value(), logs);
}

TEST_F(a_stick_at_the_desk, brings_what_the_screen_said_of_notices) {
  fs::create_directories(own("evidence"));
  screen_signs();
  ASSERT_EQ(call({"bundle", "import", stick().string()}).code, 0);
  EXPECT_TRUE(told.empty()) << "the screen has said nothing";
  const auto said = wire::sign_acknowledgements({{"0000aaaa", now, {}, {}}}, "lobby", now, screen_key);
  std::ofstream(own("acknowledgements.json")) << wire::to_json(said);
  ASSERT_EQ(call({"bundle", "import", stick().string()}).code, 0);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], HasSubstr("bangtin-acknowledged-1"));
  std::ofstream(own("acknowledgements.json")) << "damaged";
  spoken bad = call({"bundle", "import", stick().string(), "--json"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.document().at(0).at("refused").at(0).at("file"), "acknowledgements.json");
}

TEST_F(a_stick_at_the_desk, takes_the_items_of_a_playlist_in_its_order) {
  std::vector<std::string> asked;
  daemon.on("POST /v1/media/share", [&](const heard& h) {
    asked = wire::admin::decode_request<wire::admin::share_order>(h.body)->items;
    return answer{422, problem("invalid", "no", "x", "y")};
  });
  playlists::programme::programme p = draft_now();
  ASSERT_FALSE(p.playlists.empty());
  std::vector<std::string> ids;
  for (const auto& i : p.playlists[0].items) {
    for (auto& m : p.media) {
      if (m.name != i.media) continue;
      if (m.id.empty()) m.id = sha256(m.name).hex().substr(0, 12);
      if (std::ranges::find(ids, m.id) == ids.end()) ids.push_back(m.id);
    }
  }
  draft = playlists::text::to_bytes(p);
  const std::string name = p.playlists[0].name;
  call({"bundle", "share", stick().string(), "--playlist", name});
  EXPECT_EQ(asked, ids);
  call({"bundle", "share", stick().string(), "--media", "zz," + ids.back(), "--playlist", name});
  ASSERT_GE(asked.size(), 2U);
  EXPECT_EQ(asked[0], "zz");
  EXPECT_EQ(asked[1], ids.back()) << "named first, and only once";
  EXPECT_EQ(std::ssize(asked), std::ssize(ids) + 1);
  asked.clear();
  EXPECT_EQ(call({"bundle", "share", stick().string(), "--playlist", "no such list"}).code, 1);
  spoken nothing = call({"bundle", "share", stick().string()});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("--playlist"));
  EXPECT_TRUE(asked.empty());
}

TEST_F(a_stick_at_the_desk, may_be_empty) {
  EXPECT_EQ(call({"bundle", "import", stick().string()}).code, 1);
  fs::create_directories(below("screens"));
  spoken said = call({"bundle", "import", stick().string()});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("No screen has written anything"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
