#include "mail/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "mail/letter.h"

namespace plenary::mail {
namespace {

using base::Errc;
using base::Error;

/// The letter as libcurl reads it.
struct Source {
  std::string_view left;
};

std::size_t read_letter(char* to, std::size_t size, std::size_t count, void* source) {
  auto& left = static_cast<Source*>(source)->left;
  const std::size_t most = std::min(size * count, left.size());
  std::memcpy(to, left.data(), most);
  left.remove_prefix(most);
  return most;
}

/// Keeps the last line by which the server refused something.
std::size_t keep_refusal(const char* line, std::size_t size, std::size_t count, void* kept) {
  constexpr std::size_t kMost = 300;
  std::string& text = *static_cast<std::string*>(kept);
  const bool refuses = size * count > 0 && (*line == '4' || *line == '5');
  if (refuses) text.assign(line, std::min(size * count, kMost));
  return size * count;
}

std::size_t drop(const char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

int stop_when_asked(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

/// What a server says is shown to operators: one line of printable ASCII.
std::string printable_line(std::string_view text) {
  std::string line(base::trim(text));
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E) c = '?';
  }
  return line;
}

/// "host:25" of "smtp://host:25/name".
std::string_view authority_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  return rest.substr(0, rest.find('/'));
}

std::string_view host_of(std::string_view url) {
  const std::string_view rest = authority_of(url);
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find(':'));
}

bool is_here(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// True if the server refused this letter for good, and not us, or TLS, or a moment.
bool is_final(CURLcode code, long answer) {
  const bool ours = code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED ||
                    code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR;
  return !ours && answer >= 500 && answer < 600;
}

}  // namespace

base::Status check(const SmtpSettings& settings) {
  const bool scheme = settings.url.starts_with("smtp://") || settings.url.starts_with("smtps://");
  const bool password = authority_of(settings.url).find('@') != std::string_view::npos;
  if (!scheme || password || host_of(settings.url).empty()) {
    return Error(Errc::kMalformed, "smtp-url is smtp://HOST:PORT or smtps://HOST:PORT");
  }
  if (!is_address(settings.from)) {
    return Error(Errc::kMalformed, "smtp-from is an address such as plenary@conference.example");
  }
  return base::Done{};
}

void Smtp::Close::operator()(void* curl) const {
  curl_easy_cleanup(curl);
}

Smtp::Smtp(SmtpSettings settings) : settings_(std::move(settings)) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  PLENARY_CHECK(initialised == CURLE_OK);
  curl_.reset(curl_easy_init());
  PLENARY_CHECK(curl_ != nullptr);
}
Smtp::~Smtp() = default;

base::Status Smtp::send(const std::string& recipient, const std::string& letter) {
  if (!is_address(recipient)) return Error(Errc::kForbidden, "that is no address");
  CURL* const curl = curl_.get();
  curl_easy_reset(curl);  // The connection stays.
  Source source{letter};
  std::string refusal;
  std::array<char, CURL_ERROR_SIZE> why{};
  const bool here = is_here(host_of(settings_.url));
  const std::string from = "<" + settings_.from + ">";
  const std::string to = "<" + recipient + ">";
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, to.c_str()), &curl_slist_free_all);
  curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   static_cast<long>(here ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!settings_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
  }
  if (!settings_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &read_letter);
  curl_easy_setopt(curl, CURLOPT_READDATA, &source);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &keep_refusal);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &refusal);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &drop);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why.data());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &stop_when_asked);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stopping_);

  const CURLcode code = curl_easy_perform(curl);
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  // Nothing here outlives the call, but the handle would remember where it was.
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (code == CURLE_OK) return base::Done{};
  if (is_final(code, answer)) return Error(Errc::kForbidden, printable_line(refusal));
  const char* const said = why[0] != '\0' ? why.data() : curl_easy_strerror(code);
  std::string sentence = printable_line(said);
  if (!refusal.empty()) sentence += " (" + printable_line(refusal) + ")";
  return Error(Errc::kUnavailable, std::move(sentence));
}

}  // namespace plenary::mail
