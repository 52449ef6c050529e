// Material for another body: the list and its signature, and what is refused.
#include "wire/share.hpp"

#include <gmock/gmock.h>

#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

share_list sample_list() {
  shared_item subtitles, clip;
  subtitles.sha256 = sha256("subtitles");
  subtitles.bytes = 9;
  subtitles.file = "loi.srt";
  subtitles.kind = "subtitles";
  clip.sha256 = sha256("clip");
  clip.bytes = 4;
  clip.file = "nộp hồ sơ.mp4";
  clip.kind = "video";
  clip.title = "Nộp hồ sơ trực tuyến";
  clip.theme = "III.2";
  clip.audience = "người dân";
  clip.licence = "UBND xã";
  clip.subtitles = subtitles.sha256.hex();
  return {"Ủy ban nhân dân xã Nghĩa Hưng", sample::at(1'791'590'400'000), {subtitles, clip}};
}
evidence::signed_text signed_by(const secret_key& daemon, const share_list& l) {
  return evidence::sign_text(
      to_text(share_statement{l.site, daemon.public_part(), l.made, sha256(to_json(l))}), daemon);
}

TEST(shared_material, is_read_as_it_was_written) {
  const secret_key daemon = secret_key::generate();
  const share_list l = sample_list();
  const result<share_list> read = share_list_from_json(to_json(l));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, l);
  const evidence::signed_text note = share_from_json(share_to_json(signed_by(daemon, l))).value();
  const result<verified_share> verified = verify_share(note, to_json(l));
  ASSERT_TRUE(verified) << describe(verified.error());
  EXPECT_EQ(verified->list, l);
  EXPECT_EQ(verified->statement.daemon, daemon.public_part());
}

TEST(shared_material, of_which_anything_is_changed_is_refused) {
  const secret_key daemon = secret_key::generate();
  const share_list l = sample_list();
  const evidence::signed_text note = signed_by(daemon, l);
  share_list other = l;
  other.items[1].title = "Something else";
  EXPECT_EQ(verify_share(note, to_json(other)).error().code, errc::verification);
  EXPECT_EQ(verify_share(note, to_json(l) + " ").error().code, errc::verification);
  evidence::signed_text another_name = note;
  another_name.text.replace(another_name.text.find("xã"), std::string("xã").size(), "xa");
  EXPECT_EQ(verify_share(another_name, to_json(l)).error().code, errc::verification);
  other = l;
  other.site = "Somebody else";
  const share_statement lies{l.site, daemon.public_part(), l.made, sha256(to_json(other))};
  EXPECT_EQ(verify_share(evidence::sign_text(to_text(lies), daemon), to_json(other)).error().code,
            errc::verification)
      << "list and signature name different bodies";
}

TEST(shared_material, that_is_not_exactly_so_is_refused) {
  const share_list good = sample_list();
  auto with = [&](const std::function<void(share_list&)>& change) {
    share_list l = good;
    change(l);
    return to_json(l);
  };
  for (const auto& [what, text] : std::vector<std::pair<const char*, std::string>>{
           {"empty", ""},
           {"no items", with([](share_list& l) { l.items.clear(); })},
           {"an item twice", with([](share_list& l) { l.items.push_back(l.items[1]); })},
           {"subtitles behind their video", with([](share_list& l) { std::swap(l.items[0], l.items[1]); })},
           {"unknown subtitles", with([](share_list& l) { l.items.erase(l.items.begin()); })},
           {"an empty file", with([](share_list& l) { l.items[0].bytes = 0; })},
           {"a file without a name", with([](share_list& l) { l.items[0].file.clear(); })},
           {"a name over two lines", with([](share_list& l) { l.items[0].file = "a\nb"; })},
           {"white space", to_json(good) + "\n"}}) {
    EXPECT_FALSE(share_list_from_json(text)) << what;
  }
}

}  // namespace
}  // namespace bangtin::wire
