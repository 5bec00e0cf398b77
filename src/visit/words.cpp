#include "visit/words.h"

#include <utility>

namespace plenary::visit {
namespace {

/// Each sentence with the name of what it is about in the place of "%".
base::LocalisedText filled(std::initializer_list<std::pair<const char*, std::string>> sentences,
                           const base::LocalisedText& name) {
  base::LocalisedText text;
  for (const auto& [language, sentence] : sentences) {
    std::string words = sentence;
    const std::size_t at = words.find('%');
    if (at != std::string::npos) words.replace(at, 1, name.in(language));
    text.by_language[language] = std::move(words);
  }
  return text;
}

}  // namespace

base::LocalisedText moved_up_words(const base::LocalisedText& event) {
  return filled({{"en", "A place became free: you take part in “%”."},
                 {"zh", "已有空位：您已成功报名“%”。"},
                 {"id", "Ada tempat kosong: Anda kini ikut serta dalam “%”."}},
                event);
}

base::LocalisedText event_soon_words(const base::LocalisedText& event) {
  return filled({{"en", "“%” begins in less than ten minutes."},
                 {"zh", "“%”将在十分钟内开始。"},
                 {"id", "“%” dimulai kurang dari sepuluh menit lagi."}},
                event);
}

base::LocalisedText meeting_soon_words(const base::LocalisedText& exhibitor) {
  return filled({{"en", "Your meeting with % begins in less than ten minutes."},
                 {"zh", "您与%的会面将在十分钟内开始。"},
                 {"id", "Pertemuan Anda dengan % dimulai kurang dari sepuluh menit lagi."}},
                exhibitor);
}

base::LocalisedText booking_cancelled_words(const base::LocalisedText& exhibitor,
                                            const std::string& reason) {
  base::LocalisedText text = filled({{"en", "% cancelled your meeting."},
                                     {"zh", "%取消了与您的会面。"},
                                     {"id", "% membatalkan pertemuan Anda."}},
                                    exhibitor);
  if (reason.empty()) return text;
  for (auto& [language, words] : text.by_language) words += " " + reason;
  return text;
}

base::LocalisedText meeting_given_back_words(const base::LocalisedText& exhibitor) {
  return filled({{"en", "Your account has another meeting at that time: the one with % is given back."},
                 {"zh", "您的账号在该时段已有其他会面，与%的会面已取消。"},
                 {"id", "Akun Anda punya pertemuan lain pada waktu itu: yang dengan % dikembalikan."}},
                exhibitor);
}

base::LocalisedText meeting_title(const base::LocalisedText& exhibitor) {
  return filled({{"en", "Meeting with %"}, {"zh", "与%会面"}, {"id", "Pertemuan dengan %"}},
                exhibitor);
}

base::LocalisedText visitor_meeting_title(const std::string& visitor) {
  if (visitor.empty()) {
    return filled({{"en", "Meeting with a visitor"},
                   {"zh", "与访客会面"},
                   {"id", "Pertemuan dengan pengunjung"}},
                  {});
  }
  return filled({{"en", "Meeting with %"}, {"zh", "与%会面"}, {"id", "Pertemuan dengan %"}},
                {{{"en", visitor}}});
}

}  // namespace plenary::visit
