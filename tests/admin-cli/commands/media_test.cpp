#include <sys/stat.h>

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/upload.hpp"
#include "base/hash.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

// The daemon's part of uploads and ingest, by docs/http.md.
class media : public calls {
 public:
  std::string arrived;
  std::string total = "0";
  int refuse_next = 0;
  int refuse_on = -1;  // the PUT with this index gets 503
  int cut_on = -1;     // the daemon hangs up on the PUT with this index after it stored what arrived
  int puts = 0;
  std::size_t resumed_at = 0;  // where the last PUT began that was taken

  std::string state() {
    return "{\"arrived\":" + std::to_string(arrived.size()) +
           ",\"complete\":" + (std::to_string(arrived.size()) == total ? "true" : "false") + "}";
  }

  void expect_upload_of(const std::string& content) {
    std::string path = "/v1/uploads/" + sha256(content).hex();
    total = std::to_string(content.size());
    daemon.on("GET " + path, [this](const heard&) { return answer{200, state()}; });
    daemon.on("PUT " + path, [this](const heard& h) {
      std::string range = h.headers.at("content-range");
      ++puts;
      if (refuse_next > 0 || puts == refuse_on) {
        --refuse_next;
        return answer{503, problem("unreachable", "busy with {}", "x", "wait")};
      }
      if (range.substr(6, range.find('-') - 6) != std::to_string(arrived.size())) {
        return answer{409, problem("conflict", "not at {}", "x", "ask",
                                   ",\"arrived\":" + std::to_string(arrived.size()))};
      }
      EXPECT_EQ(range.substr(range.find('/') + 1), total);
      resumed_at = arrived.size();
      arrived += h.body;
      return answer{200, state(), puts == cut_on};
    });
  }

  static std::string item(const std::string& content, const std::string& status) {
    std::string hash = sha256(content).hex();
    return "{\"id\":\"" + hash.substr(0, 12) + "\",\"sha256\":\"" + hash +
           "\",\"file\":\"a.png\",\"kind\":\"image\",\"width\":1920,\"height\":1080,\"duration_ms\":0,"
           "\"pages\":0,\"title\":\"T\","
           "\"theme\":\"III.2\",\"owner\":\"\",\"link\":\"\",\"added\":1791590400000,\"sound\":false,"
           "\"files\":[{\"sha256\":\"" +
           hash + "\",\"bytes\":" + std::to_string(content.size()) + "}],\"status\":\"" + status + "\"}";
  }
};

