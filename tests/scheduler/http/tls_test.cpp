// The daemon's listener over TLS: who gets in, who is refused, and what a hostile or slow client costs.
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "base/files.hpp"
#include "scheduler/app/opening.hpp"
#include "scheduler/site.hpp"
#include "wire/http_client.hpp"

namespace bangtin::scheduler::test {
namespace {

// A client that speaks TLS and accepts any certificate.
class tls_client {
 public:
  explicit tls_client(std::uint16_t port, int version = TLS1_3_VERSION) : plain_(port) {
    SSL_CTX_set_max_proto_version(context_.get(), version);
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), plain_.descriptor());
    stands_ = SSL_connect(tls_.get()) == 1;
  }
  bool stands() const { return stands_; }
  std::string version() const { return SSL_get_version(tls_.get()); }
  // When the server's certificate ends, as OpenSSL compares it with this time.
  bool certificate_holds_at(utc_ms at) const {
    std::unique_ptr<X509, void (*)(X509*)> c(SSL_get1_peer_certificate(tls_.get()), X509_free);
    std::time_t t = static_cast<std::time_t>(to_unix_ms(at) / 1000);
    return X509_cmp_time(X509_get0_notBefore(c.get()), &t) < 0 &&
           X509_cmp_time(X509_get0_notAfter(c.get()), &t) > 0;
  }
  void send(std::string_view bytes) { SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  // Up to `most` bytes; empty at the end.
  std::string read(std::size_t most = 64 * 1024) {
    std::string text(most, '\0');
    const int n = SSL_read(tls_.get(), text.data(), static_cast<int>(text.size()));
    return n > 0 ? text.substr(0, static_cast<std::size_t>(n)) : "";
  }
  std::string read_all() {
    std::string all;
    for (std::string piece = read(); !piece.empty(); piece = read()) all += piece;
    return all;
  }
  raw_client& plain() { return plain_; }

 private:
  raw_client plain_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  std::unique_ptr<SSL, void (*)(SSL*)> tls_{nullptr, SSL_free};
  bool stands_ = false;
};

class over_tls : public site {
 protected:
  over_tls() { setup_.speaks = app::transport::tls; }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port()); }
  std::string authority() const { return *read_file(setup_.data / "tls-authority.pem", 8192); }
  wire::http_client client(const std::string& token = "") {
    wire::http_client c(url(), "", token);
    c.set_trust({.authority = authority()});
    return c;
  }
  static wire::request get(const std::string& path) {
    wire::request r;
    r.path = path;
    return r;
  }
  void ask_to_pair(const fake_screen& s) {
    wire::request r = get("/v1/pairing-requests");
    r.method = "POST";
    r.body = wire::to_json(s.pairing_request());
    EXPECT_EQ(client().send(r).value().status, 202);
  }
  // A figure of /metrics, with its name.
  std::string figure(const std::string& name) {
    const std::string text = admin("GET", "/metrics").body;
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? "" : text.substr(at, text.find('\n', at + 1) - at);
  }
};

TEST_F(over_tls, answers_under_its_own_authority_whatever_its_address_is_called) {
  start();
  for (const char* host : {"127.0.0.1", "localhost", "another-name.localhost"}) {
    wire::http_client c("https://" + std::string(host) + ":" + std::to_string(port()), "", "");
    c.set_trust({.authority = authority()});
    result<wire::reply> got = c.call(get("/healthz"));
    ASSERT_TRUE(got) << host << describe(got.error());
    EXPECT_NE(got->body.find("\"ok\""), std::string::npos);
  }
}

TEST_F(over_tls, is_not_believed_by_who_knows_another_authority_or_only_the_systems) {
  start();
  wire::http_client c(url(), "", "secret");
  for (const wire::tls_trust& t : {wire::tls_trust{.authority = tls::authority::make(clock_.now().utc).pem()},
                                   wire::tls_trust{}, wire::tls_trust{.authority = "no certificate"}}) {
    c.set_trust(t);
    result<wire::reply> got = c.send(get("/healthz"));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::verification);
    EXPECT_TRUE(c.distrusted());
  }
  c.set_trust({.first_contact = true});
  ASSERT_TRUE(c.send(get("/healthz")));
  EXPECT_EQ(c.shown_authority(), authority());
}

TEST_F(over_tls, speaks_tls_1_3_only) {
  start();
  EXPECT_FALSE(tls_client(port(), TLS1_2_VERSION).stands());
  tls_client now(port());
  ASSERT_TRUE(now.stands());
  EXPECT_EQ(now.version(), "TLSv1.3");
}

