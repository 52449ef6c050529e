#include <sys/stat.h>
#include <unistd.h>

#include "admin-cli/commands/fake_media.hpp"
#include "admin-cli/commands/upload.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::string text_of(const json::value& v) {
  return v.is_string() ? std::string(v.as_string()) : "";
}

std::vector<std::string> statuses(const spoken& said) {
  std::vector<std::string> all;
  const json::value document = said.document();
  for (const json::value& v : document.as_array()) all.push_back(text_of(v.at("status")));
  return all;
}

TEST_F(loading, waits_for_the_job_and_tells_what_became_of_the_file) {
  states_of["a.mp4"] = {"queued", "running", "done"};
  warnings = R"([{"id":"the text is small on a screen of {} inches","args":["43"]}])";
  std::string path = material("a.mp4", "film");
  spoken said = call({"media", "add", path});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("accepted: " + path + " is media item " +
                                  sha256("film").hex().substr(0, 12) + " (video, 1920x1080, 20 s)\n"));
  EXPECT_THAT(said.out, HasSubstr("note: " + path + ": the text is small on a screen of 43 inches\n"));
  EXPECT_THAT(said.err, HasSubstr("examining a.mp4"));
}

TEST_F(loading, reports_warnings_in_json) {
  warnings = R"([{"id":"small","args":[]}])";
  json::value v = call({"media", "add", material("a.mp4", "film"), "--json"}).document();
  EXPECT_EQ(v.at(0).at("status"), "accepted");
  EXPECT_EQ(canonical(v.at(0).at("warnings")), R"(["small"])");
}

TEST_F(loading, sends_the_next_file_while_the_job_of_the_last_one_runs) {
  states_of["a.mp4"] = {"running", "running", "done"};
  spoken said = call({"media", "add", "--json", material("a.mp4", "one"), material("b.mp4", "two")});
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"accepted", "accepted"}));
  auto place = [&](const std::string& what) { return std::find(log.begin(), log.end(), what) - log.begin(); };
  EXPECT_LT(place("put b.mp4"), place("done a.mp4"));
  EXPECT_LT(place("order b.mp4"), place("done a.mp4"));
}

TEST_F(loading, one_that_is_refused_does_not_keep_the_others_away_and_all_are_reported_in_order) {
  states_of["bad.mp4"] = {"running", "failed:the film is cut off"};
  states_of["gone.mp4"] = {"cancelled"};
  spoken said = call({"media", "add", "--json", material("bad.mp4", "1"), daemon.folder() / "none.mp4",
                      material("good.mp4", "2"), material("gone.mp4", "3")});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "rejected", "accepted", "rejected"}));
  json::value v = said.document();
  EXPECT_EQ(v.at(0).at("reason"), "the film is cut off — mend it");
  EXPECT_THAT(text_of(v.at(1).at("reason")), HasSubstr("there is no file"));
  EXPECT_THAT(text_of(v.at(3).at("reason")), HasSubstr("was cancelled"));
}

