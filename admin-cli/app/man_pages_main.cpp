// bangtin-man-pages LANGUAGE FOLDER BANGTIND PLAYER: writes the three manual pages into the folder, at build
// time. The last two are the programs whose --help becomes a page.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "admin-cli/app/man_page.hpp"
#include "base/files.hpp"
#include "base/language.hpp"

namespace {

// What the program says to --help; empty if it fails.
std::string help_of(const std::string& program) {
  std::string text;
  std::FILE* pipe = ::popen(("'" + program + "' --help").c_str(), "r");
  if (pipe == nullptr) return text;
  char piece[4096];
  for (std::size_t n = 0; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) text.append(piece, n);
  return ::pclose(pipe) == 0 ? text : "";
}

bool write(const std::filesystem::path& file, const std::string& page) {
  if (!page.empty() && bangtin::write_file(file, page, 0644)) return true;
  fmt::print(stderr, "bangtin-man-pages: cannot write {}\n", file.string());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  namespace app = bangtin::admin_cli::app;
  if (argc != 5) return 2;
  ::setenv("BANGTIN_LANG", argv[1], 1);
  bangtin::set_language(bangtin::language_from(argv[1]));
  const std::filesystem::path folder = argv[2];
  bool all = write(folder / "bangtin.1", app::man_page()) &&
             write(folder / "bangtind.8", app::man_page_of_help("bangtind", 8, help_of(argv[3]))) &&
             write(folder / "bangtin-player.1", app::man_page_of_help("bangtin-player", 1, help_of(argv[4])));
  return all ? 0 : 1;
}
