#include "site/openapi.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "conference/conference.h"
#include "conference/package.h"
#include "conference/speakers.h"
#include "net/router.h"
#include "site/audience_routes.h"
#include "site/route_table.h"
#include "site/site.h"
#include "storage/database.h"

namespace plenary::site::openapi_test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// A site of the example, without stages: only its table of routes is looked at.
class Openapi : public testing::Test {
 protected:
  Openapi() {
    fs::create_directories(folder_);
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    const auto package =
        conference::load_folder(fs::path(PLENARY_SOURCE_DIR) / "examples/cic2020").content;
    const conference::Clock clock(base::real_utc_now, conference::FolderKind::kConference, {});
    conference_ = *conference::Conference::open(io_.get_executor(), package, *database_, clock);
    SiteParts parts;
    parts.conference = conference_.get();
    accounts_ = std::make_unique<conference::Accounts>(*database_, base::real_utc_now);
    parts.accounts = accounts_.get();
    parts.database = database_.get();
    speakers_ = std::make_unique<conference::Speakers>(*database_, base::real_utc_now);
    parts.speakers = speakers_.get();
    site_.emplace(std::move(parts));
    audience_ = std::make_unique<audience::Audience>(
        *database_, audience::AudienceSettings{}, base::real_utc_now,
        [](const std::shared_ptr<const audience::Pulse>&) {});
    add_audience_routes(site_->table(), *conference_, *audience_);
  }
  ~Openapi() override {
    site_.reset();
    speakers_.reset();
    audience_.reset();
    accounts_.reset();
    conference_.reset();
    database_.reset();
    fs::remove_all(folder_);
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("plenary-openapi-" + std::to_string(::getpid()));
  boost::asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<audience::Audience> audience_;
  std::unique_ptr<conference::Conference> conference_;
  std::unique_ptr<conference::Accounts> accounts_;
  std::unique_ptr<conference::Speakers> speakers_;
  std::optional<Site> site_;
};

TEST_F(Openapi, DescribesEveryRouteOfTheApi) {
  const json::value document = json::parse(openapi_json());
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const json::object& paths = document.at("paths").as_object();
  std::size_t described = 0;
  for (const Route& route : site_->table().routes()) {
    const char* method = route.method == net::Method::kPost     ? "post"
                         : route.method == net::Method::kDelete ? "delete"
                         : route.method == net::Method::kPut    ? "put"
                         : route.method == net::Method::kPatch  ? "patch"
                                                                : "get";
    const bool there =
        paths.contains(route.path) && paths.at(route.path).as_object().contains(method);
    EXPECT_TRUE(there) << method << " " << route.path;
    if (there) ++described;
  }
  std::size_t operations = 0;
  for (const auto& path : paths) {
    if (!path.key().starts_with("/api/")) continue;
    for (const auto& member : path.value().as_object()) {
      if (member.key() != "parameters") ++operations;
    }
  }
  EXPECT_EQ(described, operations) << "the document describes what is not there";
}

TEST_F(Openapi, RefersToNothingThatItLacks) {
  const std::string text = openapi_json();
  const json::value document = json::parse(text);
  constexpr std::string_view kReference = "\"$ref\":\"#/";
  std::size_t references = 0;
  for (auto at = text.find(kReference); at != std::string::npos; at = text.find(kReference, at)) {
    at += kReference.size();
    const std::string pointer = "/" + text.substr(at, text.find('"', at) - at);
    boost::system::error_code missing;
    document.find_pointer(pointer, missing);
    EXPECT_FALSE(missing) << pointer;
    ++references;
  }
  EXPECT_GE(references, 20u);
}

TEST_F(Openapi, IsServed) {
  net::Router router;
  site_->add_routes(router);
  net::Request request;
  request.method = net::Method::kGet;
  request.path = "/api/v1/openapi.json";
  std::optional<net::Response> response;
  const auto keep = [&](std::exception_ptr, net::Response given) { response = std::move(given); };
  boost::asio::co_spawn(io_, router(request), keep);
  io_.run_for(std::chrono::minutes(1));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("content-type"), "application/json");
}

}  // namespace
}  // namespace plenary::site::openapi_test
