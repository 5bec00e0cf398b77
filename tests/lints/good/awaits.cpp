// What the lint must let pass. Not compiled.
awaitable<void> named() {
  Token token;
  auto work = [token] { return 1; };
  co_await run(std::move(work));
  Options options{.name = "x", .size = 3};
  const auto [error, size] = co_await open(std::move(options), as_tuple(use_awaitable));
  const bool is_done = co_await done();
  if (is_done) { finish({1, 2}); }
}
