// The daemon is not trusted: the first signature is verified before anybody adds theirs.
#include "admin-cli/commands/second_signature.hpp"

#include "admin-cli/views/status_table.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

using playlists::programme::programme;

result<std::optional<published_programme>> get_waiting(wire::http_client& daemon) {
  return get_published(daemon, "waiting");
}

bool same_content(const programme& a, const programme& b) {
  programme other = b;
  other.version = a.version;
  other.issued = a.issued;
  other.expires = a.expires;
  other.now = a.now;
  return playlists::text::to_bytes(a) == playlists::text::to_bytes(other);
}

result<std::optional<published_programme>> find_waiting(session& s, const admin::site& where,
                                                        const programme& wanted, std::int64_t published) {
  using answer = std::optional<published_programme>;
  if (!where.waiting) return answer();
  result<answer> waiting = get_waiting(s.daemon);
  if (!waiting) return waiting.error();
  if (!*waiting || (*waiting)->value.version != published + 1) return answer();
  if (same_content((*waiting)->value, wanted)) return waiting;
  s.out.note(
      tr("{} has signed something else as version {}. Your signature takes its place, and then another "
         "approver has to sign that.",
         where.waiting->approver, where.waiting->version));
  return answer();
}

void print_waiting_facts(session& s, const admin::waiting_programme& w, const std::string& timezone) {
  s.out.text(tr("{} signed this as version {} on {}; it waits for the signature of another approver.",
                w.approver, w.version, views::local_time(w.issued, timezone)));
}

void note_waiting(session& s) {
  result<admin::site> where = get_site(s.daemon);
  if (where && where->waiting) s.out.note(views::waiting_line(*where->waiting));
}

result<void> check_second(const published_programme& waiting, const approver& who) {
  result<wire::verified_programme> good = wire::verify(waiting.note, who.root, waiting.value.version);
  if (!good) return good.error();
  if (wire::signers_of(waiting.note).first != who.key.public_part()) return {};
  return error{
      errc::conflict,
      msg("{} has signed version {} already, and another approver must sign it too", good->approver,
          waiting.value.version),
      msg("have the other approver call \"bangtin approve --key FILE\" with their own key; to sign something "
          "else, first drop this with \"bangtin approve --withdraw\"")};
}

}  // namespace bangtin::admin_cli::commands
