// Texts, mail and the programs that carry them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "scheduler/alerts/alert_delivery.hpp"
#include "scheduler/alerts/mail_text.hpp"
#include "scheduler/alerts/run_command.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::alerts {
namespace {

using testing::AllOf, testing::HasSubstr, testing::Not;
constexpr utc_ms now{milliseconds(1'791'590'400'000)};

alert_line line(alert_event e, const std::string& screen, alert_kind k = alert_kind::dark) {
  return {e, k, screen, now, msg("has no display, so it shows nothing")};
}

TEST(alert_text, one_alert_is_its_own_subject) {
  const alert_message m = message_of({line(alert_event::begins, "Chợ")}, "may-chu", now);
  EXPECT_EQ(m.subject, "[Bảng tin may-chu] Chợ: has no display, so it shows nothing");
  EXPECT_THAT(m.text, HasSubstr("\"bangtin status\""));
  EXPECT_THAT(message_of({line(alert_event::ends, "Chợ")}, "x", now).subject, HasSubstr("Chợ: over:"));
  EXPECT_THAT(message_of({line(alert_event::ends, "Chợ")}, "x", now).text, Not(HasSubstr("bangtin status")));
}

TEST(alert_text, many_are_counted_and_the_network_is_named) {
  alert_report many;
  for (int i = 0; i < 300; ++i) many.push_back(line(alert_event::begins, "s" + std::to_string(i)));
  const alert_message m = message_of(many, "x", now);
  EXPECT_THAT(m.subject, HasSubstr("300 new alerts"));
  EXPECT_THAT(m.text, AllOf(HasSubstr("look at the network"), HasSubstr("... and 250 more")));
  EXPECT_EQ(parse_json(m.json)->at("alerts").as_array().size(), 300U) << "the hook gets all";
}

TEST(alert_text, the_hook_gets_values_and_no_control_characters) {
  const alert_message m = message_of({line(alert_event::begins, "a\nBANGTIN_X=1")}, "x", now);
  EXPECT_THAT(m.environment, testing::Contains("BANGTIN_ALERT_KIND=dark"));
  EXPECT_THAT(m.environment, testing::Contains("BANGTIN_ALERT_EVENT=begins"));
  for (const std::string& one : m.environment) EXPECT_EQ(one.find('\n'), std::string::npos) << one;
  EXPECT_THAT(test_message("x", now).environment, testing::Contains("BANGTIN_ALERT_EVENT=test"));
}

TEST(alert_text, names_one_message_by_its_content_and_time) {
  const alert_report report{line(alert_event::begins, "Chợ")};
  const alert_message m = message_of(report, "x", now), again = message_of(report, "x", now);
  EXPECT_EQ(m.json, again.json);
  EXPECT_EQ(m.id.size(), 32U);
  EXPECT_EQ(parse_json(m.json)->at("id").as_string(), m.id);
  EXPECT_THAT(m.environment, testing::Contains("BANGTIN_ALERT_ID=" + m.id));
  EXPECT_NE(message_of(report, "x", now + milliseconds(1)).id, m.id);
  EXPECT_NE(message_of({line(alert_event::ends, "Chợ")}, "x", now).id, m.id);
  EXPECT_THAT(mail_text({"a@x.vn"}, "", m.id, "x", "y"), HasSubstr("\nMessage-ID: <" + m.id + "@"));
}

TEST(mail_text, headers_are_ascii_and_short_and_nothing_can_begin_another) {
  std::string subject;
  for (int i = 0; i < 30; ++i) subject += "Màn hình chợ ";
  subject += "\nBcc: evil@example.org";
  const std::string mail =
      mail_text({"a@x.vn", "b@x.vn"}, "bt@x.vn", "0a1b", subject, "Chợ: tối\n.\nFrom here\n");
  for (const std::string& one : split(mail, '\n')) {
    EXPECT_LE(one.size(), 78U) << one;
    for (char c : one) EXPECT_TRUE(c >= 32 && c < 127) << one;
    EXPECT_FALSE(one.starts_with("Bcc")) << one;
    EXPECT_NE(one, ".");
  }
  EXPECT_THAT(mail, AllOf(HasSubstr("From: bt@x.vn\nTo: a@x.vn,\n b@x.vn\nSubject: =?UTF-8?B?"),
                          HasSubstr("Auto-Submitted: auto-generated"), HasSubstr("\n\nQ2jhu6M6IHThu5FpDQo")));
  EXPECT_THAT(mail_text({"a@x.vn"}, "", "0a1b", "x", "y"), Not(HasSubstr("From:")));
}

TEST(mail_text, only_plain_addresses_are_taken) {
  EXPECT_EQ(*mail_addresses("a@x.vn, b.c+d@y-z.vn"), (std::vector<std::string>{"a@x.vn", "b.c+d@y-z.vn"}));
  for (const char* bad : {"", "a", "@x", "a@", "a@b@c", "-oQ/tmp@x.vn", "a b@x.vn", "a@x.vn,", "\"a\"@x.vn",
                          "a@x.vn\nBcc: b@x.vn", "ă@x.vn", "<a@x.vn>"})
    EXPECT_FALSE(mail_addresses(bad)) << bad;
}

// ---- programs

class programs : public testing::Test {
 protected:
  std::string script(const std::string& body, const std::string& name = "hook") {
    const std::string path = (folder_ / name).string();
    EXPECT_TRUE(write_file(path, "#!/bin/sh\n" + body, 0700));
    return path;
  }
  std::string read(const char* name) { return content(folder_ / name); }
  static std::string content(const std::filesystem::path& file) {
    const result<std::string> text = read_file(file, 1 << 20);
    return text ? *text : "x) Z gone";
  }
  // A killed process needs a moment to end.
  static bool has_ended(std::int64_t pid) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < limit) {
      if (content("/proc/" + std::to_string(pid) + "/stat").find(") Z") != std::string::npos) return true;
      std::this_thread::yield();
    }
    return false;
  }
  result<void> run(const std::string& path, milliseconds timeout = std::chrono::seconds(30)) {
    return run_command({{path}, {"BANGTIN_ALERT_KIND=dark"}, "{\"a\":1}\n", timeout}, {});
  }
  fakes::temporary_folder folder_;
  std::string at_ = folder_.path().string();
};

