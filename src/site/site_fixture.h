#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/secret.h"
#include "conference/accounts.h"
#include "conference/conference.h"
#include "conference/package.h"
#include "conference/speakers.h"
#include "net/router.h"
#include "site/site.h"
#include "storage/database.h"

namespace plenary::site {

/// A browser's side of the tests: what it sends, and the cookie it holds.
struct Browser {
  std::string token;
  std::string csrf;
  std::string peer = "192.0.2.1";
};

/// A site of the example without stages of its own, in a data folder that goes with the test.
class SiteFixture : public testing::Test {
 protected:
  SiteFixture() {
    char name[] = "/tmp/plenary-site-XXXXXX";
    folder_ = ::mkdtemp(name);
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
  }
  ~SiteFixture() override {
    site_.reset();
    speakers_.reset();
    accounts_.reset();
    conference_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  /// An account with a grant (none if empty) that is signed in, without a password to be hashed.
  Browser person(const std::string& id, const std::string& grant) {
    const base::Instant now = base::real_utc_now();
    Browser browser{account::hash_token("token of " + id), account::hash_token("csrf of " + id)};
    storage::AccountChanges changes{
        storage::AccountRecord{id, "", id, "", true, {}, now},
        storage::LoginRecord{account::hash_token(browser.token), id, browser.csrf,
                             now + std::chrono::hours(1)}};
    if (!grant.empty()) changes.emplace_back(storage::GrantRecord{id, grant, "test", now});
    EXPECT_TRUE(database_->apply_now(std::move(changes)));
    return browser;
  }

  /// Opens the site; the people are those made before.
  void open(conference::AccountSettings settings = {}) {
    const auto package =
        conference::load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / package_).content;
    const conference::Clock clock(now_, conference::FolderKind::kConference, {});
    conference_ = *conference::Conference::open(io_.get_executor(), package, *database_, clock);
    accounts_ =
        std::make_unique<conference::Accounts>(*database_, base::real_utc_now, std::move(settings));
    SiteParts parts;
    parts.conference = conference_.get();
    parts.accounts = accounts_.get();
    parts.database = database_.get();
    speakers_ = std::make_unique<conference::Speakers>(*database_, base::real_utc_now);
    parts.speakers = speakers_.get();
    furnish(parts);
    site_ = std::make_unique<Site>(std::move(parts));
    site_->add_routes(router_);
  }

  /// What else the site works with; called by open().
  virtual void furnish(SiteParts&) {}

  static net::Request request(net::Method method, std::string_view target, std::string body,
                              const Browser& browser) {
    net::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string_view::npos)
      request.query = target.substr(target.find('?') + 1);
    request.body = std::move(body);
    request.peer = browser.peer;
    request.headers = {{"host", "plenary.example"}};
    if (!browser.token.empty()) request.headers.emplace_back("cookie", "plenary=" + browser.token);
    if (!browser.csrf.empty()) request.headers.emplace_back("x-plenary-csrf", browser.csrf);
    return request;
  }

  net::Response answer(const net::Router& router, net::Request request) {
    net::Response response;
    auto run = [&]() -> boost::asio::awaitable<void> { response = co_await router(request); };
    boost::asio::co_spawn(io_, run(), [](std::exception_ptr failed) {
      if (failed) std::rethrow_exception(failed);
    });
    io_.restart();
    io_.run();
    return response;
  }
  net::Response answer(net::Method method, std::string_view target, std::string body,
                       const Browser& browser = {}) {
    return answer(router_, request(method, target, std::move(body), browser));
  }

  static boost::json::value json_of(const net::Response& response) {
    const auto* const text = std::get_if<std::string>(&response.body);
    return text == nullptr || text->empty() ? boost::json::value() : boost::json::parse(*text);
  }

  /// The browser that a sign-in's answer makes.
  static Browser browser_of(const net::Response& response) {
    const std::string_view cookie = response.header("set-cookie");
    const std::size_t from = cookie.find('=') + 1;
    return {std::string(cookie.substr(from, cookie.find(';') - from)),
            std::string(json_of(response).at("csrf").as_string())};
  }

  std::string package_ = "examples/cic2020";    ///< Set before open().
  base::UtcClock now_ = base::real_utc_now;     ///< Likewise: the conference's clock.
  std::filesystem::path folder_;
  boost::asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<conference::Conference> conference_;
  std::unique_ptr<conference::Accounts> accounts_;
  std::unique_ptr<conference::Speakers> speakers_;
  std::unique_ptr<Site> site_;
  net::Router router_;
};

}  // namespace plenary::site
