#include "poll/poll.h"
