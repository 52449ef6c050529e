// The steps of a job, with a ledger in memory and a store in a temporary folder.
#include "scheduler/jobs/job_records.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "scheduler/ledger/contract.hpp"
#include "support/memory_ledger.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::jobs {
namespace {

using ledger::job_state;
using ledger::stored_job;
using ledger::stored_media;
using test::code_of;

class job_records : public ::testing::Test {
 protected:
  static constexpr utc_ms now{milliseconds(1'791'590'400'000)};

  digest stored(const std::string& bytes) {
    EXPECT_TRUE(write_file(folder_ / "file", bytes));
    return store_.adopt(folder_ / "file").value();
  }
  stored_job job(const std::string& bytes) {
    stored_job j;
    j.sha256 = sha256(bytes);
    j.file = "film\n.mp4";
    j.order =
        canonical(wire::admin::encode(wire::admin::media_order{j.sha256.hex(), j.file, {}, {}, {}, {}, {}}));
    j.who = "uid 1000 (lan)";
    j.queued = now;
    return j;
  }
  // The upload is there and its job runs. Returns the job's id.
  std::int64_t running(const std::string& bytes) {
    stored(bytes);
    std::int64_t id = order(*ledger_, store_, job(bytes))->job.id;
    EXPECT_EQ((*begin(*ledger_, id))->state, job_state::running);
    return id;
  }
  stored_media item(const std::string& bytes, const std::vector<std::string>& renditions = {}) {
    stored_media m;
    m.sha256 = sha256(bytes);
    m.id = m.sha256.hex().substr(0, 12);
    m.file = "film.mp4";
    m.added = now;
    if (renditions.empty()) m.files = {{m.sha256, 1}};
    for (const std::string& r : renditions) m.files.push_back({stored(r), 1});
    return m;
  }
  stored_job settled(std::int64_t id, const result<stored_media>& made) {
    return **settle(*ledger_, store_, id, made, 420, now);
  }
  std::vector<std::string> audit() {
    std::vector<std::string> lines;
    for (const ledger::audit_line& l : *ledger_->audit().newest(9)) lines.push_back(l.who + ": " + l.what);
    return lines;
  }

  fakes::temporary_folder folder_;
  media::store store_ = media::store::open(folder_ / "store").value();
  std::unique_ptr<ledger::ledger> ledger_ = test::make_memory_ledger();
};

TEST_F(job_records, an_order_needs_its_upload) {
  EXPECT_EQ(code_of(order(*ledger_, store_, job("film"))), errc::conflict);
  EXPECT_TRUE(ledger_->jobs().newest(9)->empty());
}

TEST_F(job_records, two_orders_for_the_same_bytes_get_the_same_job) {
  stored("film");
  ordered first = *order(*ledger_, store_, job("film")), second = *order(*ledger_, store_, job("film"));
  EXPECT_TRUE(first.is_new);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(second.job, *ledger_->jobs().find(first.job.id));
  settled(first.job.id, item("film"));
  EXPECT_EQ(order(*ledger_, store_, job("film"))->known.value().item, item("film"))
      << "now it is a media item";
}

TEST_F(job_records, a_start_is_counted_unless_the_daemon_gives_the_job_back) {
  std::int64_t id = running("film");
  EXPECT_EQ((*ledger_->jobs().find(id))->starts, 1);
  ASSERT_TRUE(give_back(*ledger_, id));
  EXPECT_EQ((*ledger_->jobs().find(id))->starts, 0);
  EXPECT_EQ((*ledger_->jobs().find(id))->state, job_state::queued);
  EXPECT_EQ((*begin(*ledger_, id))->starts, 1);
  EXPECT_EQ((*begin(*ledger_, id))->starts, 1) << "a repeated step changes nothing";
  std::vector<stored_job> open = *take_over(*ledger_, now);  // after a crash
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].state, job_state::queued);
  EXPECT_EQ(open, *ledger_->jobs().open());
  EXPECT_EQ((*begin(*ledger_, id))->starts, 2);
  settled(id, item("film"));
  EXPECT_EQ(*begin(*ledger_, id), std::nullopt) << "it is final";
  ASSERT_TRUE(give_back(*ledger_, id));
  EXPECT_EQ((*ledger_->jobs().find(id))->state, job_state::done);
  EXPECT_EQ(*begin(*ledger_, 99), std::nullopt);
}

TEST_F(job_records, a_job_that_is_done_has_made_its_item) {
  std::int64_t id = running("film");
  stored_job j = settled(id, item("film"));
  EXPECT_EQ(j.state, job_state::done);
  EXPECT_EQ(j.permille, 1000);
  EXPECT_EQ(j.ended, now);
  EXPECT_EQ(*ledger_->media().find(sha256("film").hex()), item("film"));
  EXPECT_EQ(audit(),
            std::vector<std::string>{"uid 1000 (lan): media accepted film.mp4 " + sha256("film").hex()});
  EXPECT_EQ(settled(id, item("film")).state, job_state::done) << "a repeated step changes nothing";
  EXPECT_EQ(audit().size(), 1U);
}

TEST_F(job_records, a_job_whose_item_came_meanwhile_is_a_duplicate) {
  std::int64_t id = running("film");
  ASSERT_TRUE(ledger_->media().add(item("film")));
  stored_job j = settled(id, item("film"));
  EXPECT_EQ(j.state, job_state::done);
  EXPECT_TRUE(j.duplicate);
  EXPECT_TRUE(audit().empty());
}