TEST_F(programs, get_values_in_input_and_environment_and_nothing_else) {
  ASSERT_TRUE(::setenv("BANGTIN_SECRET", "x", 1) == 0);
  ASSERT_TRUE(
      run(script("cat > " + at_ + "/in; env > " + at_ + "/env; ls /proc/self/fd | wc -l > " + at_ + "/fds")));
  EXPECT_EQ(read("in"), "{\"a\":1}\n");
  EXPECT_THAT(read("env"), AllOf(HasSubstr("BANGTIN_ALERT_KIND=dark\n"), HasSubstr("PATH=/"),
                                 Not(HasSubstr("SECRET")), Not(HasSubstr("HOME="))));
}

TEST_F(programs, that_fail_are_told_with_their_last_words) {
  struct {
    std::string path;
    const char* told;
  } const table[] = {{script("echo first; echo 'relay refused' >&2; exit 7", "fails"),
                      "failed with code 7 — it said: relay refused"},
                     {script("kill -9 $$", "killed"), "was killed by signal 9"},
                     {script("exit 1", "mute"), "sudo -u bangtin"},
                     {at_ + "/nowhere", "nowhere"},
                     {script("printf '\\033[31mred\\n'; exit 1", "colours"), "it said"}};
  for (const auto& row : table) {
    const result<void> done = run(row.path);
    ASSERT_FALSE(done) << row.path;
    EXPECT_THAT(describe(done.error()), HasSubstr(row.told));
    EXPECT_EQ(describe(done.error()).find('\033'), std::string::npos);
  }
}

TEST_F(programs, that_hang_die_with_all_their_children) {
  const std::string path = script("sleep 1000 & echo $! > " + at_ + "/child; sleep 1000", "hangs");
  const result<void> done = run(path, milliseconds(500));
  ASSERT_FALSE(done);
  EXPECT_THAT(describe(done.error()), HasSubstr("did not end"));
  const auto child = parse_integer(trimmed(read("child"), "\n"), 2, INT32_MAX);
  ASSERT_TRUE(child);
  // The child is reaped by whoever adopts it; dead is enough.
  EXPECT_TRUE(has_ended(*child));
}

TEST_F(programs, that_leave_children_behind_do_not_leave_them_running) {
  ASSERT_TRUE(run(script("sleep 1000 & echo $! > " + at_ + "/child", "daemon")));
  const auto child = parse_integer(trimmed(read("child"), "\n"), 2, INT32_MAX);
  ASSERT_TRUE(child);
  EXPECT_TRUE(has_ended(*child));
}

TEST_F(programs, end_when_the_daemon_stops) {
  std::stop_source stop;
  const std::string path = script("touch " + at_ + "/began; sleep 1000", "long");
  std::jthread stopper([&] {
    while (!std::filesystem::exists(folder_ / "began")) std::this_thread::yield();
    stop.request_stop();
  });
  const result<void> done = run_command({{path}, {}, "", std::chrono::seconds(300)}, stop.get_token());
  ASSERT_FALSE(done);
  EXPECT_THAT(describe(done.error()), HasSubstr("stopped with the daemon"));
}

TEST_F(programs, that_talk_without_end_cost_no_memory_and_do_not_block) {
  EXPECT_TRUE(run(script("head -c 30000000 /dev/zero", "talks")));
}

TEST_F(programs, sendmail_gets_addresses_as_arguments) {
  alert_setup s;
  s.mail = {"a@x.vn", "b@x.vn"};
  s.sendmail = script("echo \"$@\" > " + at_ + "/args; cat > " + at_ + "/mail", "sendmail");
  const delivery d = deliver(s, test_message("x", now), {});
  EXPECT_TRUE(d.told) << (d.mail ? describe(*d.mail) : "");
  EXPECT_EQ(read("args"), "-i -- a@x.vn b@x.vn\n");
  EXPECT_THAT(read("mail"), HasSubstr("To: a@x.vn,\n b@x.vn\n"));
}

TEST_F(programs, one_that_arrives_is_enough_and_the_other_is_named) {
  alert_setup s;
  s.mail = {"a@x.vn"};
  s.sendmail = at_ + "/no-sendmail";
  s.command = script("exit 0", "good");
  delivery d = deliver(s, test_message("x", now), {});
  EXPECT_TRUE(d.told);
  EXPECT_FALSE(d.command);
  ASSERT_TRUE(d.mail);
  EXPECT_THAT(describe(*d.mail), HasSubstr("no-sendmail"));
  s.command = script("exit 1", "bad");
  d = deliver(s, test_message("x", now), {});
  EXPECT_FALSE(d.told);
  EXPECT_TRUE(d.command);
}

}  // namespace
}  // namespace bangtin::scheduler::alerts
