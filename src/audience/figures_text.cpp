#include "audience/figures_text.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string_view>

#include "base/csv.h"
#include "base/time.h"

namespace plenary::audience {
namespace {

namespace json = boost::json;
using base::format_rfc3339;

/// What a figure means; views of any length share one.
struct Definition {
  std::string_view figure, en, zh, id;
};

constexpr Definition kDefinitions[] = {
    {"average_minute_audience",
     "Seconds watched by all viewers, divided by the seconds of the session that were "
     "counted. Watching means that the player was showing the stage, not that a page was "
     "open. Low and high bound the estimate of those who vanish without a word.",
     "全部观众的观看秒数除以该场次计入的秒数。观看指播放器正在播放，而不是页"
     "面开着。上下限标出不告而别者的估计范围。",
     "Detik tonton semua penonton dibagi detik sesi yang dihitung. Menonton berarti "
     "pemutar menayangkan panggung, bukan sekadar halaman terbuka. Batas bawah dan atas "
     "membatasi perkiraan mereka yang hilang tanpa kabar."},
    {"peak",
     "The highest mean of a minute, with the highest lower and upper bounds of any minute.",
     "每分钟平均值中的最高者，及各分钟下限、上限中的最高者。",
     "Rata-rata satu menit yang tertinggi, dengan batas bawah dan atas tertinggi dari "
     "semua menit."},
    {"viewers",
     "Players that showed the stage, the mean of the minute. Low and high bound those who "
     "vanish without a word: the truth is between them in at least 95 of 100 samples.",
     "正在播放的播放器，该分钟的平均值。上下限标出不告而别者：至少 95% 的样本中真值在其间。",
     "Pemutar yang menayangkan panggung, rata-rata menit itu. Batas bawah dan atas untuk "
     "mereka yang hilang tanpa kabar: nilai sebenarnya di antaranya dalam sedikitnya 95 dari "
     "100 sampel."},
    {"counted_seconds",
     "Seconds of the session in which the server counted: not those in which it was down.",
     "服务器计数的场次秒数：不含停机的秒数。",
     "Detik sesi saat server menghitung: tidak termasuk saat server mati."},
    {"unique_devices",
     "Devices that showed the session, exact: counted by a keyed hash of an anonymous "
     "ticket, never by an address.",
     "播放过该场次的设备，精确值：由匿名票据的带密钥散列计数，从不使用地址。",
     "Perangkat yang menampilkan sesi, tepat: dihitung dengan hash berkunci dari tiket "
     "anonim, tidak pernah dari alamat."},
    {"accounts",
     "Accounts among them, exact.",
     "其中登录的账号，精确值。",
     "Akun di antaranya, tepat."},
    {"views",
     "Devices that watched for so long in all. A device that vanished counts up to its "
     "last sign of life, at most 18 seconds before: at least so many.",
     "累计观看达到该时长的设备。突然消失的设备算到最后一次信号，最多提前 1"
     "8 秒：因此是至少这么多。",
     "Perangkat yang menonton selama itu seluruhnya. Perangkat yang hilang dihitung "
     "sampai tanda hidup terakhirnya, paling lama 18 detik sebelumnya: jadi paling "
     "sedikit sekian."},
};

std::string_view english(std::string_view figure) {
  for (const Definition& one : kDefinitions) {
    if (one.figure == figure) return one.en;
  }
  return {};
}

std::int64_t whole(double value) {
  return static_cast<std::int64_t>(value + 0.5);
}

struct Bounds {
  double low = 0;
  double high = 0;
};

json::object bounded(double value, Bounds bounds) {
  return {{"value", whole(value)}, {"low", whole(bounds.low)}, {"high", whole(bounds.high)}};
}

/// `at` is empty for a figure of the whole session.
std::string line(std::string_view figure, std::string_view at, double value, Bounds bounds) {
  return fmt::format("{},{},{:.1f},{:.1f},{:.1f},{}\r\n", figure, at, value, bounds.low, bounds.high,
                     base::csv_field(english(figure)));
}

std::string count_line(std::string_view figure, std::uint64_t count, std::string_view definition) {
  return fmt::format("{},,{},,,{}\r\n", figure, count, base::csv_field(english(definition)));
}

}  // namespace

std::string figures_document(const std::string& session, const Figures& figures) {
  json::array curve;
  for (const Figures::Minute& minute : figures.curve) {
    curve.push_back(json::object{{"at", format_rfc3339(minute.at)},
                                 {"viewers", whole(minute.now)},
                                 {"low", whole(minute.low)},
                                 {"high", whole(minute.high)}});
  }
  json::object definitions;
  for (const Definition& one : kDefinitions) {
    definitions[one.figure] = json::object{{"zh", one.zh}, {"en", one.en}, {"id", one.id}};
  }
  return json::serialize(json::object{
      {"session", session},
      {"counted_seconds", figures.seconds},
      {"average_minute_audience",
       bounded(figures.average, {figures.average_low, figures.average_high})},
      {"peak", bounded(figures.peak, {figures.peak_low, figures.peak_high})},
      {"unique_devices", figures.views[0]},
      {"accounts", figures.accounts},
      {"views", json::object{{"at_least_2_s", figures.views[1]},
                             {"at_least_30_s", figures.views[2]},
                             {"at_least_60_s", figures.views[3]}}},
      {"definitions", std::move(definitions)},
      {"curve", std::move(curve)}});
}

std::string figures_csv(const Figures& figures) {
  std::string csv = "figure,at,value,low,high,definition\r\n";
  csv += count_line("counted_seconds", static_cast<std::uint64_t>(figures.seconds), "counted_seconds");
  csv += line("average_minute_audience", "", figures.average,
              {figures.average_low, figures.average_high});
  csv += line("peak", "", figures.peak, {figures.peak_low, figures.peak_high});
  csv += count_line("unique_devices", figures.views[0], "unique_devices");
  csv += count_line("accounts", figures.accounts, "accounts");
  csv += count_line("views_at_least_2_s", figures.views[1], "views");
  csv += count_line("views_at_least_30_s", figures.views[2], "views");
  csv += count_line("views_at_least_60_s", figures.views[3], "views");
  for (const Figures::Minute& minute : figures.curve) {
    csv += line("viewers", format_rfc3339(minute.at), minute.now, {minute.low, minute.high});
  }
  return csv;
}

}  // namespace plenary::audience
