#include "conference/announced_things.h"

#include <cstdint>
#include <string_view>

namespace plenary::conference {
namespace {

/// Takes in what is told of a thing, piece by piece; equal words make equal prints (FNV-1a).
class Told {
 public:
  Told& add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0);
    return *this;
  }
  Told& add(const base::LocalisedText& text) {
    for (const auto& [language, words] : text.by_language) add(language).add(words);
    return add("");
  }
  std::string text() const { return std::to_string(sum_); }

 private:
  void mix(unsigned byte) { sum_ = (sum_ ^ byte) * 0x100000001B3u; }

  std::uint64_t sum_ = 0xCBF29CE484222325u;
};

programme::Thing thing_of(const people::Person& person) {
  Told told;
  told.add(person.name).add(person.title).add(person.text).add(person.picture);
  if (person.organisation) told.add(person.organisation->text());
  return {person.name, told.text()};
}

programme::Thing thing_of(const report::Report& report) {
  Told told;
  told.add(report.title).add(report.summary);
  for (const report::Chapter& chapter : report.chapters) {
    told.add(chapter.title);
    for (const auto& [language, markdown] : chapter.markdown) told.add(language).add(markdown);
  }
  for (const report::Indicator& indicator : report.indicators) {
    told.add(indicator.name).add(indicator.value.text()).add(indicator.unit.code).add(indicator.note);
  }
  return {report.title, told.text()};
}

programme::Thing thing_of(const news::Post& post) {
  Told told;
  told.add(post.title).add(post.summary);
  for (const auto& [language, markdown] : post.markdown) told.add(language).add(markdown);
  return {post.title, told.text()};
}

programme::Thing thing_of(const exhibition::Exhibitor& exhibitor) {
  Told told;
  told.add(exhibitor.title).add(exhibitor.text).add(exhibitor.website).add(exhibitor.logo);
  for (const auto& product : exhibitor.products) told.add(product.title).add(product.text);
  for (const auto& document : exhibitor.documents) told.add(document.title).add(document.file);
  for (const auto& video : exhibitor.videos) told.add(video.title).add(video.film).add(video.url);
  for (const auto& duty : exhibitor.duty) {
    told.add(base::format_rfc3339(duty.starts_at)).add(base::format_rfc3339(duty.ends_at));
  }
  return {exhibitor.title, told.text()};
}

}  // namespace

programme::Things things_of(const Content& content) {
  programme::Things things;
  for (const auto& person : content.people) things[{"person", person.id.text()}] = thing_of(person);
  for (const auto& report : content.reports) things[{"report", report.id.text()}] = thing_of(report);
  for (const auto& post : content.news) things[{"news", post.slug.text()}] = thing_of(post);
  for (const auto& exhibitor : content.exhibition.exhibitors) {
    things[{"exhibitor", exhibitor->id.text()}] = thing_of(*exhibitor);
  }
  return things;
}

std::string thing_url(const programme::ThingName& thing) {
  return "/" + thing.first + "/" + thing.second;
}

}  // namespace plenary::conference
