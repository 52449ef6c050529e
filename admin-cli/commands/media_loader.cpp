// A file passes through: opened, read (its hash), known already?, sent, ordered, examined in the daemon's
// job. Everything up to the order happens for one file after the other; the jobs run meanwhile.
#include "admin-cli/commands/media_loader.hpp"

#include <algorithm>

#include "admin-cli/views/media_facts.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::uint64_t long_file_bytes = 16 << 20;  // from this length on reading has a bar

std::string name_of(const local_file& file) {
  return printable(file.path.filename().string());
}

}  // namespace

media_loader::media_loader(session& s, media_texts words, bool wait)
    : s_(s), words_(std::move(words)), wait_(wait) {}

void media_loader::load(const listed_file& file) {
  loaded_file& o = files_.emplace_back(loaded_file{printable(file.path.string())});
  if (failure_) {
    o.problem = failure_;
  } else if (s_.must_stop()) {
    o.problem = stopped();
  } else if (file.problem) {
    settle(o, *file.problem);
  } else if (std::optional<error> why = send(o, file)) {
    if (ends_the_call(*why)) {
      failure_ = o.problem = why;
    } else {
      settle(o, *why);
    }
  }
  take_news();
}

std::optional<wire::admin::media_item> media_loader::load_first(const listed_file& file) {
  load(file);
  const bool wait = std::exchange(wait_, true);
  finish();
  wait_ = wait;
  return files_.back().item;
}

void media_loader::refuse(const listed_file& file, const error& why) {
  settle(files_.emplace_back(loaded_file{printable(file.path.string())}), why);
}

std::optional<error> media_loader::send(loaded_file& o, const listed_file& listed) {
  result<local_file> file = open_unread(listed.path);
  if (!file) return file.error();
  if (std::optional<error> why = refuse_too_long(*file)) return why;
  if (std::optional<error> why = read(o, *file)) return why;
  if (is_twin(o)) return std::nullopt;
  result<bool> known = is_known(o);
  if (!known) return known.error();
  if (*known) {
    // The daemon decides: an item whose files are whole is a duplicate, one with damaged files is made again,
    // for which the original may be needed once more.
    std::optional<error> refused = order(o, *file);
    if (!refused || refused->code != errc::conflict) return refused;
  }
  if (result<void> sent = upload(s_, *file); !sent) {
    if (is_stopped(sent.error())) {
      s_.out.note(
          tr("{} has not arrived as a whole; the same command again sends only what is missing", o.file));
    }
    return sent.error();
  }
  return order(o, *file);
}

std::optional<error> media_loader::refuse_too_long(const local_file& file) {
  result<wire::admin::media_limits> limits = get_media_limits(s_.daemon);
  if (!limits && limits.error().code == errc::not_found) return std::nullopt;  // an older daemon
  if (!limits) return limits.error();
  const auto most = static_cast<std::uint64_t>(limits->bytes);
  if (file.bytes <= most) return std::nullopt;
  const auto& [has, allowed] = views::size_texts(file.bytes, most);
  return error{
      errc::limit, msg("{} has {}, and at most {} are allowed", name_of(file), has, allowed),
      msg("cut it or save it in a smaller form, or let the limit media.bytes of the daemon be raised")};
}

std::optional<error> media_loader::read(loaded_file& o, local_file& file) {
  work_bar bar(s_, tr("reading {}", name_of(file)), file.bytes);
  result<void> done = hash_file(file, [&](std::uint64_t at) {
    if (file.bytes > long_file_bytes) bar.at(at);
    return !s_.must_stop();
  });
  if (!done) return done.error();
  o.sha256 = file.sha256;
  return std::nullopt;
}

bool media_loader::is_twin(loaded_file& o) const {
  for (const loaded_file& other : files_) {
    if (&other == &o || other.is_settled() || other.sha256 != o.sha256) continue;
    o.job = other.job;
    return true;
  }
  return false;
}

result<bool> media_loader::is_known(const loaded_file& o) {
  result<wire::admin::media_item> item = get_media_item(s_.daemon, o.sha256->hex());
  if (!item && item.error().code == errc::not_found) return false;
  if (!item) return item.error();
  return true;
}

std::optional<error> media_loader::order(loaded_file& o, const local_file& file) {
  result<ingest_order> answer = order_ingest(s_, file, words_);
  if (!answer) return answer.error();
  if (answer->item) {
    settle(o, std::move(*answer->item));
    return std::nullopt;
  }
  o.job = std::move(answer->started);
  if (is_final(*o.job)) {
    take(*o.job);
  } else if (!wait_) {
    s_.out.text(tr("queued: {} is job {}; \"bangtin jobs show {}\" tells how it gets on", o.file, o.job->id,
                   o.job->id));
  }
  return std::nullopt;
}

void media_loader::settle(loaded_file& o, const error& why) {
  o.problem = why;
  s_.person.progress("", 1, 1);
  // Report a rejection even with --quiet.
  if (!is_stopped(why)) s_.out.text(tr("rejected: {}: {}", o.file, views::sentence(why.what, why.remedy)));
}

void media_loader::settle(loaded_file& o, wire::admin::media_item item) {
  s_.person.progress("", 1, 1);
  const std::string facts = views::facts_text(item);
  if (item.status == "duplicate") {
    s_.out.done(tr("already there: {} is media item {} ({})", o.file, item.id, facts));
    bool given = !words_.title.empty() || !words_.theme.empty() || !words_.owner.empty() ||
                 !words_.link.empty() || !words_.subtitles.empty();
    if (given) {
      s_.out.note(tr("it keeps what is known of it; \"bangtin media edit {}\" changes that", item.id));
    }
  } else {
    s_.out.done(tr("accepted: {} is media item {} ({})", o.file, item.id, facts));
  }
  for (const message& warning : item.warnings) {
    s_.out.text(tr("note: {}: {}", o.file, translate(warning)));
  }
  o.item = std::move(item);
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

void media_loader::take(const wire::admin::job& j) {
  bool first = true;  // files with the same bytes share the job
  for (loaded_file& o : files_) {
    if (o.is_settled() || !o.job || o.job->id != j.id) continue;
    o.job = j;
    if (!is_final(j)) continue;
    result<wire::admin::media_item> item = item_of(j);
    if (!item) {
      settle(o, item.error());
      continue;
    }
    if (!std::exchange(first, false)) item->status = "duplicate";
    settle(o, std::move(*item));
  }
}

loaded_file* media_loader::first_pending() {
  loaded_file* first = nullptr;
  for (loaded_file& o : files_) {
    if (o.is_settled() || !o.job) continue;
    if (o.job->state == "running") return &o;
    if (first == nullptr) first = &o;
  }
  return first;
}

// What became of the jobs meanwhile, in one question. A failure shows elsewhere.
void media_loader::take_news() {
  if (!wait_ || failure_ || first_pending() == nullptr) return;
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

void media_loader::finish() {
  while (wait_ && !failure_ && !s_.must_stop()) {
    loaded_file* o = first_pending();
    if (o == nullptr) break;
    result<wire::admin::job> news = follow(s_, o->job->id);
    if (!news && is_stopped(news.error())) break;
    if (!news && news.error().code == errc::unreachable) {
      failure_ = news.error();
    } else if (!news) {
      settle(*o, news.error());
    } else {
      take(*news);
      if (!is_final(*news)) note_waiting(*news);
      take_news();
    }
  }
  s_.person.progress("", 1, 1);
}

}  // namespace bangtin::admin_cli::commands
