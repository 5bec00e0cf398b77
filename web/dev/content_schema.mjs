/** The package's JSON Schema for the mock, in brief: enough for every kind of field. The server's own is richer. */
const words = (long = false) => ({ format: 'localised', type: 'object', additionalProperties: { type: 'string', maxLength: long ? 20_000 : 200 } });
const line = { type: 'string', maxLength: 200 };
const to = (kind) => ({ type: 'string', format: 'reference', 'x-reference': kind });
const all = (kind) => ({ type: 'array', format: 'reference', 'x-reference': kind, items: { type: 'string' } });
const sources = { type: 'array', format: 'sources', items: { type: 'string' } };
const time = { type: 'string', format: 'date-time' };
const flag = { type: 'boolean' };
const amount = { type: 'string', format: 'amount' };
const id = { type: 'string', format: 'id' };
const languages = { type: 'array', format: 'languages', items: { type: 'string' } };
const one = (...values) => ({ enum: values });
const list = (properties, required = []) => ({ type: 'array', items: map(properties, required) });

function map(properties, required = []) {
  const titled = Object.entries(properties).map(([key, value]) => [key, { title: { en: key[0].toUpperCase() + key.slice(1).replace(/_/g, ' ') }, ...value }]);
  return { type: 'object', properties: Object.fromEntries(titled), required };
}

const item = { id, kind: one('welcome', 'address', 'keynote', 'release', 'panel', 'film'), title: words(), person: to('people'), organisation: to('organisations'), moderator: to('people'), illustrative: flag, sources };

export const schema = {
  $defs: {
    conference: map({
      id, title: words(), short_name: line, theme: words(), host: to('organisations'), languages, fallback: languages,
      time_zone: { type: 'string', format: 'time-zone' }, time_zone_name: words(), time_zone_illustrative: flag,
      days: list({ date: { type: 'string', format: 'date' }, title: words(), note: words(true), illustrative: flag, sources }, ['date']),
      topics: list({ id, title: words(), text: words(true), sources }, ['id', 'title']),
      sections: list({ id, title: words(), text: words(true), sources }, ['id', 'title']),
      facts: list({ id, text: words(true), title: words(), sources }, ['id', 'text']),
      currency_rates: list({ id, from: line, to: line, rate: amount, date: { type: 'string', format: 'date' }, inferred: flag, note: words(true), sources }, ['id', 'from', 'to', 'rate']),
      sources,
    }, ['id', 'title', 'short_name', 'host', 'languages', 'time_zone', 'days']),
    sources: { type: 'object', additionalProperties: map({ title: line, url: { type: 'string', format: 'uri' }, grade: one('A', 'B', 'C') }, ['title', 'grade']) },
    organisations: map({ organisations: list({ id, name: words(), short_name: words(), text: words(true), picture: to('pictures'), sources }, ['id', 'name']) }),
    people: map({ people: list({ id, name: words(), title: words(), organisation: to('organisations'), text: words(true), picture: to('pictures'), sources }, ['id', 'name']) }),
    programme: map({
      stages: list({ id, title: words(), inputs: list({ id, title: words(), kind: one('rtmp', 'film', 'demo'), film: to('films') }, ['id']), ladder: one('auto', '720p', '1080p') }, ['id', 'title', 'inputs']),
      forums: list({ id, title: words(), organisation: to('organisations'), co_hosts: all('organisations'), topic: to('topics'), colour: { type: 'string', format: 'colour' }, text: words(true), sources }, ['id', 'title']),
      sessions: list({
        id, title: words(), kind: one('ceremony', 'forum', 'keynote', 'special'), stage: to('stages'), forum: to('forums'), starts_at: time, ends_at: time,
        times_illustrative: flag, part_of_day: words(), abstract: words(true), moderator: to('people'), language: line, topic: to('topics'), cancelled: flag,
        materials: list({ title: words(), url: { type: 'string', format: 'uri' } }, ['title', 'url']), order_illustrative: flag, sources,
        running_order: list(item, ['id', 'kind', 'title']),
      }, ['id', 'title', 'kind', 'stage', 'starts_at', 'ends_at']),
    }),
    report: map({
      id, title: words(), organisation: to('organisations'), summary: words(true), release: map({ mode: one('by_hand', 'at'), at: time, session: to('sessions') }, ['mode']), sources, illustrative: flag,
      chapters: list({ id, title: words() }, ['id', 'title']),
      indicators: list({
        id, name: words(), value: amount, unit: line, period: line, as_of: { type: 'string', format: 'date' }, approximate: one('more_than', 'about'), growth: map({ value: amount, basis: words() }),
        note: words(true), readings: list({ value: amount, text: words(), note: words(true), sources }), series: list({ period: line, value: amount, sources }, ['period', 'value']), sources,
      }, ['id', 'name', 'value', 'unit']),
    }, ['id', 'title']),
    news: map({
      slug: id, title: words(), summary: words(true), published: time, embargo: map({ at: time, with: to('reports') }), pictures: all('pictures'),
      quotes: list({ text: words(true), person: to('people'), session: to('sessions') }, ['text']), sources,
    }, ['slug', 'title']),
  },
};