TEST_F(loading, without_waiting_prints_the_number_of_the_job) {
  states_of["a.mp4"] = {"queued"};
  std::string path = material("a.mp4", "film");
  spoken said = call({"media", "add", path, "--no-wait", "--quiet"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("is job 1"));
  said = call({"media", "add", path, "--no-wait", "--json"});
  EXPECT_EQ(said.document().at(0).at("status"), "queued");
  EXPECT_EQ(said.document().at(0).at("job"), 2);
  EXPECT_THAT(log, Not(::testing::Contains("done a.mp4")));
}

TEST_F(loading, what_the_daemon_has_is_a_duplicate_at_once_without_upload) {
  std::string path = material("a.mp4", "film");
  items[sha256("film").hex()] = item(sha256("film").hex(), "old-name.mp4");
  spoken said = call({"media", "add", path, "--json", "--title", "Mới"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(statuses(said), std::vector<std::string>{"duplicate"});
  EXPECT_TRUE(log.empty());
  EXPECT_THAT(said.err, HasSubstr("media edit"));
  EXPECT_THAT(said.err, HasSubstr("its name here is old-name.mp4"));
  items[sha256("film").hex()] = item(sha256("film").hex(), "a.mp4");
  said = call({"media", "add", path, "--json"});
  EXPECT_THAT(said.err, Not(HasSubstr("its name here")));
}

TEST_F(loading, an_item_with_damaged_files_is_made_again) {
  std::string path = material("a.mp4", "film");
  const std::string hash = sha256("film").hex();
  daemon.on("GET /v1/media/items/" + hash, [this, hash](const heard&) {
    return answer{200, item(hash, "a.mp4")};
  });
  spoken said = call({"media", "add", path, "--json"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(statuses(said), std::vector<std::string>{"accepted"}) << "the daemon orders a job for it";
  EXPECT_EQ(jobs.size(), 1U);
}

TEST_F(loading, the_same_bytes_twice_in_one_call_are_sent_once) {
  states_of["a.mp4"] = {"running", "running", "done"};
  spoken said = call({"media", "add", "--json", material("a.mp4", "film"), file("b.mp4", "film")});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"accepted", "duplicate"}));
  EXPECT_EQ(std::count(log.begin(), log.end(), "put a.mp4"), 1);
  EXPECT_EQ(jobs.size(), 1U);
}

// A file of 5 TB with nothing in it: reading it would take an hour.
TEST_F(loading, the_limit_is_told_before_a_byte_is_read) {
  std::string path = file("huge.mov", "");
  ASSERT_EQ(::truncate(path.c_str(), 5'000'000'000'000), 0);
  spoken said = call({"media", "add", "--json", path, material("a.mp4", "film")});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "accepted"}));
  EXPECT_THAT(text_of(said.document().at(0).at("reason")),
              HasSubstr("huge.mov has 5000.0 GB, and at most 4.2 GB are allowed"));
}

TEST_F(loading, a_folder_stands_for_its_files) {
  material("tin/b.mp4", "b");
  material("tin/a/a.mp4", "a");
  file("tin/.DS_Store", "x");
  std::filesystem::create_symlink("b.mp4", daemon.folder() / "tin/link.mp4");
  spoken said = call({"media", "add", "--json", daemon.folder() / "tin"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(log, UnorderedElementsAre("put tin/a/a.mp4", "order a.mp4", "done a.mp4", "put tin/b.mp4",
                                        "order b.mp4", "done b.mp4"))
      << said.err;
  EXPECT_LT(said.out.find("a.mp4"), said.out.find("b.mp4"));
  EXPECT_THAT(said.err, HasSubstr(".DS_Store is no material"));
  EXPECT_THAT(said.err, HasSubstr("link.mp4 is a symbolic link"));
}

TEST_F(loading, a_file_that_changes_while_it_is_sent_is_one_refused_file) {
  std::string path = material("a.mp4", "film");
  before_put["a.mp4"] = [&]() -> std::optional<answer> {
    file("a.mp4", "filmfilm");
    return answer{422, problem("verification", "{} is not what was announced", "it", "send it again")};
  };
  spoken said = call({"media", "add", "--json", path, material("b.mp4", "two")});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "accepted"}));
  EXPECT_THAT(text_of(said.document().at(0).at("reason")), HasSubstr("was changed while it was sent"));
}

TEST_F(loading, a_file_that_becomes_shorter_while_it_is_sent_is_one_refused_file) {
  std::string path = material("a.mp4", std::string(3'000'000, 'x'));
  on("GET /v1/uploads/" + sha256(std::string(3'000'000, 'x')).hex(), [&](const heard&) {
    EXPECT_EQ(::truncate(path.c_str(), 1000), 0);
    return answer{200, "{\"arrived\":0,\"complete\":false}"};
  });
  spoken said = call({"media", "add", "--json", path, material("b.mp4", "two")});
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "accepted"}));
  EXPECT_THAT(text_of(said.document().at(0).at("reason")), HasSubstr("became shorter"));
}

