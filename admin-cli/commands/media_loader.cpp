// The pool's threads carry a file up to its order; then it is a job of the daemon, which this class follows.
// Everything else happens here, on one thread.
#include "admin-cli/commands/media_loader.hpp"

#include <algorithm>

#include "admin-cli/views/media_facts.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::uint64_t long_file_bytes = 16 << 20;  // from this length on reading has a bar
constexpr std::chrono::milliseconds tick{100};       // how long a bar may stand still, and Ctrl-C wait
constexpr std::chrono::seconds news_every{1};        // questions about jobs while files are sent

std::uint64_t length_of(const std::filesystem::path& path) {
  std::error_code code;
  const std::uintmax_t bytes = std::filesystem::file_size(path, code);
  return code ? 0 : bytes;
}

}  // namespace

media_loader::media_loader(session& s, media_texts words, bool wait)
    : s_(s), words_(std::move(words)), wait_(wait), pool_(s) {}

void media_loader::load(const listed_file& file) {
  const std::size_t i = files_.size();
  loaded_file& o = files_.emplace_back(loaded_file{printable(file.path.string())});
  entries_.push_back({.to_send = {i, file.path, words_}});
  if (failure_) {
    o.problem = failure_;
  } else if (s_.must_stop()) {
    o.problem = stopped();
  } else if (file.problem) {
    settle(i, *file.problem);
  } else {
    entries_[i].to_send.bytes = length_of(file.path);
    send(i);
  }
}

std::optional<wire::admin::media_item> media_loader::load_first(const listed_file& file) {
  load(file);
  const bool wait = std::exchange(wait_, true);
  finish();
  wait_ = wait;
  return files_.back().item;
}

void media_loader::refuse(const listed_file& file, const error& why) {
  const std::size_t i = files_.size();
  files_.emplace_back(loaded_file{printable(file.path.string())});
  entries_.push_back({.to_send = {i, file.path, words_}});
  settle(i, why);
}

void media_loader::send(std::size_t i) {
  pool_.add(entries_[i].to_send);
}

// ---- what came of the pool's work

void media_loader::take(sent_file sent) {
  files_[sent.index].sha256 = sent.sha256;
  if (sent.problem) {
    take_failure(sent.index, *sent.problem);
  } else if (sent.twin_of) {
    take_twin(sent.index, *sent.twin_of);
  } else if (sent.order) {
    take_order(sent.index, std::move(*sent.order));
  }
}

void media_loader::take_failure(std::size_t i, const error& why) {
  entry& e = entries_[i];
  e.failed_before_job = true;
  if (failure_ && (is_stopped(why) || why.code == errc::unreachable)) {
    files_[i].problem = failure_;
  } else if (ends_the_call(why)) {
    failure_ = files_[i].problem = why;
  } else {
    settle(i, why);
  }
  for (std::size_t twin : std::exchange(e.twins, {})) {
    if (must_end()) {
      files_[twin].problem = failure_ ? *failure_ : stopped();
    } else {
      send(twin);
    }
  }
}

void media_loader::take_twin(std::size_t i, std::size_t owner) {
  if (entries_[owner].failed_before_job) {
    send(i);
    return;
  }
  entries_[owner].twins.push_back(i);
  files_[i].job = files_[owner].job;
  if (files_[owner].is_settled()) share(owner);
}

void media_loader::take_order(std::size_t i, ingest_order order) {
  if (order.item) return settle(i, std::move(*order.item));
  files_[i].job = std::move(order.started);
  for (std::size_t twin : entries_[i].twins) files_[twin].job = files_[i].job;
  const wire::admin::job j = *files_[i].job;
  if (is_final(j)) {
    take(j);
  } else if (!wait_) {
    say(i, line::kind::text,
        tr("queued: {} is job {}; \"bangtin jobs show {}\" tells how it gets on", files_[i].file, j.id,
           j.id));
  }
}

