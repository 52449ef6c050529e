// Loads many files: each is read, sent and ordered, and while the daemon examines it the next one is sent.
// One that fails does not keep the others away.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "admin-cli/commands/file_list.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"

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

class media_loader {
 public:
  // With `wait` false, `finish` leaves the jobs to the daemon.
  media_loader(session& s, media_texts words, bool wait);

  // Reads, sends and orders one file, and prints what became of it and of those before, as far as that is
  // known. Does nothing but list the file once the daemon could not be reached, or after Ctrl-C.
  void load(const listed_file& file);
  // Loads one file and waits for its item; a failure is listed like any other.
  std::optional<wire::admin::media_item> load_first(const listed_file& file);
  // Lists a file that is not sent.
  void refuse(const listed_file& file, const error& why);
  // Subtitles for the files that follow.
  void attach_subtitles(const std::string& id) { words_.subtitles = id; }
  // Waits for all jobs.
  void finish();

  // In the order of the calls.
  const std::deque<loaded_file>& files() const { return files_; }
  // Why the daemon could not be reached.
  const std::optional<error>& failure() const { return failure_; }

 private:
  // What became of an attempt: nothing more to say, or why it failed.
  std::optional<error> send(loaded_file& o, const listed_file& file);
  std::optional<error> read(loaded_file& o, local_file& file);
  std::optional<error> refuse_too_long(const local_file& file);
  // Whether the file is an item already, or another file of this call has the same bytes and a job.
  // Whether another file of this call has the same bytes and is on its way; then they share the job.
  bool is_twin(loaded_file& o) const;
  // Whether the daemon has an item with these bytes.
  result<bool> is_known(const loaded_file& o);
  std::optional<error> order(loaded_file& o, const local_file& file);

  void settle(loaded_file& o, const error& why);
  void settle(loaded_file& o, wire::admin::media_item item);
  bool ends_the_call(const error& e);
  void take(const wire::admin::job& j);
  void take_news();
  void note_waiting(const wire::admin::job& j);
  loaded_file* first_pending();

  session& s_;
  media_texts words_;
  bool wait_;
  std::deque<loaded_file> files_;  // a deque, because references to its elements stay valid
  std::set<std::int64_t> noted_;   // the jobs of which people know that they are waited for
  std::optional<error> failure_;
};

}  // namespace bangtin::admin_cli::commands