// A power cut at the daemon damaged what had arrived before.
TEST_F(loading, an_upload_of_which_the_daemon_has_wrong_bytes_is_sent_once_more_as_a_whole) {
  std::string path = material("a.mp4", "film");
  const std::string hash = sha256("film").hex();
  arrived[hash] = "fx";
  before_put["a.mp4"] = [&]() -> std::optional<answer> {
    before_put.erase("a.mp4");
    arrived[hash].clear();
    return answer{422, problem("verification", "{} is not what was announced", "it", "send it again")};
  };
  EXPECT_EQ(call({"media", "add", path}).code, 0);
  EXPECT_EQ(arrived[hash], "film");
  EXPECT_EQ(std::count(log.begin(), log.end(), "put a.mp4"), 2);
}

TEST_F(loading, bytes_that_never_arrive_as_they_were_sent_are_refused_at_the_second_time) {
  std::string path = material("a.mp4", "film");
  before_put["a.mp4"] = []() -> std::optional<answer> {
    return answer{422, problem("verification", "{} is not what was announced", "it", "send it again")};
  };
  EXPECT_EQ(call({"media", "add", path}).code, 1);
  EXPECT_EQ(log.size(), 2U);
}

// The daemon was killed between the last byte and its end.
TEST_F(loading, an_upload_that_has_wholly_arrived_is_finished_without_a_byte) {
  std::string path = material("a.mp4", "film");
  const std::string hash = sha256("film").hex();
  on("GET /v1/uploads/" + hash, [](const heard&) {
    return answer{200, R"({"arrived":4,"complete":false})"};
  });
  on("PUT /v1/uploads/" + hash, [](const heard& h) {
    EXPECT_EQ(h.headers.at("content-range"), "bytes */4");
    EXPECT_EQ(h.headers.at("content-length"), "0");
    return answer{200, R"({"arrived":4,"complete":true})"};
  });
  spoken said = call({"media", "add", path});
  EXPECT_EQ(said.code, 0) << said.out;
}

TEST_F(loading, one_that_somebody_else_is_sending_just_now_does_not_keep_the_others_away) {
  std::string path = material("a.mp4", "film");
  before_put["a.mp4"] = []() -> std::optional<answer> {
    return answer{409, problem("conflict", "the file {} is being uploaded by somebody else", "x", "wait")};
  };
  spoken said = call({"media", "add", "--json", path, material("b.mp4", "two")});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "accepted"}));
  EXPECT_EQ(said.err, "a.mp4 is being sent by somebody else just now; waiting for the end of that\n");
}

TEST_F(loading, outlives_a_restart_of_the_daemon_while_the_job_runs) {
  int failures = 3;
  std::string path = material("a.mp4", "film");
  on("GET /v1/jobs/1", [&](const heard&) {
    if (failures-- > 0) return answer{200, "", true};
    return answer{200,
                  R"({"id":1,"kind":"ingest","file":"a.mp4","state":"done","progress_pct":100,"eta_s":null,)"
                  R"("queued":1791590400000,"who":"root","failure":null,"item":)" +
                      item(sha256("film").hex(), "a.mp4") + "}"};
  });
  on("GET /v1/jobs", [](const heard&) { return answer{503, ""}; });
  spoken said = call({"media", "add", path, "--json"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(statuses(said), std::vector<std::string>{"accepted"});
}

TEST_F(loading, a_daemon_that_goes_away_ends_the_call_and_what_was_done_is_reported) {
  std::string a = material("a.mp4", "one"), b = material("b.mp4", "two"), c = material("c.mp4", "three");
  after_done("a.mp4", {"b.mp4", "c.mp4"}, [&]() -> answer {
    gone = true;
    return answer{200, "", true};
  });
  spoken said = call({"media", "add", "--json", a, b, c});
  EXPECT_EQ(said.code, 3);
  json::value v = said.document();
  ASSERT_EQ(v.as_array().size(), 3U);
  EXPECT_EQ(v.at(0).at("status"), "accepted");
  EXPECT_EQ(v.at(1).at("status"), "rejected");
  EXPECT_EQ(v.at(2).at("status"), "rejected");
  EXPECT_THAT(said.err, HasSubstr("no answer from the admin socket"));
}

TEST_F(loading, a_daemon_that_is_not_there_reports_every_file) {
  env["BANGTIN_SOCKET"] = daemon.folder() / "nobody.sock";
  spoken said = call_without_daemon({"media", "add", "--json", file("a.mp4", "x"), file("b.mp4", "y")});
  EXPECT_EQ(said.code, 3);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "rejected"}));
}

