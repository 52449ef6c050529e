#include "scheduler/app/options.hpp"

#include <fmt/format.h>

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/version.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::app {
namespace {

result<std::variant<options, std::string>> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "bangtind");
  return parse_options(static_cast<int>(words.size()), words.data());
}

TEST(configuration, the_command_line_wins_over_the_file) {
  fakes::temporary_folder folder;
  std::string file = (folder / "c.toml").string();
  ASSERT_TRUE(write_file(file,
                         "data = \"/srv/a\"\nlisten = \"0.0.0.0:1\"\nlog-level = \"debug\"\n[media]\nbytes = "
                         "1000\nquota = 500000000000\n"
                         "duration = \"1h\"\npages = 3\ncpu = \"90s\"\nfilm_cpu = 20\n[http]\nconnections = "
                         "2500\nrequests = 7\n"));
  auto p = parse({"--config", file.c_str(), "--listen", "127.0.0.1:2"});
  ASSERT_TRUE(p) << describe(p.error());
  const options& o = std::get<options>(*p);
  EXPECT_EQ(o.setup.data, "/srv/a");
  EXPECT_EQ(o.setup.listen, "127.0.0.1:2");
  EXPECT_EQ(o.log_level, "debug");
  EXPECT_EQ(o.setup.media.bytes, 1000U);
  EXPECT_EQ(o.setup.media_quota_bytes, 500'000'000'000U);
  EXPECT_EQ(o.setup.media.duration, std::chrono::hours(1));
  EXPECT_EQ(o.setup.media.pages, 3);
  EXPECT_EQ(o.setup.media.cpu, std::chrono::seconds(90));
  EXPECT_EQ(o.setup.media.film_cpu, 20);
  EXPECT_EQ(o.setup.connections, (http::connection_limits{500, 100, 2'000, 16}));
  EXPECT_EQ(o.setup.requests.per_s, 7);
}

TEST(configuration, what_is_wrong_in_a_file_is_told_with_its_line) {
  struct row {
    const char* text;
    const char* told;
  };
  for (const row& r :
       {row{"data = 1", "f.toml:1:8"},
        row{"\nlistn = \"x\"", "f.toml:2:1: the key \"listn\" is not known here — did you mean listen?"},
        row{"data = ", "f.toml:1:"}, row{"[media]\nbytes = 0", "f.toml:2:9"},
        row{"[media]\nbytes = \"4 GiB\"", "f.toml:2:9"}, row{"[media]\ncpu = 5", "f.toml:2:7"},
        row{"[media]\nquota = \"500 GB\"", "f.toml:2:9"},
        row{"[media]\nbyte = 5", "f.toml:2:1: the key \"byte\" is not known here — did you mean bytes?"},
        row{"[media]\ncpu = \"soon\"", "f.toml:2:7: the duration \"soon\" is not understood"},
        row{"media = 1", "f.toml:1:9"},
        row{"[alerts]\ncommand = \"hook\"", "f.toml:2:11: \"hook\" is no whole path of a program"},
        row{"[alerts]\nmail = \"it@x.vn, -f@x.vn\"", "f.toml:2:8: \"-f@x.vn\" is no e-mail address"},
        row{"[alerts]\nlanguage = \"fr\"", "f.toml:2:12: \"fr\" is no language"},
        row{"[alerts]\ndark = \"soon\"", "f.toml:2:8: the duration"},
        row{"[alerts]\nremind = \"0\"", "f.toml:2:10: the duration \"0\""},
        row{"[alerts]\nper_hour = 0", "f.toml:2:12"}}) {
    options o;
    result<void> done = apply_config(o, r.text, "f.toml");
    ASSERT_FALSE(done) << r.text;
    EXPECT_EQ(done.error().code, errc::usage);
    EXPECT_NE(describe(done.error()).find(r.told), std::string::npos) << describe(done.error());
  }
}

TEST(configuration, says_who_is_told_of_alerts) {
  options o;
  EXPECT_FALSE(o.setup.alerts.is_on());
  ASSERT_TRUE(
      apply_config(o,
                   "[alerts]\ncommand = \"/bin/hook\"\nmail = \"a@x.vn, b@x.vn\"\nfrom = \"bt@x.vn\"\n"
                   "language = \"vi\"\ndark = \"3m\"\nlate = \"1h\"\nfull = \"2h\"\nhot = \"4m\"\n"
                   "celsius = 70\nremind = \"never\"\nper_hour = 3\n",
                   "f.toml"));
  const alerts::alert_setup& a = o.setup.alerts;
  EXPECT_TRUE(a.is_on());
  EXPECT_EQ(a.command, "/bin/hook");
  EXPECT_EQ(a.mail, (std::vector<std::string>{"a@x.vn", "b@x.vn"}));
  EXPECT_EQ(a.from, "bt@x.vn");
  EXPECT_EQ(a.speaks, language::vietnamese);
  EXPECT_EQ(a.rules.after_of(alerts::alert_kind::dark), std::chrono::minutes(3));
  EXPECT_EQ(a.rules.after_of(alerts::alert_kind::hot), std::chrono::minutes(4));
  EXPECT_EQ(a.hot_c, 70);
  EXPECT_EQ(a.rules.remind, milliseconds(0));
  EXPECT_EQ(a.rules.per_hour, 3);
}

TEST(configuration, words_that_are_off) {
  EXPECT_EQ(parse({"--lisen", "x"}).error().code, errc::usage);
  EXPECT_EQ(parse({"word"}).error().code, errc::usage);
  EXPECT_EQ(parse({"--config", "/nowhere/c.toml"}).error().code, errc::usage);
  using words_given = std::vector<const char*>;
  for (const words_given& words :
       {words_given{"--tls-cert", "a"}, words_given{"--tls-key", "b"}, words_given{"--tls", "--plain-http"},
        words_given{"--tls-cert", "a", "--tls-key", "b", "--plain-http"}}) {
    EXPECT_EQ(parse(words).error().code, errc::usage) << words[0];
  }
}

TEST(configuration, chooses_what_the_listener_speaks) {
  fakes::temporary_folder folder;
  const std::string file = (folder / "c.toml").string();
  auto read = [&](const std::string& text, std::vector<const char*> words) {
    EXPECT_TRUE(write_file(file, text));
    words.insert(words.begin(), {"--config", file.c_str()});
    auto p = parse(words);
    EXPECT_TRUE(p) << describe(p.error());
    return std::get<options>(*p).setup;
  };
  EXPECT_EQ(read("", {}).speaks, transport::by_address);
  EXPECT_EQ(read("plain-http = true", {}).speaks, transport::plain_http);
  EXPECT_EQ(read("plain-http = false\ntls = true", {}).speaks, transport::tls);
  EXPECT_EQ(read("plain-http = true", {"--tls"}).speaks, transport::tls);
  EXPECT_EQ(read("", {"--plain-http"}).speaks, transport::plain_http);
  EXPECT_EQ(read("tls-cert = 'a'\ntls-key = 'b'", {"--tls-cert", "c"}).certificate.certificate, "c");
  EXPECT_EQ(read("tls-cert = 'a'\ntls-key = 'b'", {}).certificate.key, "b");
  options o;
  EXPECT_FALSE(apply_config(o, "tls = 1", "f.toml"));
  EXPECT_FALSE(apply_config(o, "tls = true\nplain-http = true", "f.toml"));
}

TEST(configuration, names_the_folder_of_the_page_or_none) {
  options o;
  o.setup.page = "/usr/share/bangtin/page";
  ASSERT_TRUE(apply_config(o, "", "f.toml"));
  EXPECT_EQ(o.setup.page, "/usr/share/bangtin/page");
  ASSERT_TRUE(apply_config(o, "web = '/srv/page'", "f.toml"));
  EXPECT_EQ(o.setup.page, "/srv/page");
  ASSERT_TRUE(apply_config(o, "web = 'off'", "f.toml"));
  EXPECT_EQ(o.setup.page, "");
  EXPECT_FALSE(apply_config(o, "web = false", "f.toml"));
}

TEST(configuration, the_installed_example_is_accepted) {
  auto read = parse({"--config", BANGTIN_SOURCE_DIR "/systemd/bangtind.toml"});
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_TRUE(std::holds_alternative<options>(*read));
}

TEST(configuration, help_and_version_are_texts) {
  EXPECT_NE(std::get<std::string>(*parse({"--help"})).find("--listen"), std::string::npos);
  EXPECT_EQ(std::get<std::string>(*parse({"--version"})), fmt::format("bangtind {}\n", program_version));
}

}  // namespace
}  // namespace bangtin::scheduler::app