// What became of a file becomes of those with the same bytes.
void media_loader::share(std::size_t owner) {
  for (std::size_t twin : std::exchange(entries_[owner].twins, {})) {
    if (files_[owner].item) {
      wire::admin::media_item first = *files_[owner].item, second = first;
      second.status = "duplicate";
      // The first of them on the command line is the accepted one, whichever was read first. The line of the
      // other is not printed yet, because it waits for those of the files before it.
      if (twin < owner) {
        entries_[owner].lines.clear();
        settle(twin, std::move(first));
        settle(owner, std::move(second));
      } else {
        settle(twin, std::move(second));
      }
    } else {
      settle(twin, *files_[owner].problem);
    }
  }
}

void media_loader::settle(std::size_t i, const error& why) {
  files_[i].problem = why;
  // Report a rejection even with --quiet.
  if (!is_stopped(why)) {
    const std::string name = files_[i].file.empty() ? "\"\"" : files_[i].file;
    say(i, line::kind::text,
        tr("rejected: {}: {}", translate(views::readable(msg("{}", name))),
           views::sentence(why.what, why.remedy)));
  } else if (files_[i].sha256) {
    say(i, line::kind::note,
        tr("{} has not arrived as a whole; the same command again sends only what is missing",
           files_[i].file));
  }
  if (!entries_[i].failed_before_job) share(i);
}

void media_loader::settle(std::size_t i, wire::admin::media_item item) {
  loaded_file& o = files_[i];
  const std::string facts = views::facts_text(item);
  const media_texts& words = entries_[i].to_send.words;
  if (item.status == "duplicate") {
    say(i, line::kind::done, tr("already there: {} is media item {} ({})", o.file, item.id, facts));
    if (to_nfc(std::filesystem::path(o.file).filename().string()) != to_nfc(item.file)) {
      say(i, line::kind::note, tr("its name here is {}; write that into programmes", item.file));
    }
    if (words.any()) {
      say(i, line::kind::note,
          tr("it keeps what is known of it; \"bangtin media edit {}\" changes that", item.id));
    }
  } else {
    say(i, line::kind::done, tr("accepted: {} is media item {} ({})", o.file, item.id, facts));
    if (words.duration.count() > 0 && item.kind == playlists::programme::media_kind::video) {
      say(i, line::kind::note,
          tr("{} is a video and is shown for its own length; --duration is for pictures and guides", o.file));
    }
  }
  for (const message& warning : item.warnings)
    say(i, line::kind::text, tr("note: {}: {}", o.file, translate(warning)));
  o.item = std::move(item);
  share(i);
}

// Whether nothing else could be loaded either. An upload can fail as "unreachable" although the daemon
// answers: somebody else is sending the same file, or another program holds it.
bool media_loader::ends_the_call(const error& e) {
  if (is_stopped(e)) return false;
  if (e.code == errc::usage || e.code == errc::forbidden) return true;
  if (e.code != errc::unreachable) return false;
  result<wire::admin::media_limits> answer = get_media_limits(s_.daemon);
  return !answer && answer.error().code == errc::unreachable;
}

// ---- lines, in the order of the files

void media_loader::say(std::size_t i, line::kind kind, std::string text) {
  entries_[i].lines.push_back({kind, std::move(text)});
}

bool media_loader::is_printable(std::size_t i) const {
  return files_[i].is_settled() || (!wait_ && files_[i].job);
}

void media_loader::print_next() {
  for (const line& l : std::exchange(entries_[printed_++].lines, {})) {
    s_.person.progress("", 1, 1);
    if (l.is == line::kind::text) s_.out.text(l.text);
    if (l.is == line::kind::done) s_.out.done(l.text);
    if (l.is == line::kind::note) s_.out.note(l.text);
  }
}

void media_loader::print_what_is_known() {
  while (printed_ < files_.size() && is_printable(printed_)) print_next();
}

// ---- jobs