TEST_F(loading, ctrl_c_during_the_upload_leaves_what_arrived_and_says_how_to_go_on) {
  std::string a = material("a.mp4", "one"), b = material("b.mp4", "two"), c = material("c.mp4", "three");
  after_done("a.mp4", {"b.mp4", "c.mp4"}, [&]() -> answer {
    interrupted = true;
    return answer{503, problem("unreachable", "busy with {}", "x", "wait")};
  });
  spoken said = call({"media", "add", "--json", a, b, c});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"accepted", "rejected", "rejected"}));
  EXPECT_THAT(text_of(said.document().at(1).at("reason")), HasSubstr("stopped with Ctrl-C"));
  EXPECT_THAT(said.err, HasSubstr("sends only what is missing"));
  EXPECT_THAT(said.err, HasSubstr("files not loaded: 2"));
  EXPECT_THAT(log, Not(::testing::Contains("order b.mp4")));
  interrupted = false;
  before_put.clear();
  said = call({"media", "add", "--json", a, b, c});
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"duplicate", "accepted", "accepted"}));
}

TEST_F(loading, ctrl_c_during_the_job_leaves_it_to_the_daemon_and_says_its_number) {
  states_of["a.mp4"] = {"running"};
  std::string a = material("a.mp4", "one");
  on("GET /v1/jobs", [&](const heard&) {
    interrupted = true;
    return answer{200, "[]"};
  });
  spoken said = call({"media", "add", "--json", a});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(statuses(said), std::vector<std::string>{"queued"});
  EXPECT_EQ(said.document().at(0).at("job"), 1);
  EXPECT_THAT(said.err, HasSubstr("bangtin jobs cancel 1"));
  for (const heard& h : daemon.stop()) EXPECT_NE(h.method, "DELETE");
}

TEST_F(loading, subtitles_are_loaded_first_and_named_in_the_order_of_the_film) {
  spoken said =
      call({"media", "add", "--json", material("a.mp4", "film"), "--subtitles", material("a.srt", "words")});
  EXPECT_EQ(said.code, 0) << said.err;
  json::value v = said.document();
  EXPECT_EQ(v.at(0).at("kind"), "video");
  EXPECT_EQ(v.at(1).at("kind"), "subtitles");
  EXPECT_THAT(
      log, ElementsAre("put a.srt", "order a.srt", "done a.srt", "put a.mp4", "order a.mp4", "done a.mp4"));
  std::string film_order;
  for (const heard& h : daemon.stop()) {
    if (h.method == "POST") film_order = h.body;
  }
  EXPECT_THAT(film_order, HasSubstr("\"subtitles\":\"" + sha256("words").hex().substr(0, 12) + "\""));
}

TEST_F(loading, without_its_subtitles_a_film_is_not_loaded) {
  states_of["a.srt"] = {"failed:line 3 has no time"};
  spoken said =
      call({"media", "add", "--json", material("a.mp4", "film"), "--subtitles", material("a.srt", "words")});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(text_of(said.document().at(0).at("reason")), HasSubstr("its subtitles were rejected"));
  EXPECT_THAT(text_of(said.document().at(1).at("reason")), HasSubstr("line 3 has no time"));
  EXPECT_THAT(log, Not(::testing::Contains("put a.mp4")));
}

TEST_F(loading, subtitles_that_are_none_are_said) {
  spoken said =
      call({"media", "add", "--json", material("a.mp4", "film"), "--subtitles", material("b.mp4", "two")});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(text_of(said.document().at(0).at("reason")), HasSubstr("not a file of subtitles"));
}

// ---- several files at once