TEST_F(media, a_file_is_uploaded_ingested_and_described_as_the_contract_says) {
  std::string path = file("a.png", "picture");
  expect_upload_of("picture");
  daemon.on("POST /v1/media", item("picture", "accepted"));
  spoken said = call({"media", "add", path, "--title", "Áp phích", "--theme", "III.2", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(arrived, "picture");
  std::string hash = sha256(std::string_view("picture")).hex();
  EXPECT_EQ(said.out, "[{\"duration_ms\":0,\"file\":\"" + path +
                          "\",\"height\":1080,\"kind\":\"image\",\"media\":\"" + hash.substr(0, 12) +
                          "\",\"pages\":0,\"reason\":null,\"sha256\":\"" + hash +
                          "\",\"status\":\"accepted\",\"warnings\":[],\"width\":1920}]\n");
  std::vector<heard> asked = daemon.stop();
  EXPECT_EQ(asked.back().body, "{\"file\":\"a.png\",\"link\":\"\",\"owner\":\"\",\"sha256\":\"" + hash +
                                   "\",\"theme\":\"III.2\",\"title\":\"Áp phích\"}");
}

TEST_F(media, what_the_daemon_has_is_not_sent_again) {
  std::string path = file("a.png", "picture");
  expect_upload_of("picture");
  arrived = "picture";
  daemon.on("POST /v1/media", item("picture", "duplicate"));
  spoken said = call({"media", "add", path});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(puts, 0);
  EXPECT_THAT(said.out, HasSubstr("already there"));
}

TEST_F(media, an_upload_goes_on_where_it_broke_off) {
  // The first request is cut in its middle, then the daemon is busy once, then a reply is lost.
  std::string content(16'000'000, 'x');
  for (std::size_t i = 0; i < content.size(); i += 4096) content[i] = static_cast<char>('a' + i / 4096 % 26);
  std::string path = file("big.mp4", content);
  expect_upload_of(content);
  daemon.cut_next_body_at(3'000'000);
  refuse_on = 2;
  cut_on = 3;
  daemon.on("POST /v1/media", item(content, "accepted"));
  spoken said = call({"media", "add", path});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(arrived == content);
  EXPECT_GE(pauses, 1);
  EXPECT_LE(puts, 5) << "each request brings all that is left; libcurl repeats the one without a reply";
  EXPECT_GT(resumed_at, 0U) << "what had arrived before the cut is not sent again";
}

TEST_F(media, an_earlier_try_is_taken_up) {
  std::string path = file("a.png", "picture");
  expect_upload_of("picture");
  arrived = "pic";
  daemon.on("POST /v1/media", item("picture", "accepted"));
  ASSERT_EQ(call({"media", "add", path}).code, 0);
  for (const heard& h : daemon.stop()) {
    if (h.method == "PUT") {
      EXPECT_EQ(h.headers.at("content-range"), "bytes 3-6/7");
      EXPECT_EQ(h.body, "ture");
    }
  }
}

TEST_F(media, a_daemon_that_stays_away_during_an_upload_is_given_up_with_3) {
  std::string path = file("a.png", "picture");
  expect_upload_of("picture");
  refuse_next = 1000;
  spoken said = call({"media", "add", path, "--json"});
  EXPECT_EQ(said.code, 3);
  EXPECT_EQ(puts, upload_tries);
  EXPECT_THAT(std::string(said.document().at(0).at("reason").as_string()), HasSubstr("busy with x"));
}

TEST_F(media, bytes_that_never_arrive_end_too) {
  std::string path = file("a.png", "picture");
  std::string upload_path = "/v1/uploads/" + sha256(std::string_view("picture")).hex();
  for (const char* method : {"GET ", "PUT "})
    daemon.on(method + upload_path, "{\"arrived\":0,\"complete\":false}");
  EXPECT_EQ(call({"media", "add", path}).code, 3);
}

TEST_F(media, a_refused_file_is_one_line_and_exit_1_and_the_others_go_on) {
  std::string good = file("good.png", "good"), bad = file("bad.png", "bad");
  expect_upload_of("good");
  daemon.on("GET /v1/uploads/" + sha256(std::string_view("bad")).hex(), "{\"arrived\":3,\"complete\":true}");
  daemon.on("POST /v1/media", [](const heard& h) {
    if (h.body.find("bad.png") == std::string::npos) return answer{200, item("good", "accepted")};
    return answer{422, problem("invalid", "{} is no picture", "bad.png", "save it as PNG")};
  });
  spoken said = call({"media", "add", bad, good, "--json"});
  EXPECT_EQ(said.code, 1);
  json::value v = said.document();
  EXPECT_EQ(v.at(0).at("status"), "rejected");
  EXPECT_EQ(v.at(0).at("reason"), "bad.png is no picture — save it as PNG");
  EXPECT_EQ(v.at(0).at("media"), nullptr);
  EXPECT_EQ(v.at(1).at("status"), "accepted");
}

TEST_F(media, links_pipes_and_empty_files_are_refused_without_a_word_to_the_daemon) {
  std::string target = file("target.jpg", "picture");
  std::string link = daemon.folder() / "lien-ket.jpg", pipe = daemon.folder() / "pipe";
  std::filesystem::create_symlink("target.jpg", link);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  spoken said =
      call({"media", "add", link, pipe, file("empty.mp4", ""), daemon.folder() / "none.png", "--json"});
  EXPECT_EQ(said.code, 1);
  json::value v = said.document();
  ASSERT_EQ(v.as_array().size(), 4U);
  const char* reasons[] = {"symbolic link", "no file but a pipe", "is empty", "there is no file"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(v.at(i).at("status"), "rejected");
    EXPECT_THAT(std::string(v.at(i).at("reason").as_string()), HasSubstr(reasons[i]));
  }
  EXPECT_TRUE(daemon.stop().empty());
}

TEST_F(media, subtitles_are_loaded_with_the_files) {
  for (const char* content : {"film", "words"}) {
    daemon.on("GET /v1/uploads/" + sha256(std::string_view(content)).hex(),
              "{\"arrived\":0,\"complete\":true}");
  }
  daemon.on("POST /v1/media", [](const heard& h) {
    bool words = h.body.find(sha256("words").hex()) != std::string::npos;
    std::string made = item(words ? "words" : "film", "accepted");
    if (!words) return answer{200, made};
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"\"image\"", "\"subtitles\""}, {"1920", "0"}, {"1080", "0"}}) {
      made.replace(made.find(from), from.size(), to);
    }
    return answer{200, made};
  });
  spoken said =
      call({"media", "add", "--json", file("a.mp4", "film"), "--subtitles", file("a.srt", "words")});
  EXPECT_EQ(said.code, 0) << said.err;
  json::value v = said.document();
  ASSERT_EQ(v.as_array().size(), 2U);
  EXPECT_EQ(v.at(1).at("kind"), "subtitles");
  EXPECT_EQ(v.at(1).at("sha256"), json::string(sha256("words").hex()));
}

