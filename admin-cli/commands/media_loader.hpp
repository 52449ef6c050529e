// Loads many files: a few at a time are read, sent and ordered (send_pool.hpp), and meanwhile the daemon
// examines those that have arrived. One that fails or is slow keeps none of the others away. What became of
// the files is printed in their order, so a slow one delays only the lines of those behind it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "admin-cli/commands/file_list.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/send_pool.hpp"

namespace bangtin::admin_cli::commands {

// What became of one file.
struct loaded_file {
  std::string file;                               // as the person wrote it, made printable
  std::optional<digest> sha256{};                 // once it was read
  std::optional<wire::admin::media_item> item{};  // accepted, or there already
  std::optional<error> problem{};                 // why there is no item
  std::optional<wire::admin::job> job{};          // its job, as it was last seen

  // Whether nothing more will become of it in this call.
  bool is_settled() const { return item || problem; }
};

// Use it on the session's thread.
class media_loader {
 public:
  // With `wait` false, `finish` leaves the jobs to the daemon.
  media_loader(session& s, media_texts words, bool wait);

  // Begins to load a file. Only lists it once the daemon could not be reached, or after Ctrl-C.
  void load(const listed_file& file);
  // Loads one file and waits for its item; a failure is listed like any other.
  std::optional<wire::admin::media_item> load_first(const listed_file& file);
  // Lists a file that is not sent.
  void refuse(const listed_file& file, const error& why);
  // Subtitles for the files that follow.
  void attach_subtitles(const std::string& id) { words_.subtitles = id; }
  // Waits until all files are sent and all jobs have ended.
  void finish();

  // In the order of the calls.
  const std::deque<loaded_file>& files() const { return files_; }
  // Why the daemon could not be reached.
  const std::optional<error>& failure() const { return failure_; }

 private:
  // A line that waits for those of the files before it.
  struct line {
    enum class kind { text, done, note } is;
    std::string text;
  };
  struct entry {
    file_to_send to_send;              // as it was given to the pool
    std::vector<std::size_t> twins{};  // files with the same bytes, which share its fate
    std::vector<line> lines{};
    bool failed_before_job = false;  // a twin of it must be sent itself
  };

  bool must_end() const { return failure_ || s_.must_stop(); }
  bool is_printable(std::size_t i) const;
  void send(std::size_t i);
  void take(sent_file sent);
  void take_failure(std::size_t i, const error& why);
  void take_order(std::size_t i, ingest_order order);
  void take_twin(std::size_t i, std::size_t owner);
  void settle(std::size_t i, const error& why);
  void settle(std::size_t i, wire::admin::media_item item);
  void share(std::size_t owner);
  void say(std::size_t i, line::kind kind, std::string text);
  void print_next();
  void print_what_is_known();
  bool ends_the_call(const error& e);
  void take(const wire::admin::job& j);
  void take_news();
  void take_sent(std::chrono::milliseconds max);
  void follow_job(std::size_t i);
  void show_sending();
  void note_waiting(const wire::admin::job& j);
  std::optional<std::size_t> first_pending() const;

  session& s_;
  media_texts words_;
  bool wait_;
  std::deque<loaded_file> files_;  // a deque, because references to its elements stay valid
  std::deque<entry> entries_;      // beside files_
  std::size_t printed_ = 0;        // how many files all is printed of
  std::set<std::int64_t> noted_;   // the jobs of which people know that they are waited for
  std::optional<error> failure_;
  views::transfer_meter reading_, sending_;
  std::chrono::steady_clock::time_point news_at_{};
  send_pool pool_;
};

}  // namespace bangtin::admin_cli::commands
