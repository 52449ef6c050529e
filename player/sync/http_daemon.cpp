// daemon_api over wire::http_client. docs/http.md describes the routes.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <limits>

#include "base/json.hpp"
#include "base/text.hpp"
#include "player/sync/client_pool.hpp"
#include "player/sync/daemon_api.hpp"
#include "wire/daemon_time.hpp"
#include "wire/event_stream.hpp"
#include "wire/http_client.hpp"
#include "wire/problem.hpp"
#include "wire/retry_after.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

namespace {

using namespace std::chrono_literals;

// A transfer that stays below this rate for this time is given up, and what follows it gets its turn.
constexpr long min_bytes_per_s = 1024;
constexpr std::chrono::seconds crawl_timeout{20};
constexpr std::size_t max_programme_bytes = 64 * 1024 * 1024;
constexpr std::size_t max_calls_bytes = 32 * 1024 * 1024;
constexpr std::chrono::minutes max_programme_time{10};  // for its bytes, in addition to the long poll
constexpr std::chrono::minutes max_batch_time{5};

// A screen's name may have spaces, accents and any other character.
std::string path_of(const std::string& screen, std::string_view rest) {
  return fmt::format("/v1/screens/{}/{}", wire::percent_encoded(screen), rest);
}

class over_http final : public daemon_api {
 public:
  over_http(std::shared_ptr<client_pool> pool, std::function<bool()> stop, std::int64_t max_bytes_per_s)
      : stop_(stop ? std::move(stop) : [] { return false; }),
        client_(std::move(pool), stop_),
        max_bytes_per_s_(max_bytes_per_s) {}

  std::string shown_authority() const override { return client_.shown_authority(); }

  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override {
    auto got = client_.send(request("POST", "/v1/pairing-requests", wire::to_json(r)));
    if (!got) return got.error();
    if (got->status == 202) return 0;
    std::optional<std::int64_t> number = got->status == 409 ? number_in(got->body, "number") : std::nullopt;
    if (number) return *number;
    return wire::from_problem(got->status, got->body);
  }

  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen,
                                                            const digest& token_sha256) override {
    auto got = client_.call(request(
        "GET", fmt::format("/v1/pairing-requests/{}?token={}&pairing=2", screen.hex(), token_sha256.hex())));
    if (!got) return got.error();
    if (got->status != 200) return std::optional<wire::pairing_grant>();
    auto grant = wire::pairing_grant_from_json(got->body);
    if (!grant) return grant.error();
    return std::optional(std::move(*grant));
  }

