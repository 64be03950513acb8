// What the handlers share: the archive they ask, who asks, and the files that are built into the program. One Site
// serves all threads; nothing in it changes after it was made but the count of running exports and the kept titles.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "server/http.h"
#include "server/titles.h"

namespace stele::server {

// A built-in file under an address that holds a digest of its bytes, so that browsers may keep it for ever.
struct WebFile {
  std::string url;  // "/assets/style.3f2a9c0d11aa.css"
  std::string_view name, bytes, media_type;
  std::string_view gzip, brotli;  // the same bytes pressed; "" where that saves nothing
};

class Site {
 public:
  // The archive must outlive the site and every answer it gave. `log` is told of faults of the program.
  Site(archive::Archive& archive, archive::Caller caller, Log log = {});

  archive::Archive& archive() const { return archive_; }
  const archive::Caller& caller() const { return caller_; }
  const model::Schema& schema() const { return archive_.schema(); }

  TitleCache& titles() const { return titles_; }
  const WebFile* file_at(std::string_view url) const;
  std::span<const WebFile> files() const { return files_; }
  // The address of a built-in file, "style.css". "" when there is none of that name.
  std::string_view asset_url(std::string_view name) const;
  void report(std::string_view line) const;

  // A place among the exports that may run at once; nullptr when all are taken. Given back when it is destroyed.
  std::shared_ptr<void> take_export_place() const;

 private:
  archive::Archive& archive_;
  archive::Caller caller_;
  Log log_;
  std::vector<WebFile> files_;
  mutable TitleCache titles_;
  std::shared_ptr<std::atomic<int>> exports_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace stele::server
