#include "app/adopt_proposal.h"

#include <sodium.h>

#include <boost/json/parse.hpp>
#include <memory>
#include <utility>
#include <vector>

namespace plenary::app {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using conference::FileEdit;
using conference::PathStep;

FileEdit edit_of(const std::string& person, std::vector<PathStep> rest, json::value value) {
  FileEdit edit;
  edit.file = "people.yaml";
  edit.edit.path = {PathStep{"people"}, PathStep{PathStep::Item{"id", person}}};
  for (PathStep& step : rest) edit.edit.path.push_back(std::move(step));
  edit.edit.value = std::move(value);
  return edit;
}

base::Result<base::SharedBytes> decode(const std::string& base64) {
  base::Bytes bytes(base64.size());
  std::size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), base64.data(), base64.size(), "\r\n", &size,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return base::Error(base::Errc::kMalformed, "The proposed picture is no base64.");
  }
  bytes.resize(size);
  return std::make_shared<const base::Bytes>(std::move(bytes));
}

}  // namespace

awaitable<base::Status> adopt_proposal(conference::Library& library, conference::Gallery& gallery,
                                       storage::SpeakerProposalRecord proposal,
                                       std::string account) {
  std::vector<FileEdit> edits;
  boost::system::error_code failed;
  const json::value words = json::parse(proposal.text, failed);
  if (!failed && words.is_object()) {
    for (const json::key_value_pair& one : words.get_object()) {
      edits.push_back(edit_of(proposal.person,
                              {PathStep{"text"}, PathStep{std::string(one.key())}}, one.value()));
    }
  }
  if (!proposal.picture.empty()) {
    auto sent = decode(proposal.picture);
    if (!sent) co_return sent.error();
    const auto kept = co_await gallery.take_in(*sent);
    if (!kept) co_return kept.error();
    const std::string name = proposal.person + ".webp";
    const auto put = co_await library.put_file("pictures/" + name, kept->webp, account);
    if (!put) co_return put.error();
    edits.push_back(edit_of(proposal.person, {PathStep{"picture"}}, json::value(name)));
  }
  const auto edited = co_await library.edit(std::move(edits), std::move(account));
  if (!edited) co_return edited.error();
  co_return base::Done{};
}

}  // namespace plenary::app