TEST_F(loading, one_that_is_slow_holds_up_none_of_the_others) {
  std::vector<std::string> words{"media", "add", material("slow.mp4", "0")};
  for (int n = 1; n <= 4; ++n) words.push_back(material("f" + std::to_string(n) + ".mp4", std::to_string(n)));
  after_done("f4.mp4", {"slow.mp4"}, [this] {
    const std::string hash = sha256("0").hex();
    arrived[hash] = "0";
    return answer{200, state(hash, "0")};
  });
  spoken said = call(words);
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_EQ(jobs.size(), 5U);
  std::size_t at = 0;
  for (const char* name : {"slow.mp4", "f1.mp4", "f2.mp4", "f3.mp4", "f4.mp4"}) {
    const std::size_t next = said.out.find(std::string("accepted: ") + (daemon.folder() / name).string());
    EXPECT_NE(next, said.out.npos) << name;
    EXPECT_GE(next, at) << "the report keeps the order of the command line: " << said.out;
    at = next;
  }
}

TEST_F(loading, no_more_than_three_files_are_sent_at_a_time) {
  std::promise<void> all_there;
  std::shared_future<void> go = all_there.get_future().share();
  std::vector<std::string> words{"media", "add"};
  std::size_t open = 0, most = 0;
  for (int n = 0; n < 7; ++n) {
    const std::string name = "f" + std::to_string(n) + ".mp4", content = std::to_string(n);
    words.push_back(material(name, content));
    before_put[name] = [&, content]() -> std::optional<answer> {
      most = std::max(most, ++open);
      if (open == 3) all_there.set_value();
      return answer{.after = go, .later = [&, content] {
                      --open;
                      const std::string hash = sha256(content).hex();
                      arrived[hash] = content;
                      before_put.clear();
                      return answer{200, state(hash, content)};
                    }};
    };
  }
  EXPECT_EQ(call(words).code, 0);
  EXPECT_EQ(most, 3U) << "and the first three at the same time";
}

// The second file is held up until the bar for both is there.
TEST_F(loading, there_is_one_bar_for_all_files_with_the_bytes_of_all) {
  const std::string content(6000, 'b'), hash = sha256(content).hex();
  std::promise<void> shown;
  std::shared_future<void> is_shown = shown.get_future().share();
  bool waits = true;
  person.on_show = [&](const progress_bar& bar) {
    if (bar.label == "1 of 2 files" && bar.total == 10'000 && std::exchange(waits, false)) shown.set_value();
  };
  std::vector<std::string> words{"media", "add", material("a.mp4", std::string(4000, 'a')),
                                 material("b.mp4", content)};
  before_put["b.mp4"] = [&]() -> std::optional<answer> {
    return answer{.after = is_shown, .later = [&] {
                    arrived[hash] = content;
                    return answer{200, state(hash, content)};
                  }};
  };
  EXPECT_EQ(call(words).code, 0);
  EXPECT_FALSE(waits);
}

// The daemon refuses the first of the two for good, which takes two refusals.
TEST_F(loading, a_twin_of_a_file_that_fails_is_sent_itself) {
  std::string a = material("a.mp4", "film"), b = file("b.mp4", "film");
  int refusals = 0;
  before_put["a.mp4"] = [&]() -> std::optional<answer> {
    if (++refusals > 2) return std::nullopt;
    return answer{422, problem("verification", "{} is not what was announced", "it", "send it again")};
  };
  spoken said = call({"media", "add", "--json", a, b});
  EXPECT_THAT(statuses(said), UnorderedElementsAre("accepted", "rejected")) << said.out;
  EXPECT_EQ(said.code, 1);
}

// ---- told beforehand

// A sparse file of 5 TB each: reading one would take an hour.
TEST_F(loading, that_there_is_no_room_is_told_before_a_byte_is_read) {
  struct {
    const char *limits, *en, *vi;
  } const cases[] = {
      {R"("room":3000000,"quota":9000000,"quota_left":3000000)",
       "the library may use 9 MB, 3 MB of that are left, and the file needs 5000 GB", "media sweep"},
      {R"("room":3000000)",
       "the daemon's disk has room for 3 MB, and 5000 GB are to come; 256 MiB more stay reserved", "256 MiB"},
  };
  std::string huge = file("huge.mov", "");
  ASSERT_EQ(::truncate(huge.c_str(), 5'000'000'000'000), 0);
  std::string now;
  on("GET /v1/media/limits", [&](const heard&) {
    return answer{200, R"({"bytes":9000000000000,"duration_ms":1,"pages":1,"pixels":1,)" + now + "}"};
  });
  on("GET /v1/media", [](const heard&) { return answer{200, "[]"}; });
  for (const auto& c : cases) {
    now = c.limits;
    spoken said = call({"media", "add", huge, material("a.mp4", "film")});
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.out, HasSubstr(c.en));
    EXPECT_THAT(said.out, HasSubstr("a.mp4 is media item")) << "and what fits is loaded";
    EXPECT_THAT(call({"media", "add", huge, "--lang", "vi"}).out, HasSubstr(c.vi));
  }
}

