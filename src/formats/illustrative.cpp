#include "formats/illustrative.h"

#include <array>

namespace plenary::formats {
namespace {

std::string in(std::string_view language, const char* zh, const char* id, const char* en) {
  return language == "zh" ? zh : language == "id" ? id : en;
}

}  // namespace

std::string illustrative(std::string_view language) {
  return in(language, "示意", "ilustratif", "illustrative");
}

std::string illustrative_times(std::string_view language) {
  return in(language, "时刻为示意：没有来源给出具体时间。",
            "Jamnya ilustratif: tidak ada sumber yang menyebutkannya.",
            "The clock times are illustrative: no source gives them.");
}

std::string illustrative_hour(std::string_view language) {
  return in(language, "发布时刻为示意。", "Jam terbitnya ilustratif.",
            "The hour of publication is illustrative.");
}

bool is_illustrative_times(std::string_view text) {
  constexpr std::array kLanguages = {"zh", "id", "en"};
  for (const char* language : kLanguages) {
    if (text == illustrative_times(language)) return true;
  }
  return false;
}

}  // namespace plenary::formats
