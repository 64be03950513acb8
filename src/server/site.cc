// The address of a built-in file holds the first 12 hex digits of its SHA-256: another file is another address. The rule
// stands in web/build/bundle.mjs too, because files name each other by address.
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
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".webmanifest")) return "application/manifest+json";
  if (path.ends_with(".txt")) return "text/plain; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  if (path.ends_with(".png")) return "image/png";
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

bool is_pressed(std::string_view path) { return path.ends_with(".gz") || path.ends_with(".br"); }

std::string_view bytes_of(std::string_view path) {
  for (const Asset& asset : web_assets())
    if (asset.path == path) return asset.bytes;
  return {};
}

WebFile web_file(const Asset& asset) {
  std::string path(asset.path);
  return {url_of(asset), asset.path, asset.bytes, media_type_of(path), bytes_of(path + ".gz"), bytes_of(path + ".br")};
}

}  // namespace

Site::Site(archive::Archive& archive, archive::Caller caller, Log log)
    : archive_(archive), caller_(std::move(caller)), log_(std::move(log)) {
  for (const Asset& asset : web_assets())
    if (!is_pressed(asset.path)) files_.push_back(web_file(asset));
}

const WebFile* Site::file_at(std::string_view url) const {
  for (const WebFile& file : files_)
    if (file.url == url) return &file;
  return nullptr;
}

std::string_view Site::asset_url(std::string_view name) const {
  for (const WebFile& file : files_)
    if (file.name == name) return file.url;
  return {};
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
