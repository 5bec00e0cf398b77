#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/mailbox.h"
#include "conference/conference.h"
#include "net/http.h"
#include "site/assets.h"
#include "site/embed_hosts.h"
#include "site/page_state.h"
#include "site/page_subject.h"

namespace plenary::site {

/// The pages' shells with what the reader needs for a first paint: language, title, preview for
/// links (OpenGraph), preloads, and the public documents as the page's state. Composed once for
/// each snapshot, page and language. Safe from every thread.
class Pages {
 public:
  /// Both outlive the pages. With `cover` there is a picture of the conference for previews.
  Pages(const Assets& assets, const conference::Conference& conference, bool cover = false);

  /// Every page of the audience: see subject_of(). Any other path is the same shell with status
  /// 404, so that the reader gets the site's own "not found"; to programs, which do not ask for
  /// text/html, it is nothing_here().
  net::Response audience(const net::Request& request) const;
  /// 404 as a problem document.
  static net::Response nothing_here();
  /// `/embed/{stage}` and `/embed/figure/{report}/{indicator}`: what may stand in the pages of
  /// other sites. Counted by the host that shows it.
  net::Response embed(const net::Request& request) const;
  const EmbedHosts& embeds() const { return embeds_; }
  net::Response sitemap(const net::Request& request) const;
  net::Response robots(const net::Request& request) const;
  /// `/studio` and below.
  net::Response studio(const net::Request& request) const;
  /// `/admin` and below: the organiser's desk.
  net::Response admin(const net::Request& request) const;
  /// `/overlay/{stage}/question` and `/overlay/{stage}/poll`, to lay over a picture; for a stage
  /// that is none, as audience().
  net::Response overlay(const net::Request& request) const;

 private:
  struct Composed {
    base::SharedBytes plain;
    base::SharedBytes gzip;
    int status = 200;
  };
  /// Pages of one snapshot; replaced with it.
  struct Cache {
    std::shared_ptr<const conference::Snapshot> snapshot;
    std::map<std::string, Composed> by_key;
  };

  /// A shell that holds nothing of the conference but its language. Each answer is of its own: its
  /// scripts run by a nonce.
  net::Response shell(const net::Request& request, std::string_view name) const;
  Composed composed(const net::Request& request) const;
  Composed compose(const Subject& subject, const PageAddress& address,
                   const conference::Snapshot& snapshot) const;

  const Assets& assets_;
  const conference::Conference& conference_;
  const bool cover_;
  PageState state_;
  mutable EmbedHosts embeds_;
  mutable base::Latest<Cache> cache_;
};

}  // namespace plenary::site
