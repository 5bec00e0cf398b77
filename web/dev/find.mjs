/** A search good enough for work on its page: words within names, no weighing. */
const plain = (text) => text.toLowerCase();

export function find(asked, { programme, people }) {
  const [text, language, kind, limit] = ['q', 'lang', 'kind', 'limit'].map((name) => asked.get(name) ?? '');
  const say = (words) => words?.[language] ?? words?.en ?? words?.zh ?? '';
  const all = [
    ...programme.sessions.map((one) => ['session', one.id, one.title, one.abstract]),
    ...(programme.forums ?? []).map((one) => ['forum', one.id, one.title, one.text]),
    ...people.people.map((one) => ['person', one.id, one.name, one.title]),
    ...people.organisations.map((one) => ['organisation', one.id, one.name, one.text]),
  ];
  const marks = (words) => {
    const begin = plain(words).indexOf(plain(text));
    return begin < 0 ? [] : [{ begin, size: text.length }];
  };
  const results = all
    .filter(([of, , title, more]) => (!kind || kind === of) && [title, more].some((words) => Object.values(words ?? {}).some((one) => plain(one).includes(plain(text)))))
    .map(([of, id, title, more], index) => ({
      kind: of, id, title: say(title), title_marks: marks(say(title)), snippet: say(more), marks: marks(say(more)), url: `/${of}/${id}`, score: 1 / (index + 1),
    }));
  return { took_us: 800, results: results.slice(0, Number(limit) || 20) };
}
