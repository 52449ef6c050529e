// A checked archive: what other tools say of it, and what becomes of one that was damaged, cut off or made by
// somebody else.
#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/archive/archive_reader.hpp"
#include "base/archive/archive_writer.hpp"
#include "base/files.hpp"
#include "support/no_room.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::archive {
namespace {

namespace fs = std::filesystem;

using contents = std::map<std::string, std::string>;

const contents usual{{"backup.json", "{\"format\":1}\n"},
                     {"ledger.sqlite", std::string(1'000, 'l')},
                     {"media/objects/ab/empty", ""},
                     {"media/objects/ab/film", std::string(3'000, 'f')}};

result<digest> write(const fs::path& file, const contents& all = usual) {
  auto w = writer::make(file);
  if (!w) return w.error();
  for (const auto& [name, text] : all) {
    if (auto added = w->add(name, text); !added) return added.error();
  }
  return w->finish();
}

result<contents> read(const fs::path& file) {
  auto whole = check(file);
  if (!whole) return whole.error();
  contents all;
  auto r = reader::open(file);
  if (!r) return r.error();
  while (true) {
    auto m = r->next();
    if (!m) return m.error();
    if (!*m) return all;
    auto text = r->read_all(1 << 20);
    if (!text) return text.error();
    if ((*m)->name != manifest_name) all[(*m)->name] = *text;
  }
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(folder)) all.push_back(entry.path().filename().string());
  return all;
}

class an_archive : public ::testing::Test {
 protected:
  fs::path file() const { return folder_ / "site.tar"; }
  std::string bytes() const { return read_file(file(), 1 << 24).value(); }
  void put(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

  fakes::temporary_folder folder_;
};

TEST_F(an_archive, has_what_was_written_and_the_hash_of_its_list) {
  result<digest> hash = write(file());
  ASSERT_TRUE(hash) << describe(hash.error());
  EXPECT_EQ(read(file()).value(), usual);
  EXPECT_EQ(check(file())->manifest_hash, *hash);
  EXPECT_EQ(names_in(folder_.path()), std::vector<std::string>{"site.tar"});
}

TEST_F(an_archive, is_read_and_checked_by_the_standard_tools) {
  ASSERT_TRUE(write(file()));
  const std::string in = folder_.path().string();
  EXPECT_EQ(
      std::system(fmt::format("cd {} && tar -xf site.tar && sha256sum --quiet -c MANIFEST", in).c_str()), 0);
  EXPECT_EQ(read_file(folder_ / "media/objects/ab/film", 1 << 20).value(), usual.at("media/objects/ab/film"));
}

TEST_F(an_archive, never_replaces_a_file) {
  put("mine");
  EXPECT_EQ(write(file()).error().code, errc::conflict);
  EXPECT_EQ(bytes(), "mine");
}

TEST_F(an_archive, with_any_byte_flipped_is_refused_or_says_the_same) {
  ASSERT_TRUE(write(file()));
  const std::string whole = bytes();
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    put(damaged);
    result<contents> got = read(file());
    if (got) {
      EXPECT_EQ(*got, usual) << at;
    }
  }
}

TEST_F(an_archive, that_is_cut_off_is_refused) {
  ASSERT_TRUE(write(file()));
  const std::string whole = bytes();
  const std::size_t list_end = whole.rfind("film\n") + 5;
  for (std::size_t length = 0; length < list_end; length += 101) {
    put(whole.substr(0, length));
    result<contents> got = read(file());
    ASSERT_FALSE(got) << length;
    EXPECT_TRUE(got.error().code == errc::invalid || got.error().code == errc::verification) << length;
  }
}

struct foreign_member {
  std::string name;
  int type = AE_IFREG;
  std::string link = {};
  std::string text = "x";
  bool sparse = false;
};

void write_foreign(const fs::path& file, const std::vector<foreign_member>& members, bool packed = false) {
  struct ::archive* tar = ::archive_write_new();
  ::archive_write_set_format_pax(tar);
  if (packed) ::archive_write_add_filter_gzip(tar);
  ASSERT_EQ(::archive_write_open_filename(tar, file.c_str()), ARCHIVE_OK);
  for (const foreign_member& m : members) {
    struct ::archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, m.name.c_str());
    ::archive_entry_set_filetype(entry, static_cast<unsigned>(m.type));
    ::archive_entry_set_perm(entry, 0644);
    if (m.type == AE_IFLNK) ::archive_entry_set_symlink(entry, m.link.c_str());
    if (m.type != AE_IFLNK && !m.link.empty()) ::archive_entry_set_hardlink(entry, m.link.c_str());
    const bool has_bytes = m.type == AE_IFREG && m.link.empty();
    std::string text = m.text;
    if (m.sparse) {
      text = std::string(1 << 20, '\0');
      ::archive_entry_sparse_add_entry(entry, 0, 512);
    }
    ::archive_entry_set_size(entry, has_bytes ? static_cast<la_int64_t>(text.size()) : 0);
    EXPECT_EQ(::archive_write_header(tar, entry), ARCHIVE_OK);
    if (has_bytes) ::archive_write_data(tar, text.data(), text.size());
    ::archive_entry_free(entry);
  }
  ::archive_write_close(tar);
  ::archive_write_free(tar);
}

TEST_F(an_archive, of_somebody_else_is_refused) {
  const foreign_member first{"backup.json"};
  const std::string list = sha256("x").hex() + "  backup.json\n";
  const foreign_member manifest{"MANIFEST", AE_IFREG, {}, list};
  struct row {
    const char* situation;
    std::vector<foreign_member> members;
    errc code = errc::verification;
  };
  const std::vector<row> rows{
      {"nothing is wrong", {first, manifest}, errc::internal},
      {"a name above the folder", {first, {"../../etc/passwd"}, manifest}},
      {"a name in the middle", {first, {"media/../../x"}, manifest}},
      {"an absolute name", {first, {"/etc/passwd"}, manifest}},
      {"a name with spaces", {first, {"a b"}, manifest}},
      {"the first has a bad name", {{"../x"}, manifest}, errc::invalid},
      {"a symbolic link", {first, {"media", AE_IFLNK, "/etc"}, manifest}},
      {"a hard link", {first, {"media", AE_IFREG, "backup.json"}, manifest}},
      {"a folder", {first, {"media", AE_IFDIR}, manifest}},
      {"a pipe", {first, {"media", AE_IFIFO}, manifest}},
      {"a sparse file", {first, {"media", AE_IFREG, {}, "x", true}, manifest}},
      {"the same name twice", {first, first, manifest}},
      {"what the list does not name", {first, {"more"}, manifest}},
      {"no list", {first}},
      {"something after the list", {first, manifest, {"more"}}},
      {"a list that is none", {first, {"MANIFEST", AE_IFREG, {}, "hello\n"}}},
      {"a list that leaves the folder",
       {first, {"MANIFEST", AE_IFREG, {}, list + sha256("x").hex() + "  ../x\n"}}},
      {"another content", {{"backup.json", AE_IFREG, {}, "y"}, manifest}},
  };
  for (const row& r : rows) {
    write_foreign(file(), r.members);
    auto got = check(file());
    if (r.code == errc::internal) {
      EXPECT_TRUE(got) << r.situation;
    } else {
      ASSERT_FALSE(got) << r.situation;
      EXPECT_EQ(got.error().code, r.code) << r.situation << ": " << describe(got.error());
    }
  }
  write_foreign(file(), {first, manifest}, true);
  EXPECT_EQ(check(file()).error().code, errc::invalid);
  put("hello");
  EXPECT_EQ(check(file()).error().code, errc::invalid);
  EXPECT_EQ(check(folder_ / "none").error().code, errc::not_found);
}

TEST_F(an_archive, may_name_files_beside_it) {
  auto w = writer::make(file());
  ASSERT_TRUE(w);
  ASSERT_TRUE(w->add("backup.json", "x"));
  w->mention("media/film", sha256("film"));
  ASSERT_TRUE(w->finish());
  auto all = check(file());
  ASSERT_TRUE(all) << describe(all.error());
  EXPECT_TRUE(all->is_beside("media/film"));
  EXPECT_FALSE(all->is_beside("backup.json"));
}

TEST_F(an_archive, on_a_full_disk_leaves_nothing_and_says_so) {
  result<digest> got = error{};
  {
    fakes::no_room full;
    got = write(file());
  }
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::io);
  EXPECT_NE(describe(got.error()).find("site.tar"), std::string::npos) << describe(got.error());
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

TEST_F(an_archive, needs_room_and_says_how_much) {
  EXPECT_TRUE(check_room(folder_.path(), 1));
  result<void> no = check_room(folder_.path(), std::uint64_t{1} << 60);
  ASSERT_FALSE(no);
  EXPECT_NE(describe(no.error()).find(std::to_string(std::uint64_t{1} << 60)), std::string::npos);
  ASSERT_TRUE(write(file()));
  std::uint64_t bytes = 0;
  for (const auto& [name, text] : usual) bytes += text.size();
  EXPECT_GE(size_of_archive(usual.size(), bytes + 512 * usual.size()), fs::file_size(file()));
}

TEST_F(an_archive, that_is_killed_while_it_is_written_has_no_name) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto w = writer::make(file());
    if (w && w->add("backup.json", std::string(100'000, 'x'))) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  for (const std::string& name : names_in(folder_.path())) EXPECT_EQ(name.front(), '.') << name;
}

}  // namespace
}  // namespace bangtin::archive
