// What the lint must find. Not compiled.
awaitable<void> inline_lambda() {
  Token token;
  co_await run([token] { return 1; });
}
awaitable<void> inline_struct() {
  co_await open(
      Options{.name = "x", .size = 3});
}
