#include "site/embed_hosts.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <utility>
#include <vector>

namespace plenary::site {
namespace {

/// "news.example" of "https://news.example:8443/story"; empty if that is no host.
std::string host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  std::string host(address.substr(0, address.find_first_of("/:?#")));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool clean = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-';
  });
  return clean && host.size() <= 253 ? host : std::string();
}

}  // namespace

void EmbedHosts::count(const net::Request& request) {
  std::string host = host_of(request.query_value("host").value_or(""));
  if (host.empty()) host = host_of(request.header("referer"));
  if (host.empty()) host = "unknown";
  views_.with([&](auto& views) {
    if (!views.contains(host) && views.size() >= kMost) host = "others";
    ++views[host];
  });
}

std::string EmbedHosts::json() const {
  namespace json = boost::json;
  std::vector<std::pair<std::string, std::uint64_t>> views = views_.with([](const auto& all) {
    return std::vector<std::pair<std::string, std::uint64_t>>(all.begin(), all.end());
  });
  std::stable_sort(views.begin(), views.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  json::array hosts;
  for (const auto& [host, count] : views) {
    hosts.emplace_back(json::object{{"host", host}, {"views", count}});
  }
  return json::serialize(json::object{{"hosts", std::move(hosts)}});
}

}  // namespace plenary::site
