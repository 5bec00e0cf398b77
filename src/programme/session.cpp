#include "programme/session.h"

namespace plenary::programme {

const char* name(SessionKind kind) {
  switch (kind) {
    case SessionKind::kCeremony:
      return "ceremony";
    case SessionKind::kForum:
      return "forum";
    case SessionKind::kKeynote:
      return "keynote";
    case SessionKind::kSpecial:
      return "special";
    case SessionKind::kLaunch:
      return "launch";
    case SessionKind::kSigning:
      return "signing";
    case SessionKind::kTour:
      return "tour";
  }
  return "";
}

const char* name(ItemKind kind) {
  switch (kind) {
    case ItemKind::kWelcome:
      return "welcome";
    case ItemKind::kAddress:
      return "address";
    case ItemKind::kKeynote:
      return "keynote";
    case ItemKind::kRelease:
      return "release";
    case ItemKind::kPanel:
      return "panel";
    case ItemKind::kFilm:
      return "film";
  }
  return "";
}

}  // namespace plenary::programme
