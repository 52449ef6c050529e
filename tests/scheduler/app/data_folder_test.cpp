// A ledger is examined before it is believed: what is missing, empty, cut off, damaged or of another site is
// told in a true sentence with the way back, and nothing is changed.
#include "scheduler/app/data_folder.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "base/files.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace fs = std::filesystem;

class data_folder : public site {
 protected:
  // A site with a programme, a screen and a play.
  void make_site() {
    start();
    fake_screen lobby;
    pair(lobby);
    digest programme = publish(1);
    lobby.begin(clock_.now().utc);
    for (int i = 0; i < 300; ++i) lobby.play(programme, clock_.now().utc + std::chrono::seconds(10 * i));
    ASSERT_EQ(post_plays(lobby, lobby.batch(1, lobby.lines.size())).status, 200);
    stop();
  }
  fs::path data() const { return folder_ / "data"; }
  fs::path ledger() const { return data() / "ledger.sqlite"; }
  std::map<std::string, digest> files() const {
    std::map<std::string, digest> all;
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
      std::string name = fs::relative(entry.path(), data()).string();
      if (entry.is_regular_file()) all[name] = sha256(read_file(entry.path(), 1U << 30).value());
    }
    return all;
  }
  std::optional<error> start_error() {
    auto started = app::daemon::start(setup_, clock_);
    return started ? std::nullopt : std::optional(started.error());
  }
  void overwrite(std::uint64_t offset, const std::string& bytes) const {
    std::fstream f(ledger(), std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(static_cast<std::streamoff>(offset));
    f << bytes;
  }
};

struct damage_to_folder {
  const char* situation;
  std::function<void()> damage;
  std::string told;  // the sentence's id
};

TEST_F(data_folder, with_a_ledger_that_cannot_be_believed_is_refused_and_left_alone) {
  make_site();
  fs::copy(data(), folder_ / "whole", fs::copy_options::recursive);
  const std::uint64_t size = fs::file_size(ledger());
  for (const damage_to_folder& d : std::vector<damage_to_folder>{
           {"missing", [&] { fs::remove(ledger()); }, "{} is missing, but the site's media files are there"},
           {"missing, no media",
            [&] {
              fs::remove(ledger());
              fs::remove_all(data() / "media");
            },
            "{} is missing, but the daemon's key is there"},
           {"0 bytes", [&] { fs::resize_file(ledger(), 0); },
            "{} is empty (0 bytes), but the site's media files are there"},
           {"0 bytes, no media",
            [&] {
              fs::resize_file(ledger(), 0);
              fs::remove_all(data() / "media");
            },
            "{} is empty (0 bytes), but the daemon's key is there"},
           {"cut off", [&] { fs::resize_file(ledger(), size / 2); },
            "{} is cut off: it has {} bytes of at least {}"},
           {"cut off by a byte", [&] { fs::resize_file(ledger(), size - 1); },
            "{} is cut off: it has {} bytes of at least {}"},
           {"cut off in its header", [&] { fs::resize_file(ledger(), 50); },
            "{} is cut off: it has {} bytes of at least {}"},
           {"a text", [&] { EXPECT_TRUE(write_file(ledger(), "hello")); }, "{} is not a database"},
           {"zeros", [&] { EXPECT_TRUE(write_file(ledger(), std::string(8192, '\0'))); },
            "{} is not a database"},
           {"damaged pages", [&] { overwrite(size / 2, std::string(8192, '\x55')); }, "{} is damaged: {}"},
           {"damaged schema", [&] { overwrite(100, std::string(200, '\x55')); }, "{} is damaged: {}"},
           {"of another program",
            [&] {
              fs::remove(ledger());
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
                  .exec("CREATE TABLE songs (title TEXT)");
            },
            "{} is the database of another program"},
           {"without a table",
            [&] {
              fs::remove(ledger());
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
                  .exec("PRAGMA user_version = 0; CREATE TABLE t (x); DROP TABLE t");
            },
            "{} is a database without content, but the site's key or media files are there"},
           {"another key",
            [&] { EXPECT_TRUE(write_file(data() / "daemon.key", secret_key::generate().pem(), 0600)); },
            "{} belongs to another site: it was made with another daemon.key"},
           {"no key", [&] { fs::remove(data() / "daemon.key"); }, "{} is missing, but {} is there"},
           {"a damaged key", [&] { EXPECT_TRUE(write_file(data() / "daemon.key", "x")); }, "{} is not a key"},
           {"a programme that is damaged",
            [&] {
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE)
                  .exec("UPDATE programmes SET json = substr(json, 9)");
            },
            "{} is damaged: the programme of version {} does not read as it was stored"},
           {"a programme with another file name",
            [&] {
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE)
                  .exec("UPDATE programmes SET json = replace(json, 'poster.png', 'poster.jpg')");
            },
            "{} is damaged: the programme of version {} is not what an approver signed"},
           {"a programme of another site",
            [&] {
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE)
                  .exec("UPDATE site SET value = '" + secret_key::generate().public_part().hex() +
                        "' WHERE key = 'root'");
            },
            "{} is damaged: the programme of version {} is not what an approver signed"},
           {"an older programme in place of the newest",
            [&] {
              SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE)
                  .exec("UPDATE programmes SET version = 2");
            },
            "{} is damaged: the programme of version {} is not what an approver signed"}}) {
    SCOPED_TRACE(d.situation);
    fs::remove_all(data());
    fs::copy(folder_ / "whole", data(), fs::copy_options::recursive);
    d.damage();
    const auto before = files();
    std::optional<error> told = start_error();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->what.id, d.told);
    EXPECT_EQ(told->code, errc::invalid);
    EXPECT_EQ(files(), before) << "nothing is changed";
    if (told->remedy.id.find("--new-site") == std::string::npos) continue;

    setup_.new_site = true;
    EXPECT_EQ(start_error(), std::nullopt) << "a new site begins";
    const auto after = files();
    for (const auto& [name, hash] : before) {
      bool kept = false;
      for (const auto& [now, same] : after) kept |= same == hash && now.ends_with(name);
      EXPECT_TRUE(kept || name == "lock") << name << " is kept";
    }
    setup_.new_site = false;
    EXPECT_EQ(start_error(), std::nullopt) << "and goes on";
  }
}

