// Creates the files in a folder with a temporary name and then renames it, so that a folder of keys is
// complete or absent. In a folder that already exists it writes them one by one, and removes them on failure.
#include "admin-cli/commands/keys_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "admin-cli/commands/option_values.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "wire/messages.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t max_key_bytes = 64 * 1024;
constexpr std::size_t max_approver_bytes = 200;

// Creates the file; fails with errno EEXIST if it exists.
result<void> create_file(const fs::path& path, std::string_view content) {
  unique_fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd && errno == EEXIST) {
    return error{errc::conflict, msg("{} is there already, and keys are never overwritten", path.string()),
                 msg("use these keys, or give another folder with --keys")};
  }
  if (!fd) return system_error(msg("write {}", path.string()), errno);
  result<void> written = write_all(fd.get(), content);
  if (written && ::fsync(fd.get()) != 0) written = system_error(msg("sync {}", path.string()), errno);
  if (!written) ::unlink(path.c_str());
  return written;
}

result<void> make_private_folder(const fs::path& folder) {
  fs::path above = folder.parent_path();
  if (!above.empty()) {
    if (result<void> made = make_folder(above); !made) return made.error();
  }
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return system_error(msg("create the folder {}", folder.string()), errno);
  }
  if (::chmod(folder.c_str(), 0700) != 0) {
    return system_error(msg("protect the folder {}", folder.string()), errno);
  }
  return {};
}

result<std::string> read_key_file(const fs::path& file) {
  result<std::string> text = read_file(file, max_key_bytes);
  if (!text && text.error().code == errc::not_found) {
    return error{errc::not_found, msg("there is no key {}", file.string()),
                 msg("make the keys with \"bangtin keys init\", or name their folder with --keys")};
  }
  return text;
}

}  // namespace

namespace {

using new_file = std::pair<const char*, std::string>;

wire::approver_certificate certificate_for(const secret_key& approver, const new_keys& wanted) {
  return {approver.public_part(), wanted.approver_name, wanted.now, wanted.now + wanted.valid};
}

std::string certificate_content(const wire::approver_certificate& c, const secret_key& root) {
  return canonical(wire::to_value(evidence::sign_text(wire::to_text(c), root))) + "\n";
}

// Writes all of the files or none.
result<void> create_files(const fs::path& folder, const std::vector<new_file>& files) {
  for (const auto& [name, content] : files) {
    std::error_code ec;
    if (fs::exists(fs::symlink_status(folder / name, ec))) {
      return error{errc::conflict,
                   msg("{} is there already, and keys are never overwritten", (folder / name).string()),
                   msg("use these keys, or give another folder with --keys")};
    }
  }
  if (result<void> made = make_private_folder(folder); !made) return made.error();
  std::vector<fs::path> written;
  for (const auto& [name, content] : files) {
    result<void> done = create_file(folder / name, content);
    if (!done) {
      for (const fs::path& path : written) ::unlink(path.c_str());
      return done.error();
    }
    written.push_back(folder / name);
  }
  return {};
}

}  // namespace

result<key_facts> create_keys(const fs::path& folder, const new_keys& wanted) {
  secret_key root = secret_key::generate();
  secret_key approver = secret_key::generate();
  key_facts facts{root.public_part(), certificate_for(approver, wanted)};
  result<void> made = create_files(folder, {{"root.pem", root.pem(wanted.passphrase)},
                                            {"approver.pem", approver.pem(wanted.passphrase)},
                                            {"approver.cert", certificate_content(facts.approver, root)},
                                            {"root.pub", facts.root.pem()}});
  if (!made) return made.error();
  return facts;
}

result<wire::approver_certificate> create_approver(const fs::path& folder, const new_keys& wanted,
                                                   const secret_key& root) {
  secret_key approver = secret_key::generate();
  wire::approver_certificate certificate = certificate_for(approver, wanted);
  result<void> made = create_files(folder, {{"approver.pem", approver.pem(wanted.passphrase)},
                                            {"approver.cert", certificate_content(certificate, root)},
                                            {"root.pub", root.public_part().pem()}});
  if (!made) return made.error();
  return certificate;
}

result<secret_key> create_root(const fs::path& folder, std::string_view passphrase) {
  secret_key root = secret_key::generate();
  result<void> made =
      create_files(folder, {{"root.pem", root.pem(passphrase)}, {"root.pub", root.public_part().pem()}});
  if (!made) return made.error();
  return root;
}

void remove_approver(const fs::path& folder) {
  for (const char* name : {"approver.pem", "approver.cert", "root.pub"}) ::unlink((folder / name).c_str());
  ::rmdir(folder.c_str());  // fails where there is more in it
}

result<std::string> approver_name(const std::string& typed) {
  result<std::string> name = line_of("--name", typed);
  if (!name) return name;
  if (!name->empty() && name->size() <= max_approver_bytes) return name;
  return wrong_value("--name", typed,
                     msg("give the approver's own name, of at most {} bytes", max_approver_bytes));
}

std::optional<fs::path> daemon_data_here() {
  for (const fs::path& data : {fs::path("/var/lib/bangtin"), user_data_folder() / "daemon"}) {
    std::error_code ignored;
    if (fs::is_directory(data, ignored)) return data;
  }
  return std::nullopt;
}

result<key_facts> read_keys(const fs::path& folder) {
  result<public_key> root = read_root(folder);
  if (!root) return root.error();
  result<evidence::signed_text> note = read_certificate(folder / "approver.cert");
  if (!note) return note.error();
  if (!evidence::verify(*note, *root)) {
    return error{errc::verification,
                 msg("the root key in {} did not sign the approver's certificate there", folder.string()),
                 msg("bring back root.pub and approver.cert from the same \"bangtin keys init\"")};
  }
  result<wire::approver_certificate> approver = wire::approver_from_text(note->text);
  if (!approver) return approver.error();
  return key_facts{*root, *approver};
}

result<folder_facts> read_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(folder / "approver.cert", ignored))) {
    result<public_key> root = read_root(folder);
    if (!root) return root.error();
    return folder_facts{*root, std::nullopt};
  }
  result<key_facts> both = read_keys(folder);
  if (!both) return both.error();
  return folder_facts{both->root, both->approver};
}

result<secret_key> open_key(const fs::path& file, std::string_view passphrase) {
  result<std::string> pem = read_key_file(file);
  if (!pem) return pem.error();
  return secret_key::from_pem(*pem, passphrase);
}

result<public_key> read_root(const fs::path& folder) {
  result<std::string> pem = read_key_file(folder / "root.pub");
  if (!pem) return pem.error();
  return public_key::from_pem(*pem);
}

result<evidence::signed_text> read_certificate(const fs::path& file) {
  result<std::string> text = read_key_file(file);
  if (!text) return text.error();
  result<json::value> parsed = parse_json(*text);
  if (!parsed) return parsed.error();
  return wire::note_from_value(*parsed);
}

}  // namespace bangtin::admin_cli::commands