TEST_F(loading, what_may_be_loaded_already_is_looked_at_although_there_is_no_room) {
  std::string path = material("a.mp4", "film");
  const std::string hash = sha256("film").hex();
  items[hash] = item(hash, "a.mp4");
  on("GET /v1/media/limits", [](const heard&) {
    return answer{200, R"({"bytes":900,"duration_ms":1,"pages":1,"pixels":1,"room":0})"};
  });
  on("GET /v1/media", [&](const heard&) { return answer{200, "[" + items[hash] + "]"}; });
  EXPECT_EQ(statuses(call({"media", "add", "--json", path})), std::vector<std::string>{"duplicate"});
}

// ---- a chosen duration

TEST_F(loading, a_duration_is_part_of_the_order) {
  spoken said = call({"media", "add", material("a.mp4", "film"), "--duration", "1m30s"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("is a video and is shown for its own length"));
  std::string order;
  for (const heard& h : daemon.stop()) {
    if (h.method == "POST") order = h.body;
  }
  EXPECT_THAT(order, HasSubstr(R"("duration_ms":90000)"));
}

TEST_F(loading, a_duration_that_is_none_is_refused_before_anything_is_sent) {
  std::string path = material("a.mp4", "film");
  for (const char* bad : {"12", "x", "99ms", "31d", "-5s"}) {
    spoken said = call({"media", "add", path, std::string("--duration=") + bad});
    EXPECT_EQ(said.code, 2) << bad;
    EXPECT_THAT(said.err, HasSubstr("--duration cannot be")) << bad;
  }
  EXPECT_TRUE(log.empty());
}

// ---- names that nobody means

TEST_F(loading, an_empty_name_is_one_refused_file) {
  spoken said = call({"media", "add", "--json", "", material("a.mp4", "film")});
  EXPECT_EQ(statuses(said), (std::vector<std::string>{"rejected", "accepted"}));
  EXPECT_THAT(text_of(said.document().at(0).at("reason")), HasSubstr("one of the file names is empty"));
  EXPECT_THAT(call({"media", "add", ""}).out, HasSubstr("rejected: \"\": one of the file names is empty"));
}

TEST_F(loading, a_name_that_cannot_be_printed_does_no_harm) {
  for (const std::string name : {"b\xE0i.mp4", "a\nb\x1B[31m.mp4", "a\xE2\x80\xAE.mp4"}) {
    std::string path = material(name, name);
    json::value v = call({"media", "add", "--json", path}).document();
    EXPECT_EQ(v.at(0).at("status"), "accepted") << v;
    const std::string shown = text_of(v.at(0).at("file"));
    EXPECT_THAT(shown, HasSubstr("\xEF\xBF\xBD"));
    EXPECT_TRUE(is_clean_utf8(shown) && shown.find('\n') == shown.npos) << shown;
  }
}

TEST_F(loading, subtitles_in_a_folder_are_not_guessed) {
  std::filesystem::create_directory(daemon.folder() / "subs");
  file("subs/a.srt", "words");
  spoken said =
      call({"media", "add", "--json", material("a.mp4", "film"), "--subtitles", daemon.folder() / "subs"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(text_of(said.document().at(1).at("reason")), HasSubstr("subs is a folder"));
  EXPECT_TRUE(log.empty());
}

TEST_F(loading, subtitles_for_several_files_are_wrong_usage) {
  spoken said =
      call({"media", "add", file("a.mp4", "x"), file("b.mp4", "y"), "--subtitles", file("a.srt", "z")});
  EXPECT_EQ(said.code, 2);
  EXPECT_TRUE(daemon.stop().empty());
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
