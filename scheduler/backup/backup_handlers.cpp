#include "scheduler/backup/backup_handlers.hpp"

#include <fmt/format.h>

namespace bangtin::scheduler::backup {

namespace admin = wire::admin;

namespace {

constexpr std::uint64_t max_configuration_bytes = 1 << 20;
constexpr std::size_t min_passphrase_bytes = 8;

std::optional<error> wrong_order(const admin::backup_order& o, const http::peer& from) {
  if (o.passphrase.empty()) return std::nullopt;
  if (!from.admin) {
    return error{errc::forbidden, msg("private keys do not leave the daemon's machine over the network"),
                 msg("make the backup on the daemon's machine, or without --with-keys")};
  }
  if (o.passphrase.size() < min_passphrase_bytes) {
    return error{errc::usage, msg("the passphrase has fewer than 8 characters"), msg("choose a longer one")};
  }
  return std::nullopt;
}

ledger::audit_line line_about(const admin::backup_facts& f, bool with_keys, const std::string& who,
                              utc_ms now) {
  return {now, who,
          fmt::format("backup made: {} bytes of ledger up to line {} of this log, {} media files{}",
                      f.ledger_bytes, f.audit_number, f.objects.size(),
                      with_keys ? ", with the private keys" : ""),
          "backup"};
}

}  // namespace

result<std::string> read_configuration(const std::filesystem::path& file) {
  if (file.empty()) return std::string();
  result<std::string> text = read_file(file, max_configuration_bytes);
  if (!text && text.error().code == errc::not_found) return std::string();
  return text;
}

std::vector<http::endpoint> backup_handlers::rows(deps d) {
  auto self = std::make_shared<backup_handlers>(std::move(d));
  return {{.method = "POST",
           .pattern = "/v1/backups",
           .who = http::access::site_operator,
           .body = http::body_use::whole,
           .max_body_bytes = api::max_small_body_bytes,
           .summary = "make a copy of the site to be fetched",
           .doc = {.id = "make_backup",
                   .tag = "site",
                   .takes = api::json_body<admin::backup_order>(),
                   .answers = {{200, "it waits to be fetched", api::json_body<admin::prepared_backup>(), {}}},
                   .refusals = {403, 409, 422}},
           .handle = api::to(self, &backup_handlers::prepare)},
          {.method = "GET",
           .pattern = "/v1/backups/{id}",
           .who = http::access::site_operator,
           .summary = "the ledger of the copy that was made last, once",
           .doc = {.id = "get_backup_ledger",
                   .tag = "site",
                   .answers = {{200, "an SQLite database", {"application/octet-stream"}, {}}},
                   .refusals = {404}},
           .handle = api::to(self, &backup_handlers::get_ledger)}};
}

api::handled backup_handlers::prepare(http::request& r) {
  result<admin::backup_order> order = admin::decode_request<admin::backup_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  if (auto bad = wrong_order(*order, r.from)) co_return http::problem_reply(*bad);
  waiting_.reset();
  result<snapshot> made = co_await deps_.snapshots.make();
  if (!made) co_return http::problem_reply(made.error());
  admin::prepared_backup answer;
  result<std::string> configuration =
      co_await deps_.disk.run([&] { return read_configuration(deps_.configuration); });
  if (!configuration) co_return http::problem_reply(configuration.error());
  if (!order->passphrase.empty()) {
    auto keys = co_await deps_.disk.run([&] { return keys_in(deps_.data, order->passphrase); });
    if (!keys) co_return http::problem_reply(keys.error());
    answer.keys = std::move(*keys);
  }
  answer.id = random_hex(16);
  answer.configuration = std::move(*configuration);
  answer.facts = std::move(made->facts);
  const ledger::audit_line line =
      line_about(answer.facts, !answer.keys.empty(), r.from.who, deps_.clock.now().utc);
  auto written = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
  if (!written) co_return http::problem_reply(written.error());
  waiting_id_ = answer.id;
  waiting_ =
      http::file_slice{std::move(made->ledger), 0, static_cast<std::uint64_t>(answer.facts.ledger_bytes)};
  co_return http::json_reply(admin::encode(answer));
}

api::handled backup_handlers::get_ledger(http::request& r) {
  if (!waiting_ || r.captured[0] != waiting_id_) {
    co_return http::problem_reply({errc::not_found, msg("this backup does not wait any more"),
                                   msg("make another one with \"bangtin backup\"")});
  }
  http::reply answer;
  answer.content_type = "application/octet-stream";
  answer.headers = {{"Cache-Control", "no-store"}};
  answer.body = *waiting_;
  if (r.method == "GET") waiting_.reset();
  co_return answer;
}

}  // namespace bangtin::scheduler::backup