TEST_F(data_folder, that_is_new_or_whole_is_not_touched_by_new_site) {
  setup_.new_site = true;
  EXPECT_EQ(start_error(), std::nullopt) << "a new folder";
  const auto begun = files();
  EXPECT_EQ(start_error(), std::nullopt) << "a site that has only begun";
  EXPECT_EQ(files().size(), begun.size());
  setup_.new_site = false;
  make_site();
  setup_.new_site = true;
  const auto before = files();
  std::optional<error> told = start_error();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, errc::conflict);
  EXPECT_EQ(files(), before);
}

// A daemon that died while it made its folder for the first time begins again.
TEST_F(data_folder, in_which_a_first_start_broke_off_is_taken_as_new) {
  ASSERT_TRUE(make_folder(data() / "media" / "objects"));
  ASSERT_TRUE(write_file(ledger(), ""));
  EXPECT_EQ(start_error(), std::nullopt);
  fs::remove(data() / "daemon.key");
  SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE).exec("DELETE FROM site");
  EXPECT_EQ(start_error(), std::nullopt) << "the ledger was made, the key was not";
}

TEST_F(data_folder, of_an_older_version_is_taken_when_its_receipts_are_of_its_key) {
  make_site();
  SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE).exec("DELETE FROM site WHERE key = 'daemon'");
  EXPECT_EQ(start_error(), std::nullopt);
  SQLite::Database(ledger().string(), SQLite::OPEN_READWRITE).exec("DELETE FROM site WHERE key = 'daemon'");
  ASSERT_TRUE(write_file(data() / "daemon.key", secret_key::generate().pem(), 0600));
  std::optional<error> told = start_error();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->what.id, "{} belongs to another site: it was made with another daemon.key");
}

// Whatever bytes are flipped, the daemon starts, or it says that the ledger is damaged.
TEST_F(data_folder, with_flipped_bytes_is_told_of_in_true_words) {
  make_site();
  const std::string whole = read_file(ledger(), 1U << 30).value();
  rc::check([&] {
    std::string flipped = whole;
    const int flips = *rc::gen::inRange(1, 20);
    for (int i = 0; i < flips; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, flipped.size());
      flipped[at] = static_cast<char>(flipped[at] ^ *rc::gen::inRange(1, 256));
    }
    RC_ASSERT(write_file(ledger(), flipped).has_value());
    std::optional<error> told = start_error();
    if (!told) return;
    const std::string text = describe(*told);
    RC_LOG(text);
    RC_ASSERT(text.find("JSON") == std::string::npos);
    RC_ASSERT(text.find("backup") != std::string::npos || text.find("put back") != std::string::npos ||
              text.find("newer version") != std::string::npos);
  });
}

}  // namespace
}  // namespace bangtin::scheduler::test
