// The terminal of "guide": asks its questions, and stands between the person and the commands that it calls.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "admin-cli/commands/terminal.hpp"
#include "admin-cli/views/printing.hpp"

namespace bangtin::admin_cli::commands {

struct guide_question {
  std::string text;
  std::string usual_shown;           // in brackets behind the text; empty: Enter is no answer
  std::optional<std::string> usual;  // what Enter answers, instead of `usual_shown`
  // Reads an answer; its error is shown, and the question asked again.
  std::function<result<std::string>(const std::string&)> read;
};

// Commands that are called with it ask for passphrases and nothing else (can_ask() is false): the guide has
// asked before. "q" at any question, Ctrl-C and the end of the input leave; then every further question
// fails. Does not own the terminal and the printer.
class guide_talk final : public terminal {
 public:
  guide_talk(terminal& person, views::printer& out) : person_(person), out_(out) {}

  bool can_ask() const override { return false; }
  // Asks, unless the last passphrase may be used once more.
  result<std::string> ask_secret(const std::string& prompt) override;
  result<std::string> ask(const std::string& prompt) override;
  result<bool> confirm(const std::string& question) override;
  void show(const progress_bar& bar) override { person_.show(bar); }
  std::optional<window_size> window() const override { return person_.window(); }

  // The answer as `read` returns it. Asks three times; the error of the third wrong answer ends it
  // (gave_up()).
  result<std::string> answer(const guide_question& q);

  // The next passphrase that a command wants is the one that was typed last, if one was.
  void reuse_secret() { may_reuse_ = true; }
  int secrets_given() const { return secrets_given_; }  // how often a command got one
  void leave() { left_ = true; }
  bool has_left() const { return left_; }
  bool gave_up() const { return gave_up_; }

 private:
  result<std::string> heard(result<std::string> typed);

  terminal& person_;
  views::printer& out_;
  std::optional<std::string> secret_;  // the last that was typed
  int secrets_given_ = 0;
  bool may_reuse_ = false, left_ = false, gave_up_ = false;
};

}  // namespace bangtin::admin_cli::commands
