#include "admin-cli/commands/guide_talk.hpp"

#include <utility>

#include "admin-cli/commands/guide_answers.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr int max_answers = 3;

error has_left_error() {
  return {errc::usage, msg("you have left the guide"), msg("\"bangtin guide\" goes on from there")};
}

}  // namespace

result<std::string> guide_talk::heard(result<std::string> typed) {
  // The terminal fails when nobody is there any more: after Ctrl-D, or Ctrl-C.
  left_ = left_ || !typed || means_leaving(*typed);
  if (left_) return has_left_error();
  return typed;
}

result<std::string> guide_talk::ask_secret(const std::string& prompt) {
  if (left_) return has_left_error();
  ++secrets_given_;
  if (std::exchange(may_reuse_, false) && secret_) return *secret_;
  out_.flush();
  result<std::string> typed = heard(person_.ask_secret(prompt));
  if (typed) secret_ = *typed;
  return typed;
}

result<std::string> guide_talk::ask(const std::string& prompt) {
  if (left_) return has_left_error();
  out_.flush();
  return heard(person_.ask(prompt));
}

result<bool> guide_talk::confirm(const std::string& question) {
  result<std::string> typed = ask(question + " " + tr("[Y/n]"));
  if (!typed) return typed.error();
  return !means_no(*typed);
}

result<std::string> guide_talk::answer(const guide_question& q) {
  const std::string prompt = q.text + (q.usual_shown.empty() ? ":" : " [" + printable(q.usual_shown) + "]:");
  error last = has_left_error();
  for (int i = 0; i < max_answers; ++i) {
    result<std::string> typed = ask(prompt);
    if (!typed) return typed.error();
    std::string text(trimmed(*typed));
    if (text.empty()) text = q.usual.value_or(q.usual_shown);
    if (text.empty() && !q.usual) {
      last = {errc::usage, msg("nothing was typed"), msg("type an answer, or q to leave")};
    } else if (result<std::string> value = q.read(text)) {
      return value;
    } else {
      last = value.error();
    }
    out_.note(views::sentence(last.what, last.remedy));
  }
  gave_up_ = true;
  return last;
}

}  // namespace bangtin::admin_cli::commands
