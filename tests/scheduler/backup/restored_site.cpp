#include "scheduler/backup/restored_site.hpp"

#include <fmt/format.h>

#include "base/archive/archive_writer.hpp"
#include "base/files.hpp"

namespace bangtin::scheduler::test {

namespace fs = std::filesystem;
namespace admin_values = wire::admin;

void restored_site::make_site() {
  start();
  pair(lobby_);
  const digest programme = publish(1);
  lobby_.begin(clock_.now().utc);
  for (int i = 0; i < 50; ++i) lobby_.play(programme, clock_.now().utc + std::chrono::seconds(10 * i));
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, lobby_.lines.size())).status, 200);
  ASSERT_EQ(admin("POST", "/v1/users", R"({"name":"Lan","role":"viewer"})").status, 200);
  answer token = admin("POST", "/v1/users/Lan/tokens", "{}");
  ASSERT_EQ(token.status, 200) << token.body;
  token_line_ = "Authorization: Bearer " + std::string(parsed(token).at("token").as_string()) + "\r\n";
}

restored_site::fetched restored_site::fetch(const std::string& passphrase) {
  answer made =
      admin("POST", "/v1/backups", canonical(admin_values::encode(admin_values::backup_order{passphrase})));
  EXPECT_EQ(made.status, 200) << made.body;
  auto head = admin_values::decode<admin_values::prepared_backup>(parsed(made));
  EXPECT_TRUE(head);
  answer ledger = admin("GET", "/v1/backups/" + head->id);
  EXPECT_EQ(ledger.status, 200) << ledger.body;
  EXPECT_EQ(std::ssize(ledger.body), head->facts.ledger_bytes);
  return {*head, ledger.body};
}

void restored_site::write(const fetched& f) const {
  std::error_code ignored;
  fs::remove(file(), ignored);
  auto w = archive::writer::make(file());
  ASSERT_TRUE(w) << describe(w.error());
  ASSERT_TRUE(w->add("backup.json", canonical(admin_values::encode(f.head.facts))));
  if (!f.head.configuration.empty()) {
    ASSERT_TRUE(w->add("configuration/bangtind.toml", f.head.configuration));
  }
  for (const auto& k : f.head.keys) ASSERT_TRUE(w->add(admin_values::key_member(k.file), k.pem));
  ASSERT_TRUE(w->add("ledger.sqlite", f.ledger));
  for (const auto& o : f.head.facts.objects) {
    const std::string member = admin_values::object_member(o.sha256);
    auto bytes = read_file(data() / member, 1 << 24);
    if (bytes) {
      ASSERT_TRUE(w->add(member, *bytes));
    }
  }
  for (const auto& [name, text] : f.more) ASSERT_TRUE(w->add(name, text));
  auto done = w->finish();
  ASSERT_TRUE(done) << describe(done.error());
}

app::restore_order restored_site::order(const fs::path& into) const {
  app::restore_order o;
  o.file = file();
  o.data = into;
  o.passphrase = []() -> result<std::string> { return error{errc::usage, msg("nobody is there"), {}}; };
  o.who = "uid 0 (root)";
  o.now = clock_.now().utc;
  return o;
}

void restored_site::restore_and_start() {
  stop();
  app::restore_order o = order(folder_ / "new");
  o.key = data() / "daemon.key";
  auto done = app::restore(o);
  ASSERT_TRUE(done) << describe(done.error());
  setup_.data = o.data;
  start();
}

std::map<std::string, digest> restored_site::files_in(const fs::path& folder) {
  std::map<std::string, digest> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    if (!entry.is_regular_file() || name == "lock" || name.starts_with("restoring/")) continue;
    all[name] = sha256(read_file(entry.path(), 1 << 30).value());
  }
  return all;
}

}  // namespace bangtin::scheduler::test
