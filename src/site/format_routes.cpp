#include "site/format_routes.h"

#include <utility>

namespace plenary::site {
namespace {

using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;
using Answer = Response (Formats::*)(const Request&) const;

}  // namespace

void add_format_routes(RouteTable& table, const Formats& formats) {
  const auto add = [&](std::string path, Answer answer) {
    Route route;
    route.path = std::move(path);
    route.access = Access::kOpen;
    route.right = account::Right::kWatch;
    route.handle = [&formats, answer](Call& call) -> awaitable<Response> {
      co_return (formats.*answer)(call.request);
    };
    table.add(std::move(route));
  };
  add("/api/v1/changes", &Formats::changes);
  add("/api/v1/programme.csv", &Formats::sessions_csv);
  add("/api/v1/people.csv", &Formats::people_csv);
}

void add_format_pages(net::Router& router, const Formats& formats) {
  const auto handler = [&formats](Answer answer) {
    return [&formats, answer](Request& request) -> awaitable<Response> {
      Response response = (formats.*answer)(request);
      secure_transport(request, response);
      co_return response;
    };
  };
  router.exact(Method::kGet, "/schedule.xml", handler(&Formats::schedule_xml));
  router.exact(Method::kGet, "/schedule.json", handler(&Formats::schedule_json));
  router.exact(Method::kGet, "/calendar.ics", handler(&Formats::calendar));
  router.prefix(Method::kGet, "/calendar/", handler(&Formats::session_calendar));
  router.exact(Method::kGet, "/changes.atom", handler(&Formats::changes_atom));
  router.exact(Method::kGet, "/streams/v2.json", handler(&Formats::streams));
}

}  // namespace plenary::site