void media_loader::take(const wire::admin::job& j) {
  bool first = true;  // files with the same bytes share the job
  for (std::size_t i = 0; i < files_.size(); ++i) {
    loaded_file& o = files_[i];
    if (o.is_settled() || !o.job || o.job->id != j.id) continue;
    o.job = j;
    if (!is_final(j)) continue;
    entries_[i].twins.clear();  // they have the job too
    result<wire::admin::media_item> item = item_of(j);
    if (!item) {
      settle(i, item.error());
      continue;
    }
    if (!std::exchange(first, false)) item->status = "duplicate";
    settle(i, std::move(*item));
  }
}

std::optional<std::size_t> media_loader::first_pending() const {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].is_settled() || !files_[i].job) continue;
    if (files_[i].job->state == "running") return i;
    if (!first) first = i;
  }
  return first;
}

// What became of the jobs meanwhile, in one question. A failure shows elsewhere.
void media_loader::take_news() {
  news_at_ = std::chrono::steady_clock::now();
  if (!wait_ || failure_ || !first_pending()) return;
  result<std::vector<wire::admin::job>> all = get_jobs(s_.daemon);
  if (!all) return;
  for (const wire::admin::job& j : *all) take(j);
}

void media_loader::note_waiting(const wire::admin::job& j) {
  if (s_.person.can_ask()) {
    s_.person.show(bar_of(j));
  } else if (noted_.insert(j.id).second) {
    s_.out.note(tr("examining {}", j.file));
  }
}

void media_loader::follow_job(std::size_t i) {
  result<wire::admin::job> news = follow(s_, files_[i].job->id);
  if (!news && is_stopped(news.error())) return;
  if (!news && news.error().code == errc::unreachable) {
    failure_ = news.error();
  } else if (!news) {
    settle(i, news.error());
  } else {
    take(*news);
    if (!is_final(*news)) note_waiting(*news);
    take_news();
  }
}

// ---- the whole

// One bar for all files: while any is sent, of the bytes that the daemon has; before, of those that are read.
void media_loader::show_sending() {
  const sending_state now = pool_.state();
  const bool sends = now.sending > 0;
  if (!sends && now.read_total <= long_file_bytes) return;
  progress_bar bar{now.name, now.sent_bytes, now.sent_total};
  if (!sends) bar = {now.name, now.read_bytes, now.read_total};
  if (files_.size() > 1) {
    const auto settled = std::count_if(files_.begin(), files_.end(),
                                       [](const loaded_file& o) { return o.is_settled() || o.job; });
    bar.label = tr("{} of {} files", settled, files_.size());
  }
  if (!sends) bar.label = tr("reading {}", bar.label);
  if (bar.total == 0) return;
  bar.done = std::min(bar.done, bar.total - 1);
  views::transfer_meter& meter = sends ? sending_ : reading_;
  if (s_.since_call) meter.add(s_.since_call(), bar.done);
  bar.detail = meter.text(bar.total);
  s_.person.show(bar);
}

void media_loader::take_sent(std::chrono::milliseconds max) {
  std::vector<sent_file> sent = pool_.wait(max);
  for (const std::string& note : pool_.take_notes()) {
    s_.person.progress("", 1, 1);
    s_.out.note(note);
  }
  const bool any = !sent.empty();
  for (sent_file& f : sent) take(std::move(f));
  if (any || std::chrono::steady_clock::now() - news_at_ >= news_every) take_news();
}

void media_loader::finish() {
  while (!must_end()) {
    if (pool_.busy()) {
      take_sent(tick);
      show_sending();
    } else if (std::optional<std::size_t> i = first_pending(); i && wait_) {
      follow_job(*i);
    } else {
      break;
    }
    print_what_is_known();
  }
  if (must_end()) pool_.stop();
  while (pool_.busy()) {
    for (sent_file& f : pool_.wait(tick)) take(std::move(f));
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!files_[i].is_settled() && !files_[i].job) files_[i].problem = failure_ ? *failure_ : stopped();
  }
  // Files whose jobs go on hold up no line any more.
  while (printed_ < files_.size()) print_next();
  s_.person.progress("", 1, 1);
}

}  // namespace bangtin::admin_cli::commands
