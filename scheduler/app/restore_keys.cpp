#include "scheduler/app/restore_keys.hpp"

#include "base/files.hpp"
#include "base/key_passphrase.hpp"

namespace bangtin::scheduler::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_key_bytes = 64 * 1024;
const std::string daemon_key = "daemon.key";

bool is_encrypted(const std::string& pem) {
  return pem.find("ENCRYPTED PRIVATE KEY") != std::string::npos;
}

// With the passphrase, which is asked for once.
class key_opener {
 public:
  explicit key_opener(const std::function<result<std::string>()>& ask) : ask_(ask) {}

  result<std::string> open(const std::string& pem) {
    if (!is_encrypted(pem)) return pem;
    if (!typed_) {
      result<std::string> typed = ask_();
      if (!typed) return typed.error();
      typed_ = *typed;
    }
    return under_passphrase(pem, *typed_, {});
  }

 private:
  const std::function<result<std::string>()>& ask_;
  std::optional<std::string> typed_;
};

result<void> check_is(const public_key& daemon, const std::string& pem, const std::string& where) {
  result<secret_key> key = secret_key::from_pem(pem);
  if (!key) return key.error();
  if (key->public_part() == daemon) return {};
  return error{errc::verification, msg("{} is not the key of the daemon that made this backup", where),
               msg("give the daemon.key of the same site")};
}

result<key_files> given_key(const public_key& daemon, const fs::path& file, key_opener& opener) {
  result<std::string> pem = read_file(file, max_key_bytes);
  if (!pem) return pem.error();
  pem = opener.open(*pem);
  if (!pem) return pem.error();
  if (auto is = check_is(daemon, *pem, file.string()); !is) return is.error();
  return key_files{{daemon_key, *pem}};
}

result<key_files> keys_of_backup(const public_key& daemon, const key_files& sealed, key_opener& opener) {
  key_files all;
  for (const auto& [name, pem] : sealed) {
    result<std::string> plain = opener.open(pem);
    if (!plain) return plain.error();
    if (name == daemon_key) {
      if (auto is = check_is(daemon, *plain, name); !is) return is.error();
    }
    all.emplace(name, std::move(*plain));
  }
  return all;
}

// Of a folder whose daemon is that of the backup; else nothing.
result<key_files> keys_of_folder(const public_key& daemon, const fs::path& data) {
  result<std::string> pem = read_file(data / daemon_key, max_key_bytes);
  if (!pem || !check_is(daemon, *pem, daemon_key)) return key_files();
  key_files all;
  std::error_code ec;
  for (fs::directory_iterator at(data, ec), end; !ec && at != end; at.increment(ec)) {
    const fs::path& file = at->path();
    if (file.extension() != ".key" && file.extension() != ".pem") continue;
    result<std::string> text = read_file(file, max_key_bytes);
    if (!text) return text.error();
    all.emplace(file.filename().string(), std::move(*text));
  }
  return all;
}

}  // namespace

result<key_files> keys_for(const public_key& daemon, const key_sources& from,
                           const std::function<result<std::string>()>& passphrase) {
  key_opener opener(passphrase);
  if (!from.given.empty()) return given_key(daemon, from.given, opener);
  if (from.of_backup.contains(daemon_key)) return keys_of_backup(daemon, from.of_backup, opener);
  result<key_files> there = keys_of_folder(daemon, from.data);
  if (!there || !there->empty()) return there;
  return error{
      errc::not_found,
      msg("the backup has no private key of the daemon, and {} is not there",
          (from.data / daemon_key).string()),
      msg("bring daemon.key with --key FILE, or a backup that was made --with-keys. The screens trust no "
          "other key: without it begin a new site (\"bangtind --new-site\") and pair them again")};
}

}  // namespace bangtin::scheduler::app