TEST_F(job_records, a_job_whose_item_has_the_name_of_another_fails) {
  std::int64_t id = running("film");
  stored_media other = item("another film");
  other.id = item("film").id;
  ASSERT_TRUE(ledger_->media().add(other));
  EXPECT_EQ(settled(id, item("film")).failure->code, errc::conflict);
}

TEST_F(job_records, a_file_that_vanished_is_no_item) {
  std::int64_t id = running("film");
  ASSERT_TRUE(store_.remove(sha256("film")));
  stored_job j = settled(id, item("film", {"rendition"}));
  EXPECT_EQ(j.failure->code, errc::io);
  EXPECT_TRUE(ledger_->media().all()->empty());
  EXPECT_FALSE(store_.has(sha256("rendition"))) << "nothing of it stays";
}

struct failure_case {
  errc code;
  bool refused;  // the file is at fault
};

TEST_F(job_records, refused_uploads_go_and_failures_of_ours_keep_them) {
  for (const failure_case& c : std::vector<failure_case>{{errc::invalid, true},
                                                         {errc::limit, true},
                                                         {errc::unsupported, true},
                                                         {errc::verification, true},
                                                         {errc::forbidden, true},
                                                         {errc::usage, true},
                                                         {errc::io, false},
                                                         {errc::internal, false},
                                                         {errc::unreachable, false},
                                                         {errc::not_found, false},
                                                         {errc::conflict, false}}) {
    SCOPED_TRACE(to_string(c.code));
    std::string bytes(to_string(c.code));
    error why{c.code, msg("no"), msg("do better")};
    std::size_t before = audit().size();
    stored_job j = settled(running(bytes), why);
    EXPECT_EQ(j.state, job_state::failed);
    EXPECT_EQ(j.failure, why);
    EXPECT_EQ(j.permille, 420);
    EXPECT_EQ(store_.has(sha256(bytes)), !c.refused);
    EXPECT_EQ(audit().size() - before, c.refused ? 1U : 0U);
  }
  EXPECT_EQ(audit().front(), "uid 1000 (lan): media rejected " + printable("film\n.mp4") + " " +
                                 sha256("usage").hex() + ": no — do better");
}

TEST_F(job_records, a_refused_upload_that_an_item_uses_stays) {
  ASSERT_TRUE(ledger_->media().add(item("other", {"film"})));
  settled(running("film"), error{errc::invalid, msg("no"), {}});
  EXPECT_TRUE(store_.has(sha256("film")));
}

TEST_F(job_records, a_cancelled_job_is_final_and_leaves_nothing) {
  std::int64_t id = running("film");
  stored_job j = *cancel(*ledger_, store_, id, "uid 0 (root)", 300, now);
  EXPECT_EQ(j.state, job_state::cancelled);
  EXPECT_EQ(j.permille, 300);
  EXPECT_FALSE(store_.has(sha256("film")));
  EXPECT_EQ(audit(), std::vector<std::string>{"uid 0 (root): media cancelled " + printable("film\n.mp4") +
                                              " " + sha256("film").hex()});
  EXPECT_EQ(code_of(cancel(*ledger_, store_, id, "uid 0 (root)", 0, now)), errc::conflict);
  EXPECT_EQ(code_of(cancel(*ledger_, store_, 99, "uid 0 (root)", 0, now)), errc::not_found);
  // Its worker had just finished.
  EXPECT_EQ(settled(id, item("film", {"rendition"})).state, job_state::cancelled);
  EXPECT_TRUE(ledger_->media().all()->empty());
  EXPECT_FALSE(store_.has(sha256("rendition")));
}

TEST_F(job_records, what_a_cancelled_job_shares_stays) {
  std::int64_t id = running("film");
  ASSERT_TRUE(ledger_->media().add(item("other", {"rendition", "film"})));
  ASSERT_TRUE(cancel(*ledger_, store_, id, "w", 0, now));
  EXPECT_TRUE(store_.has(sha256("film"))) << "an item uses it";
  std::int64_t again = running("another film");
  settled(id, item("film", {"rendition", "another film"}));
  EXPECT_TRUE(store_.has(sha256("rendition")));
  EXPECT_TRUE(store_.has(sha256("another film"))) << "the job " << again << " needs it";
}

TEST_F(job_records, final_jobs_are_forgotten_after_thirty_days) {
  std::int64_t old = running("old");
  settled(old, item("old"));
  std::int64_t id = running("new");
  utc_ms later = now + keep_final;
  ASSERT_TRUE(settle(*ledger_, store_, id, item("new"), 0, later));
  EXPECT_TRUE(*ledger_->jobs().find(old));
  id = running("newer");
  ASSERT_TRUE(settle(*ledger_, store_, id, item("newer"), 0, later + milliseconds(1)));
  EXPECT_FALSE(*ledger_->jobs().find(old));
  EXPECT_TRUE(*ledger_->media().find(sha256("old").hex())) << "the item stays";
  ASSERT_TRUE(take_over(*ledger_, later + 2 * keep_final));
  EXPECT_TRUE(ledger_->jobs().newest(9)->empty()) << "a daemon that starts forgets too";
}

}  // namespace
}  // namespace bangtin::scheduler::jobs
