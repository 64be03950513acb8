#include "server/reply.h"

namespace stele::server {

Response reply(std::string body, std::string_view media_type, Keep keep) {
  Response out;
  out.headers = {{"Content-Type", std::string(media_type)},
                 {"Cache-Control", keep == Keep::kForever ? "public, max-age=31536000, immutable" : "no-cache"}};
  out.body = std::move(body);
  return out;
}

Response problem_with(int status, std::string_view detail, std::span<const Fault> faults) {
  Response out = problem(status, detail);
  out.body.pop_back();
  out.body += ",\"errors\":";
  append_array(out.body, faults, [](std::string& text, const Fault& fault) {
    ObjectText object(text);
    object.text("detail", fault.detail);
    object.text("pointer", fault.pointer);
  });
  out.body += '}';
  return out;
}

Response refused(std::span<const Fault> faults) {
  return problem_with(400, faults.size() == 1 ? "One parameter cannot be used." : "Some parameters cannot be used.",
                      faults);
}

Response api_error(const Site& site, const Request& request, const Error& error) {
  if (http_status(error.code) == 500) site.report("GET " + request.path + ": " + to_string(error));
  bool is_of_param = error.code == Code::kInvalid && !error.where.empty() && !request.param(error.where).empty();
  if (!is_of_param) return problem(error);
  Fault fault{"/query/" + error.where, error.message};
  return problem_with(http_status(error.code), error.message, std::span(&fault, 1));
}

std::string& ObjectText::member(std::string_view key) {
  if (out_.back() != '{') out_ += ',';
  append_json_string(out_, key);
  out_ += ':';
  return out_;
}

}  // namespace stele::server
