#include "visit/figures.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>

namespace plenary::visit {
namespace {

namespace json = boost::json;

/// What a figure is called and what it counts, in the languages of the pages.
struct Definition {
  const char* id;
  const char* title[3];  // en, zh, id
  const char* text[3];
};

constexpr Definition kDefinitions[] = {
    {"visitors",
     {"Visitors", "访客数", "Pengunjung"},
     {"Different visitors who had the booth's page open that day; each counts once a day.",
      "当天打开过展位页面的不同访客数，每位访客每天只计一次。",
      "Pengunjung berbeda yang membuka halaman stan pada hari itu; masing-masing dihitung sekali sehari."}},
    {"conversations",
     {"Conversations begun", "新开始的对话", "Percakapan dimulai"},
     {"Conversations whose first message was written that day.", "当天写下第一条消息的对话数。",
      "Percakapan yang pesan pertamanya ditulis pada hari itu."}},
    {"conversations_answered",
     {"Of these answered", "其中已答复", "Di antaranya dijawab"},
     {"Conversations that a visitor began that day and that staff have answered since, whenever.",
      "当天由访客开始、之后任何时间得到工作人员答复的对话数。",
      "Percakapan yang dimulai pengunjung pada hari itu dan sudah dijawab petugas, kapan pun."}},
    {"first_answer_seconds_median",
     {"Median time to the first answer (s)", "首次答复时间中位数（秒）", "Median waktu jawaban pertama (dtk)"},
     {"For the conversations answered: from the visitor's first message to the first answer; half took longer.",
      "就已答复的对话而言：从访客第一条消息到首次答复的时间，一半的对话更长。",
      "Untuk percakapan yang dijawab: dari pesan pertama pengunjung sampai jawaban pertama; separuhnya lebih lama."}},
    {"messages_from_visitors",
     {"Messages from visitors", "访客消息", "Pesan dari pengunjung"},
     {"Messages that visitors wrote that day.", "访客当天写的消息数。",
      "Pesan yang ditulis pengunjung pada hari itu."}},
    {"messages_from_staff",
     {"Messages from staff", "工作人员消息", "Pesan dari petugas"},
     {"Messages that staff wrote that day.", "工作人员当天写的消息数。",
      "Pesan yang ditulis petugas pada hari itu."}},
    {"cards",
     {"Cards left", "留下的名片", "Kartu ditinggalkan"},
     {"Cards first left that day; a card that was withdrawn is not counted any more.",
      "当天首次留下的名片数；已撤回的名片不再计入。",
      "Kartu yang pertama kali ditinggalkan pada hari itu; kartu yang ditarik tidak dihitung lagi."}},
    {"meetings",
     {"Meetings booked", "预约的会面", "Pertemuan dipesan"},
     {"Meetings that were booked that day, whenever they take place, cancelled ones too.",
      "当天预约的会面数，不论何时举行，包括后来取消的。",
      "Pertemuan yang dipesan pada hari itu, kapan pun berlangsungnya, termasuk yang dibatalkan."}},
    {"meetings_cancelled",
     {"Of these cancelled", "其中已取消", "Di antaranya dibatalkan"},
     {"Meetings booked that day that the visitor or the booth cancelled since.",
      "当天预约、之后被访客或展位取消的会面数。",
      "Pertemuan yang dipesan pada hari itu dan kemudian dibatalkan pengunjung atau stan."}},
    {"offers",
     {"Offers asked for", "询价", "Permintaan penawaran"},
     {"Offers on products that visitors asked for that day.", "访客当天就产品提出的询价数。",
      "Penawaran produk yang diminta pengunjung pada hari itu."}},
    {"offers_answered",
     {"Of these answered", "其中已答复", "Di antaranya dijawab"},
     {"Offers asked for that day that staff have answered since.",
      "当天提出、之后得到工作人员答复的询价数。",
      "Penawaran yang diminta pada hari itu dan sudah dijawab petugas."}},
    {"saved",
     {"Saved", "收藏", "Disimpan"},
     {"How often the booth or one of its products was saved that day and still is.",
      "当天收藏展位或其产品且至今仍保留的次数。",
      "Berapa kali stan atau produknya disimpan pada hari itu dan masih tersimpan."}},
};

json::object localised(const char* const (&texts)[3]) {
  return {{"en", texts[0]}, {"zh", texts[1]}, {"id", texts[2]}};
}

void count_conversation(const Conversation& conversation, const World& world,
                        std::map<std::string, DayFigures>& days) {
  if (conversation.messages.empty()) return;
  for (const Message& message : conversation.messages) {
    DayFigures& day = days[day_of(message.at, world)];
    ++(message.from_staff ? day.messages_from_staff : day.messages_from_visitors);
  }
  const Message& first = conversation.messages.front();
  DayFigures& begun = days[day_of(first.at, world)];
  ++begun.conversations;
  if (first.from_staff) return;
  const auto answer = std::find_if(conversation.messages.begin(), conversation.messages.end(),
                                   [](const Message& message) { return message.from_staff; });
  if (answer == conversation.messages.end()) return;
  ++begun.conversations_answered;
  begun.first_answer_seconds.push_back(
      std::chrono::duration_cast<std::chrono::seconds>(answer->at - first.at).count());
}

json::value median(std::vector<std::int64_t> values) {
  if (values.empty()) return nullptr;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::map<std::string, DayFigures> figures_of(const Ledger& ledger, const std::string& exhibitor,
                                             const World& world) {
  std::map<std::string, DayFigures> days;
  const Ledger::Booth* const booth = ledger.booth(exhibitor);
  if (booth == nullptr) return days;
  for (const auto& [what, at] : booth->saved) ++days[day_of(at, world)].saved;
  for (const auto& [day, hashes] : booth->seen) {
    days[day].visitors = static_cast<std::int64_t>(hashes.size());
  }
  for (const auto& [visitor, one] : booth->conversations) count_conversation(one, world, days);
  for (const auto& [contact, lead] : booth->leads) ++days[day_of(lead.first_at, world)].cards;
  for (const std::string& id : booth->bookings) {
    const Booking* const booking = ledger.booking(id);
    if (booking == nullptr) continue;
    DayFigures& day = days[day_of(booking->made_at, world)];
    ++day.meetings;
    if (booking->state != BookingState::kBooked) ++day.meetings_cancelled;
  }
  for (const std::uint64_t number : booth->offers) {
    const Offer* const offer = ledger.offer(number);
    if (offer == nullptr) continue;
    DayFigures& day = days[day_of(offer->at, world)];
    ++day.offers;
    if (!offer->answer.empty()) ++day.offers_answered;
  }
  return days;
}

json::object day_json(const std::string& day, const DayFigures& figures) {
  return {{"day", day},
          {"visitors", figures.visitors},
          {"conversations", figures.conversations},
          {"conversations_answered", figures.conversations_answered},
          {"first_answer_seconds_median", median(figures.first_answer_seconds)},
          {"messages_from_visitors", figures.messages_from_visitors},
          {"messages_from_staff", figures.messages_from_staff},
          {"cards", figures.cards},
          {"meetings", figures.meetings},
          {"meetings_cancelled", figures.meetings_cancelled},
          {"offers", figures.offers},
          {"offers_answered", figures.offers_answered},
          {"saved", figures.saved}};
}

json::object figures_json(const Ledger& ledger, const std::string& exhibitor,
                          const World& world) {
  json::array days;
  for (const auto& [day, figures] : figures_of(ledger, exhibitor, world)) {
    days.push_back(day_json(day, figures));
  }
  json::array definitions;
  for (const Definition& one : kDefinitions) {
    definitions.push_back(json::object{
        {"id", one.id}, {"title", localised(one.title)}, {"text", localised(one.text)}});
  }
  return {{"days", std::move(days)}, {"definitions", std::move(definitions)}};
}

}  // namespace plenary::visit