  result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                          const std::optional<digest>& known,
                                                          std::chrono::seconds wait) override {
    using answer = std::optional<wire::signed_programme>;
    wire::request r = request("GET", path_of(screen, fmt::format("programme?wait={}", wait.count())));
    if (known) r.headers["If-None-Match"] = '"' + known->hex() + '"';
    r.timeout = wait + max_programme_time;
    r.stall = wait + crawl_timeout;
    r.max_reply_bytes = max_programme_bytes;
    auto got = ask_with_trust(r);
    if (!got && got.error().code == errc::not_found && !known) return answer();
    if (!got && client_.crawled()) return crawls(got.error());
    if (!got && client_.received() > max_programme_bytes) return endless(max_programme_bytes);
    bool ended = !got && (got.error().code == errc::unreachable || got.error().code == errc::limit);
    if (ended && client_.received() > 0 && !stop_()) return broke_off(client_.received());
    if (!got) return got.error();
    if (got->status != 200) return answer();
    auto parsed = wire::signed_programme_from_json(got->body);
    if (!parsed) return error{errc::invalid, parsed.error().what, parsed.error().remedy};
    return answer(std::move(*parsed));
  }

  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override {
    wire::request r = request("GET", "/v1/media/" + file.hex());
    if (from > 0) r.headers["Range"] = fmt::format("bytes={}-", from);
    bool again = std::find(answered_.begin(), answered_.end(), file) != answered_.end();
    if (again) r.headers["Cache-Control"] = "no-cache";
    r.timeout = 0ms;  // a large file may take any time
    r.stall = crawl_timeout;
    r.sink = sink;
    r.max_bytes_per_s = max_bytes_per_s_;
    result<void> got = only_success(r);
    if (!got && client_.crawled()) return crawls(got.error());
    bool unanswered = !got && (got.error().code == errc::unreachable || got.error().code == errc::not_found);
    if (!unanswered && !again) note_answered(file);
    return got;
  }

  result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) override {
    wire::request r = request("POST", path_of(screen, "plays"), wire::to_body(b));
    r.content_type = "application/x-ndjson";
    r.timeout = max_batch_time;
    auto got = ask_for_receipt(r);
    if (!got) return got.error();
    if (got->status == 409) {
      if (std::optional<fork_found> fork = fork_in(got->body)) return plays_answer(std::move(*fork));
      if (std::optional<std::int64_t> seq = number_in(got->body, "expected_seq"))
        return plays_answer(expected_seq{*seq});
    }
    if (got->status != 200) return wire::from_problem(got->status, got->body);
    auto receipt = wire::receipt_from_json(got->body);
    if (!receipt) return receipt.error();
    return plays_answer(std::move(*receipt));
  }

  result<newest_receipt> last_receipt(const std::string& screen, const std::string& log) override {
    auto got = ask_for_receipt(request("GET", path_of(screen, "plays/receipt?log=" + log)));
    if (!got) return got.error();
    if (got->status != 200) return wire::from_problem(got->status, got->body);
    result<json::value> v = parse_json(got->body);
    if (!v) return v.error();
    newest_receipt n;
    json_reader f(*v);
    n.log = f.optional_text("log", 32).value_or("");
    n.tip = f.integer("tip", 0, std::numeric_limits<std::int64_t>::max());
    const json::value& receipt = f.any("receipt");
    if (std::optional<error> bad = f.finish()) return *bad;
    if (!receipt.is_null()) {
      n.receipt = note_in(receipt);
      if (!n.receipt) return unreadable_receipt();
    }
    return n;
  }

  std::int64_t evidence_format() const override { return evidence_format_; }
  std::optional<milliseconds> asked_to_wait() const override { return asked_to_wait_; }

  result<wire::screen_commands> calls(const std::string& screen, std::int64_t after,
                                      std::chrono::seconds wait) override {
    wire::request r =
        request("GET", path_of(screen, fmt::format("calls?after={}&wait={}", after, wait.count())));
    r.timeout = wait + 60s;
    r.stall = wait + crawl_timeout;
    r.max_reply_bytes = max_calls_bytes;
    auto got = ask_with_trust(r);
    if (!got && client_.received() > max_calls_bytes) return endless(max_calls_bytes);
    if (!got) return got.error();
    return wire::screen_calls_from_json(got->body);
  }

  result<void> hold_channel(const std::string& screen, const channel_question& q,
                            const std::function<result<void>(const wire::stream_event&)>& hear) override {
    wire::request r = request("GET", path_of(screen, fmt::format("channel?after={}", q.after)));
    r.headers["Accept"] = wire::event_stream_type;
    if (!q.last_id.empty()) r.headers["Last-Event-ID"] = q.last_id;
    r.headers[std::string(wire::trust_header)] = std::to_string(q.trust);
    r.timeout = 0ms;
    r.stall = 0s;  // it counts only whole seconds with bytes; the heartbeat is rarer
    auto last_byte = std::chrono::steady_clock::now();
    std::uint64_t came = 0;
    std::optional<error> ended;
    wire::event_stream_reader reader(wire::max_channel_event_bytes);
    const auto take = [&](const wire::stream_event& e) {
      if (e.type == wire::channel_events::authority) client_.authority_named(e.data);
      if (result<void> heard = hear(e); !heard && !ended) ended = heard.error();
    };
    r.sink = [&](std::string_view piece) {
      last_byte = std::chrono::steady_clock::now();
      came += piece.size();
      const bool endless_event = !reader.feed(piece, take);
      if (endless_event || came > max_calls_bytes) ended = endless(max_calls_bytes);
      return !ended;
    };
    r.cancelled = [&] {
      return stop_() || std::chrono::steady_clock::now() - last_byte > wire::channel_silence;
    };
    auto got = client_.call(r);
    if (ended) return *ended;
    if (!got) return got.error();
    return {};
  }

  void keeps_trust(std::int64_t number) override { kept_trust_ = number; }
  std::int64_t announced_trust() const override { return announced_trust_; }
  result<wire::trust_document> trust(const std::string& screen) override {
    auto got = client_.call(request("GET", path_of(screen, "trust")));
    if (!got) return got.error();
    return wire::trust_from_json(got->body);
  }

  result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) override {
    return only_success(request("POST", path_of(screen, "acknowledgements"), wire::to_json(a)));
  }

  result<void> send_screenshot(const std::string& screen, std::int64_t request_number,
                               const std::string& jpeg) override {
    wire::request r = request("POST", path_of(screen, fmt::format("shot?wish={}", request_number)), jpeg);
    r.content_type = "image/jpeg";
    return only_success(r);
  }

  result<std::int64_t> send_status(const std::string& screen, const wire::screen_status& s,
                                   std::int64_t format) override {
    auto got = answer_to(request("POST", path_of(screen, "status"), wire::to_json(s, format)));
    if (!got) return got.error();
    if (got->status >= 400) return wire::from_problem(got->status, got->body);
    auto announced = got->headers.find(lower_case(wire::status_format_header));
    if (announced == got->headers.end()) return 1;
    return parse_integer(announced->second, 1, 1'000'000).value_or(1);
  }

  result<evidence::signed_text> time(const std::string& nonce) override {
    wire::request r = request("GET", "/v1/time?nonce=" + nonce);
    r.timeout = 15s;  // a later answer says too little
    auto got = client_.call(r);
    if (!got) return got.error();
    return wire::time_from_json(got->body);
  }

 private:
  wire::request request(std::string method, std::string path, std::string body = {}) const {
    wire::request r;
    r.method = std::move(method);
    r.path = std::move(path);
    r.body = std::move(body);
    r.cancelled = stop_;
    r.min_bytes_per_s = min_bytes_per_s;
    return r;
  }
  // Sends it, and remembers whether the answer asks to wait.
  result<wire::reply> answer_to(const wire::request& r) {
    asked_to_wait_.reset();
    auto got = client_.send(r);
    if (!got) return got;
    const utc_ms now = system_clock_source().now().utc;
    asked_to_wait_ =
        wire::retry_after(got->status, got->headers, std::chrono::floor<std::chrono::seconds>(now));
    return got;
  }
  // A question which says what site statement this screen keeps. The answer may announce a newer one.
  result<wire::reply> ask_with_trust(wire::request& r) {
    r.headers[std::string(wire::trust_header)] = std::to_string(kept_trust_);
    announced_trust_ = 0;
    auto got = client_.call(r);
    if (!got) return got;
    auto announced = got->headers.find(lower_case(wire::trust_header));
    if (announced != got->headers.end())
      announced_trust_ = parse_integer(announced->second, 1, wire::max_trust_number).value_or(0);
    return got;
  }
  static error endless(std::size_t max_bytes) {
    return {errc::verification,
            msg("the daemon's answer does not end: more than {} MB came", max_bytes / 1'000'000),
            msg("look at the daemon and at what stands between it and this screen; the programme before "
                "plays on")};
  }
  // Both sides say what they read.
  result<wire::reply> ask_for_receipt(wire::request r) {
    r.headers[std::string(wire::evidence_format_header)] = std::to_string(wire::evidence_format);
    evidence_format_ = 0;
    auto got = answer_to(r);
    if (!got) return got;
    auto announced = got->headers.find(lower_case(wire::evidence_format_header));
    if (announced != got->headers.end()) {
      evidence_format_ = parse_integer(announced->second, 1, 1'000'000).value_or(1);
    } else if (got->status == 200 || got->status == 404 || got->status == 409) {
      evidence_format_ = 1;  // an older daemon; anything else may come from a proxy
    }
    return got;
  }
  static error unreadable_receipt() {
    return {errc::invalid, msg("the daemon's receipt cannot be read"),
            msg("check that the address is that of bangtind, and look into its log")};
  }
  static std::optional<evidence::signed_text> note_in(const json::value& v) {
    json_reader f(v);
    evidence::signed_text note{f.text("text"), {}};
    std::optional<signature> made = signature::from(f.text("signature", 128));
    if (f.finish() || !made) return std::nullopt;
    note.signature = *made;
    return note;
  }
  static std::optional<fork_found> fork_in(std::string_view body) {
    result<json::value> v = parse_json(body);
    if (!v || !v->is_object()) return std::nullopt;
    const json::value* fork = v->get_object().if_contains("fork");
    if (fork == nullptr || !fork->is_bool() || !fork->get_bool()) return std::nullopt;
    const json::value* receipt = v->get_object().if_contains("receipt");
    return fork_found{receipt == nullptr ? std::nullopt : note_in(*receipt)};
  }
  // Who asks for the same file once more got other bytes than it needs; a cache on the way may have damaged
  // them, and must not answer again.
  void note_answered(const digest& file) {
    constexpr std::size_t max_remembered = 256;
    if (answered_.size() == max_remembered) answered_.pop_front();
    answered_.push_back(file);
  }
  static error crawls(error e) {
    e.code = errc::limit;
    return e;
  }
  static error broke_off(std::uint64_t bytes) {
    return {errc::io,
            msg("the daemon names a programme and does not send it to its end; {} bytes came", bytes),
            msg("check the network between this screen and the daemon")};
  }
  result<void> only_success(const wire::request& r) {
    auto got = client_.call(r);
    if (!got) return got.error();
    return {};
  }
  // The positive number that a problem document has under this key.
  static std::optional<std::int64_t> number_in(std::string_view body, std::string_view key) {
    result<json::value> v = parse_json(body);
    if (!v || !v->is_object()) return std::nullopt;
    const json::value* number = v->get_object().if_contains(key);
    if (number == nullptr || !number->is_int64() || number->get_int64() < 1) return std::nullopt;
    return number->get_int64();
  }

  std::function<bool()> stop_;
  pooled_client client_;
  std::int64_t max_bytes_per_s_;
  std::int64_t evidence_format_ = 0;
  std::int64_t kept_trust_ = 0, announced_trust_ = 0;
  std::optional<milliseconds> asked_to_wait_;
  std::deque<digest> answered_;  // files of which an answer came to its end, the newest last
};

}  // namespace

std::unique_ptr<daemon_api> http_daemon(const daemon_address& where, const std::string& token,
                                        std::function<bool()> stop, std::int64_t max_bytes_per_s,
                                        std::shared_ptr<client_pool> pool) {
  if (!pool) pool = std::make_shared<client_pool>(where, token);
  return std::make_unique<over_http>(std::move(pool), std::move(stop), max_bytes_per_s);
}

}  // namespace bangtin::player::sync
