// A language is chosen once for a page, here, so that no two parts of it can speak differently.
#include "server/reader.h"

#include <algorithm>

#include "base/geo.h"
#include "base/lang.h"

namespace stele::server {
namespace {

constexpr size_t kMostTag = 35, kMostAccepted = 20;

std::string language_of(std::string_view tag) {
  if (tag.empty() || tag.size() > kMostTag || tag == "*") return {};
  auto parsed = parse_lang(tag);
  return parsed ? std::string(lang_of(*parsed)) : std::string();
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The languages of an Accept-Language header, the most wanted first; what is not wanted at all (q=0) is left out.
std::vector<std::string> accepted(std::string_view header) {
  std::vector<std::pair<double, std::string>> found;
  while (!header.empty() && found.size() < kMostAccepted) {
    std::string_view item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(item.size() + 1, header.size()));
    size_t semicolon = item.find(';');
    double weight = 1;
    if (semicolon != std::string_view::npos) {
      std::string_view q = trimmed(item.substr(semicolon + 1));
      weight = q.starts_with("q=") ? parse_decimal(q.substr(2)).value_or(0) : 0;
    }
    std::string language = language_of(trimmed(item.substr(0, semicolon)));
    if (!language.empty() && weight > 0) found.emplace_back(-weight, std::move(language));
  }
  std::ranges::stable_sort(found, {}, &std::pair<double, std::string>::first);
  std::vector<std::string> out;
  for (auto& [weight, language] : found) out.push_back(std::move(language));
  return out;
}

// The interface's language among those that are wanted, and the language of titles.
std::pair<std::string, std::string> languages(const Request& request) {
  std::string asked = language_of(request.param("lang"));
  if (Words::knows(asked)) return {asked, asked};
  std::vector<std::string> wanted = accepted(request.header("accept-language"));
  auto known = std::ranges::find_if(wanted, Words::knows);
  std::string own = known == wanted.end() ? std::string("en") : *known;
  if (!asked.empty()) return {own, asked};
  return {own, known == wanted.end() && !wanted.empty() ? wanted.front() : own};
}

}  // namespace

std::string Reader::url(std::string_view to, Pairs more) const {
  for (const auto& pair : kept) {
    bool is_given = std::ranges::any_of(more, [&](const auto& own) { return own.first == pair.first; });
    if (!is_given) more.push_back(pair);
  }
  std::erase_if(more, [](const auto& pair) { return pair.second.empty(); });
  return make_url(to, more);
}

std::string Reader::with(std::string_view name, std::string_view value) const {
  Pairs all = query;
  std::erase_if(all, [&](const auto& pair) { return pair.first == name || pair.second.empty(); });
  if (!value.empty()) all.emplace_back(name, value);
  return make_url(path, all);
}

Html Reader::kept_fields(std::initializer_list<std::string_view> but) const {
  return each(kept, [&](const auto& pair) {
    if (std::ranges::find(but, pair.first) != but.end()) return Html();
    return void_el("input", attr("type", "hidden"), attr("name", pair.first), attr("value", pair.second));
  });
}

Reader reader_of(const Request& request) {
  auto [interface, titles] = languages(request);
  Reader out{Words::in(interface), std::move(titles), {}, std::string(request.param("by")), {}, {}, request.path, request.query};
  out.at = read_period_param(request, "at", out.faults);
  for (std::string_view name : {"lang", "at", "by"}) {
    std::string_view value = request.param(name);
    if (!value.empty() && (name != "at" || out.at)) out.kept.emplace_back(name, value);
  }
  return out;
}

}  // namespace stele::server
