// Each run has its own scratch folder, so that runs at the same time cannot meet.
#include "scheduler/jobs/ingest_item.hpp"

#include "base/files.hpp"
#include "base/json.hpp"

namespace bangtin::scheduler::jobs {

namespace {

// The folder for one run of the ingest worker; the destructor removes it with everything in it.
struct scratch_folder {
  std::filesystem::path path;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

error stopped() {
  return {errc::conflict, msg("the examination of this file was stopped"), msg("load it again")};
}

}  // namespace

result<ledger::stored_media> item_from_order(const std::string& order) {
  result<json::value> v = parse_json(order);
  if (!v) return v.error();
  result<wire::admin::media_order> o = wire::admin::decode<wire::admin::media_order>(*v);
  if (!o) return o.error();
  std::optional<digest> d = digest::from(o->sha256);
  if (!d) return error{errc::invalid, msg("the stored order is damaged"), msg("load the file again")};
  ledger::stored_media m;
  m.sha256 = *d;
  m.id = d->hex().substr(0, 12);
  m.file = std::move(o->file);
  m.title = std::move(o->title);
  m.theme = std::move(o->theme);
  m.owner = std::move(o->owner);
  m.link = std::move(o->link);
  return m;
}

result<void> ingest_into(ledger::stored_media& m, const media::store& store,
                         const std::filesystem::path& scratch, const ingest_job& job,
                         const media::ingest_limits& limits, const media::ingest_control& control) {
  scratch_folder folder{scratch / random_hex(8)};
  if (result<void> made = make_folder(folder.path); !made) return made.error();
  result<media::ingested> found = job(store.path_of(m.sha256), folder.path, limits, control);
  if (!found) return found.error();
  m.kind = found->kind;
  m.width = found->width;
  m.height = found->height;
  m.duration = found->duration;
  m.pages = found->pages;
  std::vector<digest> renditions;
  if (found->made.empty()) renditions.push_back(m.sha256);
  for (const std::string& name : found->made) {
    if (control.stop.stop_requested()) return stopped();
    result<digest> d = store.adopt(folder.path / name);
    if (!d) return d.error();
    renditions.push_back(*d);
  }
  for (const digest& d : renditions) {
    result<std::int64_t> size = store.size_of(d);
    if (!size) return size.error();
    m.files.push_back({d, *size});
  }
  return {};
}

}  // namespace bangtin::scheduler::jobs
