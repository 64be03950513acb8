// The address of a built-in file holds the first 12 hex digits of its SHA-256: another file is another address.
#include "server/site.h"

#include <cstdio>

#include "base/bytes.h"
#include "base/sha256.h"
#include "stele_web.h"

namespace stele::server {
namespace {

constexpr int kExportsAtOnce = 4;

std::string_view media_type_of(std::string_view path) {
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  if (path.ends_with(".woff2")) return "font/woff2";
  return "application/octet-stream";
}

std::string url_of(const Asset& asset) {
  Hash digest = sha256(asset.bytes);
  size_t dot = asset.path.rfind('.');
  std::string url = "/assets/" + std::string(asset.path.substr(0, dot)) + "." + to_hex(Bytes(digest).first(6));
  if (dot != std::string_view::npos) url += asset.path.substr(dot);
  return url;
}

}  // namespace

Site::Site(archive::Archive& archive, archive::Caller caller, Log log)
    : archive_(archive), caller_(std::move(caller)), log_(std::move(log)) {
  for (const Asset& asset : web_assets()) {
    files_.push_back({url_of(asset), asset.path, asset.bytes, media_type_of(asset.path)});
    if (asset.path == "style.css") style_url_ = files_.back().url;
  }
}

const WebFile* Site::file_at(std::string_view url) const {
  for (const WebFile& file : files_)
    if (file.url == url) return &file;
  return nullptr;
}

void Site::report(std::string_view line) const {
  if (log_) return log_(line);
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

std::shared_ptr<void> Site::take_export_place() const {
  if (exports_->fetch_add(1) >= kExportsAtOnce) {
    exports_->fetch_sub(1);
    return nullptr;
  }
  return std::shared_ptr<void>(exports_.get(), [kept = exports_](void*) { kept->fetch_sub(1); });
}

}  // namespace stele::server
