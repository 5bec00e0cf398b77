#pragma once

#include <string>
#include <string_view>

#include "site/page_subject.h"

namespace plenary::site {

/// A snapshot, read in one language.
struct PageWords {
  const conference::Snapshot& snapshot;
  const std::string& language;

  std::string in(const base::LocalisedText& text) const {
    return std::string(text.in(language, snapshot.content->fallback));
  }
};

// Each fills in what a page of its kind says: title, description, the readable body, JSON-LD. The
// title and description of `subject` are the conference's when these begin.

void describe_lobby(Subject& subject, const PageWords& words);
void describe_programme(Subject& subject, const PageWords& words);
void describe_stage(Subject& subject, const PageWords& words,
                    const programme::StageDescription& stage);
void describe_session(Subject& subject, const PageWords& words, const programme::Session& session);
void describe_forum(Subject& subject, const PageWords& words, const programme::Forum& forum);
void describe_person(Subject& subject, const PageWords& words, const people::Person& person);
void describe_organisation(Subject& subject, const PageWords& words,
                           const people::Organisation& organisation);
void describe_reports(Subject& subject, const PageWords& words);
void describe_report(Subject& subject, const PageWords& words, const report::Report& report);
/// False if there is no such figure.
bool describe_figure(Subject& subject, const PageWords& words, std::string_view report,
                     std::string_view indicator);
void describe_news(Subject& subject, const PageWords& words);
void describe_post(Subject& subject, const PageWords& words, const news::Post& post);
void describe_exhibition(Subject& subject, const PageWords& words);
void describe_hall(Subject& subject, const PageWords& words, const exhibition::Hall& hall);
void describe_exhibitor(Subject& subject, const PageWords& words,
                        const exhibition::Exhibitor& exhibitor);
void describe_product(Subject& subject, const PageWords& words,
                      const exhibition::Exhibitor& exhibitor, const exhibition::Product& product);
void describe_catalogue(Subject& subject, const PageWords& words);
void describe_summary(Subject& subject, const PageWords& words);

}  // namespace plenary::site
