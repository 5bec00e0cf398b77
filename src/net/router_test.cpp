#include "net/router.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace plenary::net::router_test {
namespace {

Handler says(std::string words) {
  return [words](Request&) -> boost::asio::awaitable<Response> {
    auto answer = [](std::string text) -> boost::asio::awaitable<Response> {
      Response response;
      response.body = std::move(text);
      co_return response;
    };
    return answer(words);
  };
}

Response ask(const Handler& handler, Method method, std::string path) {
  boost::asio::io_context context;
  Request request;
  request.method = method;
  request.path = std::move(path);
  auto answer = boost::asio::co_spawn(context, handler(request), boost::asio::use_future);
  context.run();
  return answer.get();
}

std::string words(const Response& response) {
  const auto* const text = std::get_if<std::string>(&response.body);
  return text == nullptr ? "" : *text;
}

Handler routes() {
  Router router;
  router.exact(Method::kGet, "/", says("lobby"));
  router.exact(Method::kGet, "/live/now", says("now"));
  router.exact(Method::kPost, "/live/now", says("posted"));
  router.prefix(Method::kGet, "/live/", says("live"));
  router.prefix(Method::kGet, "/live/opening/", says("opening"));
  return std::move(router).handler();
}

TEST(Router, PrefersTheExactPathThenTheLongestPrefix) {
  const Handler handler = routes();
  EXPECT_EQ(words(ask(handler, Method::kGet, "/")), "lobby");
  EXPECT_EQ(words(ask(handler, Method::kGet, "/live/now")), "now");
  EXPECT_EQ(words(ask(handler, Method::kPost, "/live/now")), "posted");
  EXPECT_EQ(words(ask(handler, Method::kGet, "/live/x/y")), "live");
  EXPECT_EQ(words(ask(handler, Method::kGet, "/live/opening/index.m3u8")), "opening");
}

TEST(Router, LetsHeadFollowGet) {
  EXPECT_EQ(words(ask(routes(), Method::kHead, "/live/now")), "now");
}

TEST(Router, TellsAnUnknownPathFromAnotherMethod) {
  const Response unknown = ask(routes(), Method::kGet, "/live");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.header("content-type"), "application/problem+json");

  const Response other = ask(routes(), Method::kDelete, "/live/now");
  EXPECT_EQ(other.status, 405);
  EXPECT_EQ(other.header("allow"), "GET, HEAD, POST");
}

TEST(Router, HandsTheRestToWhomeverItWasTold) {
  Router router;
  router.otherwise(says("rest"));
  EXPECT_EQ(words(ask(std::move(router).handler(), Method::kGet, "/x")), "rest");
}

}  // namespace
}  // namespace plenary::net::router_test