TEST_F(media, list_and_show_print_in_the_site_s_zone) {
  daemon.on(
      "GET /v1/site",
      "{\"daemon_key\":\"" + std::string(64, '1') +
          "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"Asia/Ho_Chi_Minh\"}");
  daemon.on("GET /v1/media", "[" + item("picture", "accepted") + "]");
  std::string id = sha256(std::string_view("picture")).hex().substr(0, 12);
  daemon.on("GET /v1/media/items/" + id, item("picture", "accepted"));
  EXPECT_EQ(call({"media", "list", "--json"}).document().at(0).at("added"), "2026-10-10T07:00:00.000+07:00");
  EXPECT_THAT(call({"media", "list"}).out, HasSubstr("2026-10-10 07:00:00"));
  EXPECT_EQ(call({"media", "show", id, "--json"}).document().at("files").at(0).at("bytes"), 7);
  EXPECT_EQ(call({"media", "show", "../../x"}).code, 1);
}

TEST_F(media, nonsense_from_the_daemon_is_an_error_and_no_crash) {
  daemon.on("GET /v1/site",
            "{\"daemon_key\":\"" + std::string(64, '1') +
                "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"Nowhere/Land\"}");
  std::vector<std::string> bodies{
      "", "{", "{}", "[1]", "[{}]", "[{\"id\":1}]", "null", std::string(100, '['), "\xFF"};
  std::size_t turn = 0;
  daemon.on("GET /v1/media", [&](const heard&) { return answer{200, bodies[turn]}; });
  for (turn = 0; turn < bodies.size(); ++turn) {
    spoken said = call({"media", "list", "--json"});
    EXPECT_EQ(said.code, 1) << bodies[turn];
    EXPECT_TRUE(said.document().as_object().contains("error"));
  }
}

TEST_F(media, a_full_disk_at_the_daemon_rejects_the_file_at_once_and_goes_on_with_the_next) {
  std::string path = "/v1/uploads/" + sha256("large").hex();
  daemon.on("GET " + path, [](const heard&) { return answer{200, "{\"arrived\":0,\"complete\":false}"}; });
  daemon.on("PUT " + path, [this](const heard&) {
    ++puts;
    return answer{507, problem("io", "no room for {}", "x", "free some space")};
  });
  spoken said = call({"media", "add", "--json", file("large.png", "large"), "/nowhere/b\xff.png"});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(puts, 1);
  json::value v = said.document();
  ASSERT_EQ(v.as_array().size(), 2U);
  EXPECT_EQ(v.at(0).at("status"), "rejected");
  EXPECT_EQ(v.at(0).at("reason"), "no room for x — free some space");
  // A name that is not UTF-8 must not make the document unreadable.
  EXPECT_EQ(v.at(1).at("file"), "/nowhere/b\xEF\xBF\xBD.png");
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
