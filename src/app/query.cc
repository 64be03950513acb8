// A question on the command line is the same question as in an address: its options become the parameters that the
// server reads, so both are read, checked and answered by the same code. --json prints what the API answers.
#include <fmt/format.h>

#include "app/cmd.h"
#include "server/params.h"
#include "server/routes.h"
#include "server/site.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {
    {"--type", "TYPE", "only records of this type", Option::Times::kMany},
    {"--near", "LAT,LON,KM", "only places within so many kilometres of a point"},
    {"--in", "AREA", "only places inside WEST,SOUTH,EAST,NORTH or a POLYGON in WKT"},
    {"--during", "WHEN", "only what is of that time: EDTF (1905/1921) or words (\"c. 1905\")"},
    {"--certainly", "", "with --during: what is certainly of that time, not possibly"},
    {"--facet", "NAME=VALUE", "only records with this value; values of one facet are alternatives", Option::Times::kMany},
};

// "/query/facet/1" -> "--facet"
std::string option_at(const std::string& pointer) {
  std::string name = pointer.starts_with("/query/") ? pointer.substr(7) : pointer;
  return "--" + name.substr(0, name.find('/'));
}

// What the API says about a refusal, as an error of ours.
std::unexpected<Error> api_error(const server::Response& response) {
  auto problem = parse_json(response.body);
  std::string detail = problem ? std::string(problem->str("detail")) : "The question could not be answered.";
  if (problem && problem->find("errors") && problem->find("errors")->as_array())
    for (const Json& fault : *problem->find("errors")->as_array())
      detail += fmt::format(" {}: {}", option_at(std::string(fault.str("pointer"))), fault.str("detail"));
  Code code = response.status == 404 ? Code::kNotFound : response.status < 500 ? Code::kInvalid : Code::kInternal;
  return fail(code, detail);
}

}  // namespace

std::span<const Option> query_options() { return kOptions; }

Parameters question(const Arguments& arguments, size_t first_word) {
  Parameters out;
  std::string words;
  for (size_t i = first_word; i < arguments.operands().size(); ++i) words += (words.empty() ? "" : " ") + arguments.operand(i);
  if (!words.empty()) out.emplace_back("q", words);
  for (const std::string& type : arguments.values("--type")) out.emplace_back("type", type);
  for (std::string_view name : {"near", "in", "during", "limit", "cursor"}) {
    std::string option = fmt::format("--{}", name);
    if (arguments.has(option)) out.emplace_back(name, arguments.value(option));
  }
  if (arguments.has("--certainly")) out.emplace_back("mode", "certainly");
  for (std::string facet : arguments.values("--facet")) {
    if (size_t equals = facet.find('='); equals != std::string::npos) facet[equals] = ':';
    out.emplace_back("facet", facet);
  }
  return out;
}

Result<model::Query> query_of(const Parameters& parameters, const model::Schema& schema) {
  server::Request request;
  request.query = parameters;
  server::Question read = server::read_question(request, schema);
  if (read.faults.empty()) return std::move(read.query);
  std::string sentences;
  for (const server::Fault& fault : read.faults)
    sentences += fmt::format("{}{}: {}", sentences.empty() ? "" : " ", option_at(fault.pointer), fault.detail);
  return fail(Code::kInvalid, sentences);
}

Result<std::string> api_answer(archive::Archive& archive, const std::string& path, const Parameters& parameters) {
  server::Site site(archive, caller());
  server::Request request;
  request.method = "GET";
  request.path = path;
  request.raw_target = server::make_url(path, parameters);
  request.host = "localhost";
  request.query = parameters;
  server::Response response = server::answer(site, request);
  if (response.status != 200) return api_error(response);
  while (response.stream) {
    STELE_TRY(bool more, response.stream(response.body));
    if (!more) break;
  }
  if (!response.body.ends_with('\n')) response.body += '\n';
  return std::move(response.body);
}

}  // namespace stele::app