TEST_F(over_tls, tells_who_speaks_plain_http_what_to_do) {
  start();
  raw_client c(port());
  c.send(request_text("GET", "/healthz"));
  const answer a = c.read();
  EXPECT_EQ(a.status, 400);
  EXPECT_NE(a.body.find("https://"), std::string::npos) << a.body;
  EXPECT_EQ(a.headers.at("bangtin-transport"), "https");
  c.cut();
  raw_client noise(port());
  noise.send(std::string("\x80\x01garbage", 9));
  EXPECT_TRUE(noise.ended());
}

TEST_F(over_tls, gives_a_handshake_and_the_first_header_one_deadline) {
  setup_.waits.header = milliseconds(300);
  start();
  for (const std::string& begun :
       {std::string(), std::string("\x16"), std::string("\x16\x03\x01\x02\x00\x01", 6)}) {
    raw_client c(port());
    c.send(begun);
    EXPECT_TRUE(c.ended()) << begun.size();
  }
  tls_client silent(port());
  ASSERT_TRUE(silent.stands());
  EXPECT_EQ(silent.read_all(), "") << "no header comes";
  bool is_served = false;  // a busy machine may need longer than the deadline for a handshake of its own
  for (int attempt = 0; attempt < 20 && !is_served; ++attempt)
    is_served = static_cast<bool>(client().call(get("/healthz")));
  EXPECT_TRUE(is_served) << "others are served";
}

