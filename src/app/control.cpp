#include "app/control.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <functional>

#include "app/package_transfer.h"

namespace plenary::app {
namespace {

namespace json = boost::json;
namespace http = boost::beast::http;
using boost::asio::awaitable;

std::optional<std::string> field(const net::Request& request, std::string_view name) {
  boost::system::error_code failed;
  const json::value value = json::parse(request.body, failed);
  if (failed || !value.is_object()) return std::nullopt;
  const json::value* found = value.as_object().if_contains(name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string(std::string_view(found->as_string()));
}

awaitable<net::Response> rotate(const ControlParts& parts, net::Request& request) {
  const auto stage = base::StageId::parse(field(request, "stage").value_or(""));
  const auto input = base::InputId::parse(field(request, "input").value_or(""));
  if (!stage || !input || !parts.disconnect(*stage, *input)) {
    co_return net::problem(404, "Not found", "There is no such stage or input.");
  }
  base::StageId stage_id = *stage;
  base::InputId input_id = *input;
  const auto key = co_await parts.keys->rotate(stage_id, input_id);
  if (!key) co_return net::problem(key.error());
  parts.disconnect(*stage, *input);
  co_return net::json(key_json(*key, *stage, parts.rtmp_address));
}

awaitable<net::Response> set_user(const ControlParts& parts, net::Request& request) {
  auto name = field(request, "name");
  auto password = field(request, "password");
  if (!name || name->empty() || !password) {
    co_return net::problem(400, "Malformed", "name and password are needed.");
  }
  std::string handed_name = *name;
  std::string handed_password = std::move(*password);
  const auto grant = account::parse_grant(field(request, "grant").value_or("organiser:conference"));
  if (!grant) co_return net::problem(400, "Malformed", "There is no such role or scope.");
  account::Grant handed_grant = *grant;
  const base::Status status = co_await parts.accounts->set_password(
      std::move(handed_name), std::move(handed_password), std::move(handed_grant));
  if (!status) co_return net::problem(400, "Not possible", status.error().detail());
  co_return net::json("{}");
}

awaitable<net::Response> invite(const ControlParts& parts, net::Request& request) {
  const auto grant = account::parse_grant(field(request, "grant").value_or(""));
  if (!grant) co_return net::problem(400, "Malformed", "There is no such role or scope.");
  conference::NewInvitation wanted{
      .grant = *grant, .name = field(request, "name").value_or(""), .email = {}};
  const auto invited = co_await parts.accounts->invite("command line", std::move(wanted));
  if (!invited) co_return net::problem(400, "Not possible", invited.error().detail());
  const json::object body{{"url", parts.site_address + "/join/" + invited->token},
                          {"expires_at", base::format_rfc3339(invited->record.expires_at)}};
  co_return net::json(json::serialize(body));
}

/// Reading a folder and comparing it blocks: on a thread of its own.
class PackageDoor {
 public:
  explicit PackageDoor(const ControlParts& parts) : parts_(parts) {}
  ~PackageDoor() { thread_.join(); }

  awaitable<net::Response> import(net::Request& request) {
    return away([this, &request] { return import_now(request.body); });
  }
  awaitable<net::Response> give(net::Request& request) {
    return away([this, &request] { return export_now(request.body); });
  }

 private:
  using Work = std::function<net::Response()>;

  static awaitable<net::Response> run(Work work) { co_return work(); }
  awaitable<net::Response> away(Work work) {
    auto job = run(std::move(work));
    co_return co_await boost::asio::co_spawn(thread_.get_executor(), std::move(job),
                                             boost::asio::use_awaitable);
  }

  static std::optional<std::int64_t> number(const std::string& body, std::string_view name) {
    boost::system::error_code failed;
    const json::value value = json::parse(body, failed);
    if (failed || !value.is_object()) return std::nullopt;
    const json::value* found = value.as_object().if_contains(name);
    return found && found->is_int64() ? std::optional(found->as_int64()) : std::nullopt;
  }

  net::Response import_now(const std::string& body) {
    net::Request request;
    request.body = body;
    const ImportSource source{field(request, "folder").value_or(""), field(request, "language").value_or("")};
    if (const auto seen = number(body, "seen")) {
      const auto version = run_import(*parts_.library, *parts_.folder, source, *seen);
      if (!version) return net::problem(409, "Not imported", version.error().detail());
      return net::json(json::serialize(json::object{{"version", *version}}));
    }
    const auto plan = plan_import(*parts_.library, source);
    if (!plan) return net::problem(409, "Not readable", plan.error().detail());
    json::array changes(plan->changes.begin(), plan->changes.end());
    json::array mistakes(plan->mistakes.begin(), plan->mistakes.end());
    return net::json(json::serialize(json::object{{"seen", plan->seen},
                                                  {"usable", plan->usable},
                                                  {"changes", std::move(changes)},
                                                  {"mistakes", std::move(mistakes)}}));
  }

  net::Response export_now(const std::string& body) {
    const auto files = export_files(*parts_.library, number(body, "version"));
    if (!files) return net::problem(files.error());
    auto zip = archive::write_zip(*files);
    if (!zip) return net::problem(zip.error());
    net::Response response;
    response.body = std::make_shared<const base::Bytes>(std::move(*zip));
    response.with("content-type", "application/zip");
    return response;
  }

  const ControlParts parts_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace

std::string key_json(const std::string& key, const base::StageId& stage, const std::string& rtmp) {
  return json::serialize(
      json::object{{"key", key}, {"server", rtmp}, {"stream_key", stage.text() + "?key=" + key}});
}

void add_control_routes(net::Router& router, ControlParts parts) {
  const auto shared = std::make_shared<const ControlParts>(std::move(parts));
  router.exact(net::Method::kPost, "/control/key",
               [shared](net::Request& request) { return rotate(*shared, request); });
  router.exact(net::Method::kPost, "/control/user",
               [shared](net::Request& request) { return set_user(*shared, request); });
  router.exact(net::Method::kPost, "/control/invite",
               [shared](net::Request& request) { return invite(*shared, request); });
  if (shared->library == nullptr) return;
  const auto packages = std::make_shared<PackageDoor>(*shared);
  router.exact(net::Method::kPost, "/control/import",
               [packages](net::Request& request) { return packages->import(request); });
  router.exact(net::Method::kPost, "/control/export",
               [packages](net::Request& request) { return packages->give(request); });
}

base::Result<ControlAnswer> ask_server(const std::string& socket_path, const std::string& target,
                                       const std::string& json_body) {
  using boost::asio::local::stream_protocol;
  boost::asio::io_context io;
  stream_protocol::socket socket(io);
  boost::system::error_code failed;
  socket.connect(stream_protocol::endpoint(socket_path), failed);
  if (failed) {
    return base::Error(base::Errc::kUnavailable,
                       "nobody answers at " + socket_path + ": " + failed.message());
  }
  http::request<http::string_body> request(http::verb::post, target, 11);
  request.set(http::field::host, "localhost");
  request.set(http::field::content_type, "application/json");
  request.body() = json_body;
  request.prepare_payload();
  http::write(socket, request, failed);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);  // Our own server, and a package may be large.
  if (!failed) http::read(socket, buffer, parser, failed);
  http::response<http::string_body> response = parser.release();
  if (failed) {
    return base::Error(base::Errc::kUnavailable, "the server did not answer: " + failed.message());
  }
  return ControlAnswer{static_cast<int>(response.result_int()), std::move(response.body())};
}

}  // namespace plenary::app
