#include <fmt/format.h>

#include "scheduler/api/handlers.hpp"

namespace bangtin::scheduler {

handled site_handlers::health(request&) {
  result<void> alive = co_await ledger.ask([](class ledger& l) { return l.ping(); });
  if (!alive) co_return problem_reply(alive.error(), 503);
  co_return json_reply({{"status", "ok"}});
}

handled site_handlers::metrics(request&) {
  std::string text;
  auto figure = [&](std::string_view name, std::string_view type, std::string_view help, auto value) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
  };
  figure("bangtin_connections_total", "counter", "Connections that were accepted.", counted.connections);
  figure("bangtin_connections_refused_total", "counter", "Connections over the limit.",
         counted.refused_connections);
  figure("bangtin_connections_open", "gauge", "Connections now.", counted.open_connections);
  figure("bangtin_received_bytes_total", "counter", "Bytes received.", counted.bytes_in);
  figure("bangtin_sent_bytes_total", "counter", "Bytes sent.", counted.bytes_out);
  figure("bangtin_records_stored_total", "counter", "Play records stored since the start.", records_stored);
  figure("bangtin_long_polls", "gauge", "Screens that wait for the next programme.", board.waiting());
  figure("bangtin_call_polls", "gauge", "Screens that wait for a notice, and staff for a screenshot.",
         calls.waiting());
  figure("bangtin_screens_paired", "gauge", "Screens that are paired.", directory.size());
  figure("bangtin_programme_version", "gauge", "Published version.",
         board.current() ? board.current()->version : 0);
  text += "# HELP bangtin_replies_total Replies by class of status.\n# TYPE bangtin_replies_total counter\n";
  for (std::size_t i = 1; i < counted.replies.size(); ++i) {
    text += fmt::format("bangtin_replies_total{{class=\"{}xx\"}} {}\n", i, counted.replies[i]);
  }
  co_return text_reply(std::move(text), "text/plain; version=0.0.4; charset=utf-8");
}

handled site_handlers::get_openapi(request&) {
  co_return text_reply(*openapi, "application/json");
}

handled site_handlers::site(request&) {
  result<std::optional<public_key>> root = co_await ledger.ask([](class ledger& l) { return l.root(); });
  if (!root) co_return problem_reply(root.error());
  json::object o;
  o["daemon_key"] = daemon.hex();
  o["root"] = *root ? json::value((*root)->hex()) : json::value();
  o["version"] = BANGTIN_VERSION;
  o["programme_version"] = board.current() ? board.current()->version : 0;
  o["timezone"] = board.zone()->timezone;
  co_return json_reply(o);
}

}  // namespace bangtin::scheduler
