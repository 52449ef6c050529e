#include "admin-cli/commands/session.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {
constexpr std::size_t min_passphrase = 8;
constexpr int new_passphrase_tries = 3;
}  // namespace

result<void> agreed(session& s, const std::string& question) {
  if (s.set.yes || !s.person.can_ask()) return {};
  result<bool> answer = s.person.confirm(question);
  if (!answer) return answer.error();
  if (*answer) return {};
  return error{errc::conflict, msg("you did not agree; nothing was changed"),
               msg("call the command again when it is right")};
}

void wait_a_while(const pause_function& pause, const std::function<bool()>& must_stop,
                  std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds step{200};
  for (; time.count() > 0 && !must_stop(); time -= step) pause(std::min(time, step));
}

void wait_a_while(session& s, std::chrono::milliseconds time) {
  wait_a_while(
      s.pause, [&s] { return s.must_stop(); }, time);
}

work_bar::work_bar(session& s, std::string label, std::uint64_t total)
    : session_(s), bar_{std::move(label), 0, total}, began_(s.since_call ? s.since_call() : began_) {}

work_bar::~work_bar() {
  session_.person.progress("", 1, 1);
}

void work_bar::at(std::uint64_t done) {
  if (session_.since_call) meter_.add(session_.since_call(), done);
  const std::string rate = meter_.text(bar_.total);
  if (bar_.total > 0) {
    bar_.done = std::min(done, bar_.total - 1);
    bar_.detail = rate;
  } else {
    bar_.detail = views::size_text(done) + (rate.empty() ? "" : ", " + rate);
  }
  session_.person.show(bar_);
}

void work_bar::at(std::uint64_t done, std::uint64_t total) {
  bar_.total = total;
  at(done);
}

void work_bar::wait() {
  using namespace std::chrono;
  if (!session_.since_call) return;
  const seconds passed = duration_cast<seconds>(session_.since_call() - began_);
  if (passed.count() < 1) return;  // most work needs no bar
  bar_.detail = views::clock_text(passed);
  session_.person.show(bar_);
}

namespace {

bool is_short(std::string_view phrase) {
  return columns(phrase) < min_passphrase;
}

error too_short() {
  return {errc::usage, msg("the passphrase is too short"),
          msg("choose one of at least {} characters", min_passphrase)};
}

// Of the person: typed twice, because nobody sees what is typed, and asked for again if that went wrong.
result<std::string> new_passphrase(session& s, const std::string& prompt) {
  for (int tries = 1;; ++tries) {
    result<std::string> typed = s.person.ask_secret(prompt);
    if (!typed) return typed;
    error wrong = too_short();
    if (!is_short(*typed)) {
      result<std::string> again = s.person.ask_secret(tr("The same passphrase again:"));
      if (!again || *again == *typed) return again;
      wrong = {errc::usage, msg("the two passphrases differ"),
               msg("type a passphrase, and the same one once more")};
    }
    if (tries == new_passphrase_tries) return wrong;
    s.out.note(views::sentence(wrong.what, wrong.remedy));
  }
}

}  // namespace

result<std::string> get_passphrase(session& s, const std::string& prompt, bool twice) {
  std::string phrase;
  if (!s.set.passphrase_file.empty()) {
    result<std::string> content = read_file(s.set.passphrase_file, 4096);
    if (!content) return content.error();
    phrase = content->substr(0, content->find_first_of("\r\n"));
    if (phrase.empty()) {
      return error{errc::usage, msg("the first line of {} is empty", s.set.passphrase_file.string()),
                   msg("write the passphrase into the first line of the file")};
    }
  } else {
    return twice ? new_passphrase(s, prompt) : s.person.ask_secret(prompt);
  }
  if (twice && is_short(phrase)) return too_short();
  return phrase;
}

}  // namespace bangtin::admin_cli::commands
