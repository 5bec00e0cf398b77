#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/assets.h"
#include "site/site_fixture.h"

namespace plenary::site::page_policy_test {
namespace {

using net::Method;
using ::testing::HasSubstr;
using ::testing::Not;

class PagePolicy : public SiteFixture {
 protected:
  struct Page {
    std::string html;
    std::string policy;
    std::string cached;
  };
  Page get(const std::string& target) {
    const net::Response response = answer(Method::kGet, target, "");
    Page page{"", std::string(response.header("content-security-policy")),
              std::string(response.header("cache-control"))};
    if (const auto* bytes = std::get_if<base::SharedBytes>(&response.body)) {
      page.html = std::string(base::text_of(**bytes));
    }
    return page;
  }
  /// Every tag of the page that begins so, up to its end.
  static std::vector<std::string> tags(const std::string& html, const std::string& begin) {
    std::vector<std::string> all;
    for (std::size_t at = html.find(begin); at != std::string::npos; at = html.find(begin, at + 1)) {
      all.push_back(html.substr(at, html.find('>', at) + 1 - at));
    }
    return all;
  }
  /// What a script-src lets run by a nonce.
  static std::string nonce_of(const std::string& policy) {
    constexpr std::string_view kBegin = "script-src 'nonce-";
    const std::size_t at = policy.find(kBegin);
    if (at == std::string::npos) return {};
    const std::size_t from = at + kBegin.size();
    return policy.substr(from, policy.find('\'', from) - from);
  }
};

TEST_F(PagePolicy, TheDesksScriptsRunByANonceOfEachAnswer) {
  open();
  for (const char* target : {"/studio", "/studio/moderate/opening", "/admin", "/overlay/opening/poll"}) {
    const Page page = get(target);
    const std::string nonce = nonce_of(page.policy);
    EXPECT_EQ(nonce.size(), 43u) << target << page.policy;
    EXPECT_NE(nonce_of(get(target).policy), nonce) << target;
    EXPECT_THAT(page.policy, HasSubstr("'strict-dynamic' 'self'; style-src 'self';"));
    EXPECT_EQ(page.cached, "private, no-cache");
    const std::vector<std::string> scripts = tags(page.html, "<script");
    EXPECT_FALSE(scripts.empty()) << target;
    for (const std::string& tag : scripts) {
      EXPECT_THAT(tag, HasSubstr(" nonce=\"" + nonce + "\"")) << target;
    }
    for (const std::string& tag : tags(page.html, "<link rel=\"modulepreload\"")) {
      EXPECT_THAT(tag, HasSubstr(" nonce=\"" + nonce + "\"")) << target;
    }
  }
}

TEST_F(PagePolicy, PagesThatAllShareHaveNoScriptInThemButOurFiles) {
  open();
  for (const char* target : {"/", "/stage/opening", "/session/opening-ceremony", "/embed/opening"}) {
    const Page page = get(target);
    EXPECT_THAT(page.policy, HasSubstr("default-src 'none'; script-src 'self';")) << target;
    EXPECT_THAT(page.html, Not(HasSubstr("nonce="))) << "all have the same bytes";
    for (const std::string& tag : tags(page.html, "<script")) {
      const bool data = tag.find("type=\"application/json\"") != std::string::npos ||
                        tag.find("type=\"application/ld+json\"") != std::string::npos;
      EXPECT_TRUE(data || tag.find(" src=\"/assets/") != std::string::npos) << target << tag;
    }
    for (const char* handler : {" onclick=", " onload=", " onerror=", "javascript:"}) {
      EXPECT_THAT(page.html, Not(HasSubstr(handler))) << target;
    }
  }
}

TEST_F(PagePolicy, NoPolicyLetsAnythingElseIn) {
  open();
  for (const char* target : {"/", "/stage/opening", "/studio", "/admin", "/overlay/opening/poll"}) {
    const std::string policy = get(target).policy;
    for (const char* strict : {"default-src 'none'", "base-uri 'none'", "form-action 'self'"}) {
      EXPECT_THAT(policy, HasSubstr(strict)) << target;
    }
    for (const char* loose : {"unsafe", "http:", "https:", "object-src"}) {
      EXPECT_THAT(policy, Not(HasSubstr(loose))) << target;
    }
  }
}

TEST_F(PagePolicy, WhatDoesNotExistIsAProblemToProgramsAndAPageToReaders) {
  open();
  for (const char* target : {"/stage/nowhere", "/session/none", "/overlay/nowhere/poll", "/embed/nowhere", "/none"}) {
    const net::Response program = answer(Method::kGet, target, "");
    EXPECT_EQ(program.status, 404) << target;
    EXPECT_EQ(program.header("content-type"), "application/problem+json") << target;
    net::Request asked = request(Method::kGet, target, "", {});
    asked.headers.emplace_back("accept", "text/html,application/xhtml+xml");
    const net::Response reader = answer(router_, asked);
    EXPECT_EQ(reader.status, 404) << target;
    EXPECT_EQ(reader.header("content-type"), "text/html; charset=utf-8") << target;
  }
}

TEST_F(PagePolicy, OnlyTheBuiltPagesFilesAreJavaScript) {
  const Assets assets;
  std::size_t scripts = 0;
  for (const EmbeddedAsset& asset : embedded_assets()) {
    net::Request asked;
    asked.path = "/" + std::string(asset.name);
    const net::Response response = assets.serve(asked);
    if (response.status != 200) continue;
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff") << asset.name;
    if (response.header("content-type").find("javascript") == std::string_view::npos) continue;
    EXPECT_TRUE(asset.name.starts_with("assets/")) << asset.name;
    ++scripts;
  }
  EXPECT_GE(scripts, 3u);
}

}  // namespace
}  // namespace plenary::site::page_policy_test
