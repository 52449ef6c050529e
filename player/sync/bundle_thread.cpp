// The stick is looked at again with each step: there is no need to learn from anybody that it came or went.
#include "player/sync/bundle_thread.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/priority.hpp"
#include "wire/messages.hpp"

namespace bangtin::player::sync {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds look_every = 1s;

// What a phone reads from the glass: the statement and the signature in hexadecimal on a last line.
std::string receipt_code(const evidence::signed_text& statement) {
  return statement.text + statement.signature.hex() + "\n";
}

}  // namespace

stage::stick_panel bundle_visit::step(const time_reading& now, const ask_limits& limits) {
  look(now);
  if (here_ && setup_.who) write(now, limits);
  return panel(now);
}

void bundle_visit::look(const time_reading& now) {
  if (const wire::bundle_folder* last = here_ ? &here_->folder : refused_ ? &*refused_ : nullptr) {
    const bool there = last->is_there();
    if (there && has_same_index(*last)) return;
    gone(!there);
  }
  result<wire::bundle_folder> folder = wire::bundle_folder::open(setup_.mounted);
  if (folder) return arrived(std::move(*folder), now);
  if (folder.error().code != errc::invalid) return forget_attack(now.mono);
  attacked_at_ = now.mono;
  setup_.tells->set_attack(problem_source::stick, {wire::attack::altered, folder.error()});
}

// The desk may replace the index of a stick that stays where it is, for example in a folder that is mounted
// from elsewhere. Some file systems give a file another inode number at any time, so the content decides.
bool bundle_visit::has_same_index(const wire::bundle_folder& folder) {
  const std::string name =
      wire::bundle_screen_folder(setup_.key.public_part()) + "/" + std::string(wire::bundle_index_name);
  const auto stamp = folder.stamp_of(name);
  if (stamp && *stamp == index_stamp_) return true;
  result<std::string> text = folder.read(name, 2 * wire::max_bundle_index_bytes);
  const std::optional<digest> hash = text ? std::optional(sha256(*text)) : std::nullopt;
  const bool same = stamp && index_stamp_ && *stamp && hash && hash == index_hash_;
  index_stamp_ = stamp ? *stamp : std::nullopt;
  index_hash_ = hash;
  return same;
}

// A refused stick stands in the status for a day, so that somebody sees it.
void bundle_visit::forget_attack(milliseconds now) {
  if (!attacked_at_ || now - *attacked_at_ < 24h) return;
  attacked_at_.reset();
  setup_.tells->clear_problem(problem_source::stick);
}

void bundle_visit::arrived(wire::bundle_folder folder, const time_reading& now) {
  folder.set_gate(setup_.gate);
  has_same_index(folder);  // before it is read: what is replaced meanwhile is noticed at the next step
  auto read = read_stick(std::move(folder), setup_.key.public_part(), setup_.who, setup_.trust.get());
  if (const auto* bad = std::get_if<named_attack>(&read)) return refuse(*bad, now.mono);
  if (const auto* e = std::get_if<error>(&read)) {
    if (problem_ != *e) spdlog::warn("USB stick: {}", describe(*e));
    problem_ = *e;
    return;
  }
  here_ = std::get<std::shared_ptr<const plugged_stick>>(read);
  spdlog::info("USB stick: {}", here_->index
                                    ? fmt::format("programme version {}, made {}", here_->index->version,
                                                  to_rfc3339_utc(here_->index->made))
                                    : std::string("nothing for this screen yet"));
  setup_.tells->clear_problem(problem_source::stick);
  attacked_at_.reset();
  problem_.reset();
  done_at_ = now.mono;
  begin_writing();
  if (here_->index && setup_.vouched) setup_.vouched(here_->index->made);
  box_.put(here_);
}

void bundle_visit::begin_writing() {
  phase_ = phase::writing;
  next_seq_ = written_ = 0;
  upto_ = {};
  statement_.reset();
  told_version_ = -1;
  told_said_ = 0;
  earlier_.reset();
  if (here_->logs && setup_.evidence != nullptr) {
    earlier_.emplace(*setup_.evidence,
                     fmt::format("{}/{}", here_->screen_folder, wire::bundle_evidence_folder), *here_->logs);
  }
  if (here_->receipt && here_->receipt->receipt) {
    result<evidence::receipt> r = evidence::receipt_from_text(here_->receipt->receipt->text);
    if (r && setup_.who && evidence::verify(*here_->receipt->receipt, setup_.who->daemon))
      upto_ = r->acknowledged;
  }
}

void bundle_visit::gone(bool pulled) {
  spdlog::info("USB stick: {}", pulled ? "it is gone" : "its index was replaced");
  here_.reset();
  refused_.reset();
  box_.put(nullptr);
}

void bundle_visit::refuse(const named_attack& why, milliseconds now) {
  attacked_at_ = now;
  setup_.tells->set_attack(problem_source::stick, why);
  problem_ = why.why;
  phase_ = phase::refused;
  if (result<wire::bundle_folder> again = wire::bundle_folder::open(setup_.mounted))
    refused_.emplace(std::move(*again));
  box_.put(nullptr);
}

void bundle_visit::write(const time_reading& now, const ask_limits& limits) {
  if (setup_.evidence == nullptr) return;
  const status::snapshot c = setup_.tells->read();
  if (phase_ == phase::writing) {
    result<bool> all = write_evidence(limits);
    if (all && *all) all = write_earlier_logs(limits);
    if (!all) return failed(all.error());
    if (!*all) return;
    phase_ = phase::waiting;
  }
  const std::int64_t version = c.on.programme_version;
  if (told_version_ != version) {
    if (result<void> told = write_status(now); !told) return failed(told.error());
    told_version_ = version;
    done_at_ = now.mono;
  }
  if (told_said_ != box_.said().number()) {
    if (result<void> told = write_said(now); !told) return failed(told.error());
  }
  if (phase_ == phase::waiting && programme_is_taken(c)) {
    phase_ = phase::done;
    done_at_ = now.mono;
  }
}

