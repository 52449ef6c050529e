#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class media_contract : public ledger_contract {
 protected:
  static ledger::stored_media item(const std::string& content, std::int64_t added) {
    ledger::stored_media m;
    m.sha256 = sha256(content);
    m.id = m.sha256.hex().substr(0, 12);
    m.file = content + ".png";
    m.added = at(added);
    m.files = {{m.sha256, 10}};
    return m;
  }
  // An item that has a value in every field.
  static ledger::stored_media full_item() {
    ledger::stored_media m = item("original", 77);
    m.file = "hướng dẫn.pdf";
    m.kind = playlists::programme::media_kind::pages;
    m.width = 1080;
    m.height = 1920;
    m.duration = milliseconds(7);
    m.pages = 3;
    m.title = "T";
    m.theme = "III.2";
    m.owner = "O";
    m.link = "https://example.vn";
    m.files = {{sha256("page 1"), 10}, {sha256("page 2"), std::int64_t{5} << 32}, {sha256("page 1"), 10}};
    m.sound = true;
    m.audience = "người dân";
    m.call = "Quét mã";
    m.language = "vi";
    m.licence = "CC BY 4.0";
    m.subtitles = "0123456789ab";
    m.review = "2027-01-31";
    m.warnings = {msg("too small: {}x{}", 10, 20), msg("much text")};
    m.thumbnail = sha256("thumbnail");
    m.sheet = sha256("sheet");
    m.removed = at(99);
    return m;
  }
};
LEDGER_CONTRACT(media_contract);

TEST_P(media_contract, an_item_comes_back_as_it_was_added) {
  ledger::stored_media m = full_item();
  ASSERT_TRUE(ledger_->media().add(m));
  reopen();
  EXPECT_EQ(*ledger_->media().find(m.id), m);
  EXPECT_EQ(*ledger_->media().find(m.sha256.hex()), m);
  EXPECT_EQ(*ledger_->media().all(), std::vector<ledger::stored_media>{m});
}

TEST_P(media_contract, every_kind_is_its_own) {
  using enum playlists::programme::media_kind;
  for (playlists::programme::media_kind kind : {video, image, pages, subtitles}) {
    ledger::stored_media m = item("kind " + std::to_string(static_cast<int>(kind)), 1);
    m.kind = kind;
    ASSERT_TRUE(ledger_->media().add(m));
    EXPECT_EQ(*ledger_->media().find(m.id), m);
  }
}

TEST_P(media_contract, nothing_is_found_in_an_empty_ledger) {
  EXPECT_TRUE(ledger_->media().all()->empty());
  EXPECT_EQ(*ledger_->media().find("nothing"), std::nullopt);
  EXPECT_FALSE(*ledger_->media().uses_file(sha256("original")));
}

TEST_P(media_contract, an_original_is_added_once) {
  ledger::stored_media first = item("original", 1), again = item("original", 2);
  again.id = "another id";
  again.title = "another title";
  ASSERT_TRUE(ledger_->media().add(first));
  EXPECT_EQ(code_of(ledger_->media().add(again)), errc::conflict);
  EXPECT_EQ(*ledger_->media().all(), std::vector<ledger::stored_media>{first});
}

TEST_P(media_contract, an_id_is_used_once) {
  ledger::stored_media first = item("original", 1), twin = item("another original", 2);
  twin.id = first.id;
  ASSERT_TRUE(ledger_->media().add(first));
  EXPECT_EQ(code_of(ledger_->media().add(twin)), errc::conflict);
  EXPECT_EQ(*ledger_->media().all(), std::vector<ledger::stored_media>{first});
  EXPECT_FALSE(*ledger_->media().uses_file(sha256("another original")));
}

TEST_P(media_contract, items_are_listed_by_the_time_of_their_adding) {
  ledger::stored_media late = item("late", 9), early = item("early", 3), a = item("a", 5), b = item("b", 5);
  if (b.sha256 < a.sha256) std::swap(a, b);
  for (const ledger::stored_media& m : {late, b, early, a}) ASSERT_TRUE(ledger_->media().add(m));
  EXPECT_EQ(*ledger_->media().all(), (std::vector<ledger::stored_media>{early, a, b, late}));
}

TEST_P(media_contract, items_are_listed_each_with_its_own_files) {
  std::vector<ledger::stored_media> all{full_item()};
  for (int i = 0; i < 20; ++i) {
    all.push_back(item("item " + std::to_string(i), 100 + i));
    all.back().files.clear();
    for (int file = 0; file < i % 4; ++file)
      all.back().files.push_back({sha256(std::to_string(i * file)), i * 10 + file});
  }
  for (const ledger::stored_media& m : all) ASSERT_TRUE(ledger_->media().add(m));
  EXPECT_EQ(*ledger_->media().all(), all);
}

TEST_P(media_contract, an_item_is_replaced_in_every_field_and_no_other_is) {
  ledger::stored_media other = item("other", 1), m = item("original", 2), full = full_item();
  for (const ledger::stored_media& each : {other, m}) ASSERT_TRUE(ledger_->media().add(each));
  ASSERT_TRUE(ledger_->media().replace(full));
  reopen();
  EXPECT_EQ(*ledger_->media().find(m.id), full);
  EXPECT_EQ(*ledger_->media().find(other.id), other);
  ASSERT_TRUE(ledger_->media().replace(m));
  EXPECT_EQ(*ledger_->media().find(m.id), m) << "and back, to a field without a value";
  EXPECT_FALSE(*ledger_->media().uses_file(sha256("sheet")));
  EXPECT_EQ(code_of(ledger_->media().replace(item("nothing", 3))), errc::not_found);
}

TEST_P(media_contract, an_item_is_forgotten_with_its_files) {
  ledger::stored_media other = item("other", 1), full = full_item();
  for (const ledger::stored_media& each : {other, full}) ASSERT_TRUE(ledger_->media().add(each));
  ASSERT_TRUE(ledger_->media().forget(full.sha256));
  EXPECT_EQ(*ledger_->media().all(), std::vector<ledger::stored_media>{other});
  for (const digest& file : ledger::all_files(full)) EXPECT_FALSE(*ledger_->media().uses_file(file));
  EXPECT_EQ(code_of(ledger_->media().forget(full.sha256)), errc::not_found);
  EXPECT_TRUE(ledger_->media().add(full)) << "it can be loaded again";
}

TEST_P(media_contract, all_files_of_an_item_are_in_use) {
  ledger::stored_media full = full_item();
  EXPECT_EQ(ledger::all_files(full), (std::vector{sha256("original"), sha256("page 1"), sha256("page 2"),
                                                  sha256("thumbnail"), sha256("sheet")}));
  ASSERT_TRUE(ledger_->media().add(full));
  for (const digest& file : ledger::all_files(full)) EXPECT_TRUE(*ledger_->media().uses_file(file));
}

TEST_P(media_contract, originals_and_renditions_are_files_in_use) {
  ledger::stored_media m = item("original", 1);
  m.files = {{sha256("page 1"), 10}, {sha256("page 2"), 20}};
  ASSERT_TRUE(ledger_->media().add(m));
  EXPECT_TRUE(*ledger_->media().uses_file(sha256("original")));
  EXPECT_TRUE(*ledger_->media().uses_file(sha256("page 2")));
  EXPECT_FALSE(*ledger_->media().uses_file(sha256("page 3")));
}

}  // namespace
}  // namespace bangtin::scheduler::test
