#include "scheduler/alerts/alert_delivery.hpp"

#include "scheduler/alerts/mail_text.hpp"
#include "scheduler/alerts/run_command.hpp"

namespace bangtin::scheduler::alerts {

namespace {

result<void> send_mail(const alert_setup& setup, const alert_message& m, std::stop_token stop) {
  std::error_code failed;
  if (!std::filesystem::exists(setup.sendmail, failed)) {
    return error{errc::not_found, msg("there is no mail program {}", setup.sendmail.string()),
                 msg("install and set up one: sudo apt install msmtp-mta")};
  }
  // Addresses are arguments, so no header can add one. -i: a line with one dot is no end.
  command_run run{{setup.sendmail.string(), "-i", "--"}, {}, {}, setup.timeout};
  run.argv.insert(run.argv.end(), setup.mail.begin(), setup.mail.end());
  run.input = mail_text(setup.mail, setup.from, m.id, m.subject, m.text);
  return run_command(run, std::move(stop));
}

std::optional<error> outcome(const result<void>& done, delivery& d) {
  if (!done) return done.error();
  d.told = true;
  return std::nullopt;
}

}  // namespace

delivery deliver(const alert_setup& setup, const alert_message& m, std::stop_token stop) {
  delivery d;
  if (!setup.command.empty()) {
    d.command =
        outcome(run_command({{setup.command.string()}, m.environment, m.json, setup.timeout}, stop), d);
  }
  if (!setup.mail.empty()) d.mail = outcome(send_mail(setup, m, stop), d);
  return d;
}

}  // namespace bangtin::scheduler::alerts
