// Two people change the draft at once, each as the admin command does: open it, change it, store it in the
// state that was opened. In whatever order their requests come, each change lands whole or is refused with
// what to do, and every draft that there was is the draft or kept.
#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <boost/json/array.hpp>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

struct editor {
  playlists::programme::programme opened;
  std::string etag;
  std::int64_t newest_change = 0;  // when the draft was opened; 0: there was none
};

class draft_editing : public site {
 protected:
  draft_editing() {
    start();
    first_ = small_programme(0, store("a picture"), clock_.now().utc);
  }

  void open_draft(editor& e) {
    answer a = admin("GET", "/v1/draft");
    RC_ASSERT(a.body == drafts_.back());
    e.opened = playlists::text::from_bytes(a.body).value();
    e.etag = a.headers["etag"];
    const json::value rows = parsed(admin("GET", "/v1/draft/history"));
    e.newest_change = rows.as_array().empty() ? 0 : rows.at(0).at("number").as_int64();
  }

  void send(const editor& e, const std::string& bytes, const std::string& query = "") {
    const bool is_same_draft = e.etag == '"' + sha256(drafts_.back()).hex() + '"';
    answer a = admin("PUT", "/v1/draft" + query, bytes, "If-Match: " + e.etag + "\r\n");
    RC_ASSERT(a.status == (is_same_draft ? 200 : 412));
    if (is_same_draft) {
      if (bytes != drafts_.back()) drafts_.push_back(bytes);
      return;
    }
    RC_ASSERT(parsed(a).at("code").as_string() == "conflict");
    RC_ASSERT(a.body.find("call the command again") != std::string::npos);
    RC_ASSERT(admin("GET", "/v1/draft").body == drafts_.back());
  }

  void add_playlist(editor& e) {
    playlists::programme::programme p = e.opened;
    p.playlists.push_back({fmt::format("list {}", ++lists_), {}});
    send(e, playlists::text::to_bytes(p));
  }
  void remove_playlist(editor& e) {
    playlists::programme::programme p = e.opened;
    if (p.playlists.size() > 1) p.playlists.pop_back();
    send(e, playlists::text::to_bytes(p));
  }
  void undo(editor& e) {
    if (e.newest_change == 0) return;
    const std::string number = std::to_string(e.newest_change);
    send(e, admin("GET", "/v1/draft/history/" + number).body, "?undoes=" + number);
  }

  // Of the drafts that were replaced since `first`: their digests, oldest first.
  std::vector<std::string> kept(std::size_t count) {
    std::vector<std::string> digests;
    const json::value rows = parsed(admin("GET", "/v1/draft/history"));
    for (std::size_t i = 0; i < count; ++i)
      digests.insert(digests.begin(), std::string(rows.at(i).at("identity").as_string()));
    return digests;
  }

  playlists::programme::programme first_;
  std::vector<std::string> drafts_;  // all that landed, in order
  int lists_ = 0;
};

TEST_F(draft_editing, by_two_people_at_once_loses_nothing) {
  drafts_ = {playlists::text::to_bytes(first_)};
  ASSERT_EQ(admin("PUT", "/v1/draft", drafts_.back()).status, 200);
  auto any_interleaving = [&] {
    drafts_ = {drafts_.back()};
    std::array<editor, 2> people;
    for (editor& e : people) open_draft(e);
    const auto actions =
        *rc::gen::resize(24, rc::gen::container<std::vector<std::pair<bool, int>>>(
                                 rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 5))));
    for (const auto& [who, action] : actions) {
      editor& e = people[who ? 1 : 0];
      if (action < 2) open_draft(e);
      if (action == 2) add_playlist(e);
      if (action == 3) remove_playlist(e);
      if (action == 4) undo(e);
    }
    std::vector<std::string> digests;
    for (std::size_t i = 0; i + 1 < drafts_.size(); ++i) digests.push_back(sha256(drafts_[i]).hex());
    RC_ASSERT(kept(digests.size()) == digests);
    RC_ASSERT(admin("GET", "/v1/draft").body == drafts_.back());
  };
  EXPECT_TRUE(rc::check("each change lands whole or is refused", any_interleaving));
}

}  // namespace
}  // namespace bangtin::scheduler::test