// True: everything is on the stick.
result<bool> bundle_visit::write_evidence(const ask_limits& limits) {
  result<std::string> log = setup_.evidence->log(limits);
  if (!log) return log.error();
  if (next_seq_ == 0 && upto_.log == *log) next_seq_ = upto_.seq + 1;
  // A daemon that has another log, or none, as this screen's newest has nothing of this one, or no more.
  const bool lacks_log = here_->receipt && here_->receipt->log != *log;
  if (next_seq_ == 0 && written_ == 0 && lacks_log) next_seq_ = 1;
  for (int i = 0; i < batches_a_step; ++i) {
    result<std::optional<evidence::batch>> b = setup_.evidence->carried_batch(next_seq_, limits);
    if (!b && b.error().code == errc::not_found && next_seq_ != 0) {
      // What the daemon lacks is here no more: everything that it never acknowledged.
      b = setup_.evidence->carried_batch(0, limits);
    }
    if (!b) return b.error();
    if (!*b) return true;
    const std::string name = fmt::format("{}/{}/{}", here_->screen_folder, wire::bundle_evidence_folder,
                                         wire::bundle_batch_name((*b)->log, (*b)->first_seq));
    if (result<void> done = here_->folder.write(name, wire::to_body(**b)); !done) return done.error();
    result<evidence::head> last = evidence::head_from_text((*b)->head.text);
    if (!last) return last.error();
    upto_ = *last;
    next_seq_ = last->seq + 1;
    written_ += std::ssize((*b)->lines);
  }
  return false;
}

result<bool> bundle_visit::write_earlier_logs(const ask_limits& limits) {
  if (!earlier_) return true;
  return earlier_->write_some(here_->folder, batches_a_step, limits);
}

result<void> bundle_visit::write_status(const time_reading& now) {
  const wire::screen_status s = setup_.status_now(now);
  const std::string text = wire::to_json(s);
  const wire::carried said{setup_.who->screen, now.utc, s.programme_version, upto_, sha256(text)};
  statement_ = evidence::sign_text(wire::to_text(said), setup_.key);
  return here_->folder.write(here_->screen_folder + "/" + std::string(wire::bundle_status_name),
                             wire::to_json(wire::carried_status{*statement_, text}));
}

result<void> bundle_visit::write_said(const time_reading& now) {
  const std::uint64_t number = box_.said().number();
  const wire::carried_acknowledgements said =
      wire::sign_acknowledgements(box_.said().all(), setup_.who->screen, now.utc, setup_.key);
  const std::string name = here_->screen_folder + "/" + std::string(wire::bundle_acknowledgements_name);
  if (result<void> written = here_->folder.write(name, wire::to_json(said)); !written) return written;
  told_said_ = number;
  return {};
}

void bundle_visit::failed(const error& e) {
  if (!here_->folder.is_there()) return;  // it was pulled
  if (problem_ != e) spdlog::error("USB stick: {}", describe(e));
  problem_ = e;
}

bool bundle_visit::programme_is_taken(const status::snapshot& c) const {
  if (!here_->index || here_->index->version == 0) return true;
  const std::int64_t version = here_->index->version;
  const bool shown = c.on.programme_version >= version || (c.on.next && c.on.next->version >= version);
  const auto refused = c.attacks.find(problem_source::programme);
  return shown || (refused != c.attacks.end() && refused->second != wire::attack::none);
}

stage::stick_panel bundle_visit::panel(const time_reading& now) {
  if (phase_ == phase::refused && refused_ && problem_)
    return {tr("USB stick refused"), translate(problem_->what), {}};
  if (!here_) return {};
  if (!setup_.who) return {tr("USB stick"), tr("The request for pairing is on the stick."), {}};
  if (problem_) return {tr("USB stick"), translate(problem_->what), {}};
  if (phase_ == phase::writing) return {tr("USB stick"), tr("Play records are being written …"), {}};
  if (phase_ == phase::waiting) {
    const fetch_progress f = setup_.tells->read().supply.fetch;
    const std::string missing =
        f.missing > 0 ? " " + tr("{} MB are missing.", tenths_text(f.missing / 100'000)) : std::string();
    return {tr("USB stick"), tr("The programme is being copied …") + missing, {}};
  }
  if (now.mono - done_at_ > show_receipt_for) return {};
  std::string text =
      tr("{} play records written, up to number {}. Programme version {}. The stick can be pulled out.",
         written_ + (earlier_ ? earlier_->records() : 0), upto_.seq, told_version_);
  if (earlier_ && earlier_->is_full())
    text += " " + tr("It is full: earlier records follow on the next trip.");
  return {tr("USB stick: done"), std::move(text), statement_ ? receipt_code(*statement_) : std::string()};
}

bundle_thread::bundle_thread(bundle_setup setup, bundle_box& box, const clock_source& clock,
                             std::function<void(const stage::stick_panel&)> show)
    : thread_([visit = bundle_visit(std::move(setup), box), &box, &clock,
               show = std::move(show)](const std::stop_token& stop) mutable {
        lower_priority();
        stage::stick_panel shown;
        while (!stop.stop_requested()) {
          stage::stick_panel next = visit.step(clock.now(), {stop});
          if (next != shown) show(shown = std::move(next));
          const bool more = visit.has_more();
          box.wait(box.generation(), more ? milliseconds(10) : look_every,
                   [&] { return stop.stop_requested(); });
        }
        if (shown != stage::stick_panel()) show({});
        box.put(nullptr);
      }) {}

}  // namespace bangtin::player::sync
