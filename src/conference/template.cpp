#include "conference/template.h"

namespace plenary::conference {

PackageFiles template_package(base::Instant today) {
  const std::string date = base::format_rfc3339(today).substr(0, 10);
  PackageFiles package;
  package.put("conference.yaml",
              "id: conference\n"
              "title:\n"
              "  en: A conference is being prepared\n"
              "  zh: 大会筹备中\n"
              "  id: Konferensi sedang disiapkan\n"
              "short_name: Plenary\n"
              "host: host\n"
              "languages: [en, zh, id]\n"
              "time_zone: UTC\n"
              "days:\n"
              "  - date: " +
                  date +
                  "\n"
                  "    illustrative: true\n");
  package.put("organisations.yaml",
              "organisations:\n"
              "  - id: host\n"
              "    name:\n"
              "      en: The host\n"
              "      zh: 主办方\n"
              "      id: Tuan rumah\n");
  package.put("programme.yaml",
              "stages:\n"
              "  - id: main\n"
              "    title:\n"
              "      en: Main stage\n"
              "      zh: 主会场\n"
              "      id: Panggung utama\n"
              "    inputs:\n"
              "      - id: primary\n"
              "      - id: backup\n"
              "sessions: []\n");
  return package;
}

}  // namespace plenary::conference
