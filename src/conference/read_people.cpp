#include "conference/readers.h"

namespace plenary::conference {

std::vector<people::Organisation> read_organisations(const YamlNode& root, Known& known,
                                                     Report& report) {
  std::vector<people::Organisation> organisations;
  Fields file(root, "organisations.yaml", known, report);
  for (const YamlNode& item : file.list("organisations", Need::kRequired)) {
    Fields fields(item, "an organisation", known, report);
    people::Organisation organisation;
    const auto id = fields.id<base::OrganisationId>(known.organisations.ids);
    organisation.name = fields.localised("name", Need::kRequired);
    organisation.short_name = fields.localised("short_name", Need::kOptional);
    organisation.picture = fields.picture("picture", Need::kOptional);
    organisation.text = fields.localised("text", Need::kOptional, Shape::kProse);
    organisation.links = fields.links("links");
    organisation.our_wording = fields.our_wording();
    organisation.sources = fields.sources();
    fields.finish();
    if (id) organisation.id = *id;
    organisations.push_back(std::move(organisation));
  }
  file.finish();
  return organisations;
}

std::vector<people::Person> read_people(const YamlNode& root, Known& known, Report& report) {
  std::vector<people::Person> people;
  Fields file(root, "people.yaml", known, report);
  for (const YamlNode& item : file.list("people", Need::kRequired)) {
    Fields fields(item, "a person", known, report);
    people::Person person;
    const auto id = fields.id<base::PersonId>(known.people.ids);
    person.name = fields.localised("name", Need::kRequired);
    person.title = fields.localised("title", Need::kOptional);
    person.organisation = fields.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                                 known.organisations);
    person.picture = fields.picture("picture", Need::kOptional);
    person.text = fields.localised("text", Need::kOptional, Shape::kProse);
    person.links = fields.links("links");
    person.our_wording = fields.our_wording();
    person.sources = fields.sources();
    fields.finish();
    if (id) person.id = *id;
    people.push_back(std::move(person));
  }
  file.finish();
  return people;
}

}  // namespace plenary::conference