TEST_F(over_tls, survives_a_record_that_is_cut_and_one_that_is_no_tls) {
  start();
  for (const std::string& rest :
       {std::string("\x17\x03\x03\x01\x00half", 9), std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("\x17\x03\x03\xff\xff") + std::string(70'000, 'x')}) {
    tls_client c(port());
    ASSERT_TRUE(c.stands());
    c.send(request_text("GET", "/healthz"));
    EXPECT_NE(c.read().find("200 OK"), std::string::npos);
    c.plain().send(rest);
    c.plain().cut();
  }
  EXPECT_TRUE(client().call(get("/healthz")));
}

TEST_F(over_tls, sends_whole_files_and_whole_bodies) {
  start();
  std::string bytes(3'000'017, 'a');
  for (std::size_t i = 0; i < bytes.size(); i += 997) bytes[i] = static_cast<char>('b' + i % 20);
  const auto file = store(bytes);
  wire::http_client c = client();
  EXPECT_EQ(c.call(get("/v1/media/" + file.sha256.hex())).value().body, bytes);
  wire::request part = get("/v1/media/" + file.sha256.hex());
  part.headers["Range"] = "bytes=100000-300000";
  EXPECT_EQ(c.call(part).value().body, bytes.substr(100'000, 200'001));
  EXPECT_GT(c.call(get("/v1/openapi.json")).value().body.size(), 20'000U) << "more than one record";
}

TEST_F(over_tls, lets_go_of_who_does_not_read) {
  setup_.waits.piece = milliseconds(200);
  start();
  const auto file = store(std::string(16'000'000, 'x'));
  tls_client slow(port());
  ASSERT_TRUE(slow.stands());
  slow.send(request_text("GET", "/v1/media/" + file.sha256.hex()));
  EXPECT_EQ(slow.read(9), "HTTP/1.1 ");
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (figure("bangtin_connections_newcomers") != "\nbangtin_connections_newcomers 0" &&
         std::chrono::steady_clock::now() < patience) {
    std::this_thread::yield();
  }
  EXPECT_EQ(figure("bangtin_connections_newcomers"), "\nbangtin_connections_newcomers 0");
  EXPECT_LT(slow.read_all().size(), 16'000'000U);
}

TEST_F(over_tls, renews_its_certificate_while_it_serves) {
  setup_.certificate_check_every = milliseconds(5);
  start();
  const utc_ms later = clock_.now().utc + std::chrono::days(200);
  EXPECT_FALSE(tls_client(port()).certificate_holds_at(later));
  clock_.ms += std::chrono::milliseconds(std::chrono::days(200)).count();
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!tls_client(port()).certificate_holds_at(later) && std::chrono::steady_clock::now() < patience) {
  }
  EXPECT_TRUE(tls_client(port()).certificate_holds_at(later));
  EXPECT_TRUE(client().call(get("/healthz"))) << "under the same authority";
}

TEST_F(over_tls, states_its_authority_under_its_key_to_everybody) {
  start();
  auto stated = wire::stated_authority_from_json(client().call(get("/v1/authority")).value().body);
  ASSERT_TRUE(stated);
  EXPECT_EQ(stated->certificate, authority());
  const json::value where = parsed(admin("GET", "/v1/site"));
  auto key = public_key::from(where.at("daemon_key").as_string());
  auto known = wire::verify_authority(*stated, *key);
  ASSERT_TRUE(known);
  EXPECT_EQ(where.at("authority").as_string(), known->fingerprint->hex());
  EXPECT_EQ(where.at("address").as_string(), url());
  fake_screen lobby;
  ask_to_pair(lobby);
  order_pairing(lobby);
  wire::request calls = get("/v1/screens/lobby/calls?after=0");
  EXPECT_EQ(client(lobby.token).call(calls).value().headers.at("bangtin-authority"),
            std::to_string(known->number));
}

TEST_F(over_tls, hands_the_second_form_of_pairing_to_players_that_ask_for_it) {
  start();
  for (const std::optional<digest>& tag_2 : {std::optional(sha256("tag 2")), std::optional<digest>()}) {
    fake_screen s;
    s.name = tag_2 ? "lobby" : "hall";
    ask_to_pair(s);
    order_pairing(s, tag_2);
    const std::string path =
        "/v1/pairing-requests/" + s.key.public_part().hex() + "?token=" + sha256(s.token).hex();
    auto before = wire::pairing_grant_from_json(client().call(get(path)).value().body);
    auto now = wire::pairing_grant_from_json(client().call(get(path + "&pairing=2")).value().body);
    ASSERT_TRUE(before && now);
    EXPECT_FALSE(before->authority || before->tag_2)
        << "a player of before refuses fields that it does not know";
    EXPECT_EQ(now->tag, before->tag);
    EXPECT_EQ(now->tag_2, tag_2);
    EXPECT_EQ(now->authority.has_value(), tag_2.has_value());
    if (now->authority) {
      EXPECT_EQ(now->authority->certificate, authority());
    }
  }
}

TEST_F(over_tls, is_what_every_address_but_loopback_gets_unless_plain_http_is_asked_for) {
  struct row {
    const char* listen;
    app::transport speaks;
    const char* certificate;
    bool tls;
  };
  for (const row& r : {row{"127.0.0.1:8470", app::transport::by_address, "", false},
                       row{"[::1]:8470", app::transport::by_address, "", false},
                       row{"127.0.0.1:8470", app::transport::by_address, "c.pem", true},
                       row{"127.0.0.1:8470", app::transport::tls, "", true},
                       row{"0.0.0.0:8470", app::transport::by_address, "", true},
                       row{"[::]:8470", app::transport::by_address, "", true},
                       row{"10.0.0.5:8470", app::transport::by_address, "", true},
                       row{"0.0.0.0:8470", app::transport::plain_http, "", false}}) {
    app::daemon_setup s;
    s.listen = r.listen;
    s.speaks = r.speaks;
    s.certificate.certificate = r.certificate;
    EXPECT_EQ(app::speaks_tls(s).value(), r.tls) << r.listen;
  }
}

// A crowd cannot keep the cores busy with handshakes; an address of screens is not a crowd.
TEST_F(over_tls, slows_handshakes_of_an_address_until_it_shows_a_credential) {
  setup_.handshakes = {.known = {.per_s = 1, .burst = 100}, .strange = {.per_s = 1, .burst = 2}};
  setup_.waits.header = milliseconds(300);
  start();
  EXPECT_TRUE(tls_client(port()).stands());
  EXPECT_TRUE(tls_client(port()).stands());
  EXPECT_FALSE(tls_client(port()).stands()) << "its turn comes later than its deadline";
  EXPECT_NE(figure("bangtin_handshakes_slowed_total"), "\nbangtin_handshakes_slowed_total 0");
}

TEST_F(over_tls, lets_the_screens_of_one_address_come_back_all_at_once) {
  setup_.handshakes = {.known = {.per_s = 1, .burst = 100}, .strange = {.per_s = 1, .burst = 2}};
  setup_.waits.header = milliseconds(300);
  start();
  fake_screen lobby;
  ask_to_pair(lobby);
  order_pairing(lobby);
  wire::http_client screen = client(lobby.token);
  ASSERT_EQ(screen.send(get("/v1/screens/lobby/trust")).value().status, 404);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(tls_client(port()).stands()) << i;
}

}  // namespace
}  // namespace bangtin::scheduler::test
