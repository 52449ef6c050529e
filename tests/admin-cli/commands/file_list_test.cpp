#include "admin-cli/commands/file_list.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "admin-cli/commands/upload.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::admin_cli::commands {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class file_lists : public ::testing::Test {
 protected:
  void file(const std::string& name) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "x";
  }
  std::vector<std::string> names(const file_list& list) {
    std::vector<std::string> all;
    for (const listed_file& f : list.files) all.push_back(fs::relative(f.path, folder_.path()).string());
    return all;
  }
  std::string problem_with(const std::string& word) {
    file_list list = list_files({folder_ / word});
    EXPECT_EQ(list.files.size(), 1U);
    return list.files.at(0).problem ? describe(*list.files.at(0).problem) : "";
  }

  fakes::temporary_folder folder_;
};

TEST_F(file_lists, a_folder_stands_for_all_files_below_it_in_order) {
  for (const char* name : {"tin/b.mp4", "tin/a.png", "tin/lớp/c.pdf", "tin/lớp/sâu/d.jpg", "z.png"})
    file(name);
  EXPECT_THAT(names(list_files({folder_ / "z.png", folder_ / "tin"})),
              ElementsAre("z.png", "tin/a.png", "tin/b.mp4", "tin/lớp/c.pdf", "tin/lớp/sâu/d.jpg"));
}

TEST_F(file_lists, what_is_no_material_is_skipped_and_said) {
  for (const char* name : {"d/.DS_Store", "d/._a.png", "d/Thumbs.db", "d/~$kế hoạch.docx", "d/.git/x",
                           "d/a.mp4.part", "d/System Volume Information/x", "d/a.png"}) {
    file(name);
  }
  fs::create_symlink("a.png", folder_ / "d/link.png");
  fs::create_directory_symlink(".", folder_ / "d/loop");
  ASSERT_EQ(::mkfifo((folder_ / "d/pipe").c_str(), 0600), 0);
  file_list list = list_files({folder_ / "d"});
  EXPECT_THAT(names(list), ElementsAre("d/a.png"));
  EXPECT_EQ(list.skipped.size(), 10U);
}

TEST_F(file_lists, what_somebody_names_is_never_skipped) {
  file(".hidden.png");
  file_list list = list_files({folder_ / ".hidden.png"});
  ASSERT_EQ(list.files.size(), 1U);
  EXPECT_FALSE(list.files[0].problem);
}

TEST_F(file_lists, words_that_mean_nothing_are_explained) {
  file("Áp phích.PNG");
  file("phim.mp4");
  fs::create_directory(folder_ / "empty");
  EXPECT_THAT(problem_with("empty"), HasSubstr("there is no file to load in"));
  EXPECT_THAT(problem_with("phin.mp4"), HasSubstr("did you mean"));
  EXPECT_THAT(problem_with("nothing-like-it.mov"), HasSubstr("check that the path"));
  EXPECT_THAT(problem_with("*.mov"), HasSubstr("no file matches"));
  EXPECT_THAT(problem_with("*.png"), HasSubstr("upper and lower case"));
  EXPECT_THAT(problem_with("*.mp4"), HasSubstr("without quotation marks"));
}

TEST_F(file_lists, a_name_is_found_whatever_its_unicode_form) {
  file("\x63\xCC\x81.png");  // "ć" in two code points, as macOS writes it
  file_list list = list_files({folder_ / "\xC4\x87.png"});
  ASSERT_EQ(list.files.size(), 1U);
  EXPECT_FALSE(list.files[0].problem);
  EXPECT_TRUE(fs::exists(list.files[0].path));
}

TEST_F(file_lists, folders_that_hold_more_than_anybody_means_are_refused_soon) {
  EXPECT_FALSE(list_files({""}).too_many);
  file_list all = list_files({"/"});
  ASSERT_TRUE(all.too_many);
  EXPECT_THAT(describe(*all.too_many), HasSubstr("more than 10000 files in /"));
  EXPECT_LE(all.files.size(), max_files);
}

TEST_F(file_lists, what_is_no_file_is_said_and_not_opened) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  fs::create_symlink("loop", folder_ / "loop");
  fs::create_directory(folder_ / "d");
  struct {
    std::string path, what;
  } const cases[] = {{folder_ / "pipe", "no file but a pipe"},
                     {"/dev/zero", "no file but a pipe, a socket or a device"},
                     {folder_ / "loop", "is a symbolic link"},
                     {folder_ / "loop/a.mp4", "circle of symbolic links"},
                     {folder_ / "d", "is a folder"}};
  for (const auto& c : cases) {
    result<local_file> opened = open_unread(c.path);
    ASSERT_FALSE(opened) << c.path;
    EXPECT_THAT(describe(opened.error()), HasSubstr(c.what)) << c.path;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
