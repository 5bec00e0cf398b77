// Visitors and booths over HTTP: one holds a slot, a waiting list never has one too many, a withdrawn card is gone, and
// nothing that was acknowledged is lost.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Server, until } from '../support/plenary.mjs';
import { Visitor, kPlaces, packageWithBooths, staffOf } from '../support/visit.mjs';

const kOpens = Date.parse('2020-07-24T02:00:00Z');
const at = (minutes) => new Date(kOpens + minutes * 60_000).toISOString();
const kTour = '/api/v1/sessions/lab-tour/signup';

let server;
let folder;
let desk;
let staff;
test.before(async () => {
  folder = packageWithBooths(kOpens);
  server = await Server.start({ rehearsal: true, conference: folder, args: ['--clock', at(-60)] });
  desk = await server.desk();
  staff = await staffOf(server, desk, 'acme');
});
test.after(async () => {
  await server?.stop();
  for (const left of [folder, server?.data]) rmSync(left, { recursive: true, force: true });
});

const visitors = (count) => Promise.all(Array.from({ length: count }, async () => {
  const visitor = new Visitor(server);
  await visitor.call('PUT', '/api/v1/my/visit/saved/acme');
  assert.ok(visitor.ticket);
  return visitor;
}));

test('of 100 who book one slot at one moment exactly one has it, and 99 are offered the next', { timeout: 600_000 }, async () => {
  const crowd = await visitors(100);
  const wanted = { exhibitor: 'acme', starts_at: at(20) };
  const answers = await Promise.all(crowd.map((visitor) => visitor.call('POST', '/api/v1/my/visit/bookings', wanted)));
  const count = (status) => answers.filter((answer) => answer.status === status).length;
  assert.equal(count(201), 1);
  assert.equal(count(409), 99);
  for (const { status, body } of answers) {
    if (status === 201) assert.equal(body.starts_at, at(20));
    else assert.equal(Date.parse(body.next.starts_at), Date.parse(at(40)), body.detail);
  }
  const { bookings } = await (await staff('GET', '/api/v1/desk/booths/acme/bookings')).json();
  assert.equal(bookings.filter((booking) => booking.state === 'booked').length, 1);
  const { slots } = await server.json(`/api/v1/exhibition/exhibitors/acme/slots?from=${at(0)}`);
  assert.deepEqual(slots.map((slot) => slot.free), [true, false, true, true, true, true]);

  // Whoever has it meets nobody else at that time, and it stands in both calendars until it is given back.
  const holder = crowd[answers.findIndex((answer) => answer.status === 201)];
  const other = await holder.call('POST', '/api/v1/my/visit/bookings', { exhibitor: 'bolt', starts_at: at(20) });
  assert.equal(other.status, 409);
  const { feed_url, bookings: mine } = await holder.visit();
  const { url } = await (await staff('GET', '/api/v1/desk/booths/acme/calendar')).json();
  for (const address of [feed_url, url]) {
    const calendar = await (await server.get(address)).text();
    assert.match(calendar, /DTSTART:20200724T022000Z/);
    assert.match(calendar, /BEGIN:VALARM/);
    assert.match(calendar, /TRIGGER:-PT10M/);
  }
  assert.equal((await holder.call('DELETE', `/api/v1/my/visit/bookings/${mine[0].id}`)).body.state, 'withdrawn');
  assert.match(await (await server.get(url)).text(), /STATUS:CANCELLED/);
});

test('200 sign up at once for 50 places, 20 withdraw, the next 20 in order are in and told', { timeout: 600_000 }, async () => {
  const crowd = await visitors(200);
  const stands = await Promise.all(crowd.map((visitor) => visitor.call('POST', kTour)));
  assert.ok(stands.every((answer) => answer.status === 200));
  const members = crowd.filter((_, i) => stands[i].body.state === 'in');
  assert.equal(members.length, kPlaces);
  const position = new Map(crowd.map((visitor, i) => [visitor, stands[i].body.position]));
  const queue = crowd.filter((visitor) => position.get(visitor) !== null).sort((a, b) => position.get(a) - position.get(b));
  assert.deepEqual(queue.map((visitor) => position.get(visitor)), Array.from({ length: 150 }, (_, i) => i + 1));

  const begins = await Promise.all(queue.map(async (visitor) => (await visitor.visit()).seq));
  const told = queue.slice(0, 20).map((visitor, i) => visitor.change('notice', begins[i]));
  let most = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) most = Math.max(most, (await server.json(kTour)).taken);
  })();
  await Promise.all(members.slice(0, 20).map((visitor) => visitor.call('DELETE', kTour)));
  for (const notice of await Promise.all(told)) assert.equal(notice.state, 'moved_up');
  watching = false;
  await watch;
  assert.equal(most, kPlaces);
  const after = await Promise.all(queue.map(async (visitor) => (await visitor.call('GET', kTour)).body.mine));
  assert.deepEqual(after.map((mine) => mine.state), queue.map((_, i) => (i < 20 ? 'in' : 'waiting')));
  assert.equal(after[20].position, 1);
  const { notices, signups, feed_url } = await queue[0].visit();
  assert.equal(notices.at(-1).kind, 'moved_up');
  assert.equal(signups[0].state, 'in');
  assert.match(await (await server.get(feed_url)).text(), /lab-tour/);
  assert.equal((await server.json(kTour)).taken, kPlaces);
});

test('a conversation, a card as it was confirmed, its lead, and nothing of it once it is withdrawn', { timeout: 600_000 }, async () => {
  const visitor = new Visitor(server);
  const { seq } = await (await staff('GET', '/api/v1/desk/booths/acme')).json();
  const held = staff('GET', `/api/v1/desk/booths/acme/changes?after=${seq}`);
  const said = await visitor.call('POST', '/api/v1/my/visit/conversations/acme/messages', { id: 'm1', text: '你好', language: 'zh' });
  assert.equal(said.status, 201);
  const [change] = (await (await held).json()).changes;
  assert.equal(change.message.text, '你好');
  const begin = (await visitor.visit()).seq;
  const answered = visitor.change('message', begin);
  const to = `/api/v1/desk/booths/acme/conversations/${change.visitor}/messages`;
  assert.equal((await staff('POST', to, { id: 's1', text: '欢迎', language: 'zh' })).status, 201);
  assert.equal((await answered).message.text, '欢迎');

  const card = { name: 'Quartz Li', email: 'quartz@example.org', note: '=cmd' };
  const left = await visitor.call('PUT', '/api/v1/my/visit/cards/acme', card);
  assert.deepEqual(left.body.shared, ['name', 'email', 'note']);
  assert.equal(left.body.with, 'acme');
  const { leads } = await (await staff('GET', '/api/v1/desk/booths/acme/leads')).json();
  const lead = leads.find((one) => one.card.name === card.name);
  assert.deepEqual(lead.card, { ...card, organisation: null, telephone: null });
  const note = { note: 'Quartz note', tags: ['quartz-tag'], rating: 5 };
  assert.equal((await staff('PATCH', `/api/v1/desk/booths/acme/leads/${lead.id}`, note)).status, 200);
  const taken = async (ending) => (await staff('GET', `/api/v1/desk/booths/acme/leads${ending}`)).text();
  assert.match(await taken('.csv'), /Quartz Li,quartz@example.org,Quartz note,quartz-tag,,,'=cmd,5/);
  assert.match(await taken('.json'), /"attendee_positionid"/);

  assert.equal((await visitor.call('DELETE', '/api/v1/my/visit/cards/acme')).status, 200);
  for (const ending of ['', '.csv', '.json']) assert.doesNotMatch(await taken(ending), /quartz/i);
  assert.doesNotMatch(await (await staff('GET', `/api/v1/desk/booths/acme/conversations/${lead.id}`)).text(), /quartz/i);
});

test('staff of one booth try every address of another: refused, and all alike', { timeout: 600_000 }, async () => {
  const { paths } = await server.json('/api/v1/openapi.json');
  const told = new Set();
  let tried = 0;
  for (const [address, methods] of Object.entries(paths)) {
    if (!address.startsWith('/api/v1/desk/booths/{exhibitor}')) continue;
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      if (!methods[method]) continue;
      for (const booth of ['bolt', 'nobody']) {
        const target = address.replace('{exhibitor}', booth).replaceAll(/\{\w+\}/g, 'thing');
        const answer = await staff(method.toUpperCase(), target, method === 'get' ? undefined : {});
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        told.add(JSON.stringify([answer.status, headers, await answer.text()]));
        tried += 1;
      }
    }
  }
  assert.ok(tried >= 36, `${tried} tried`);
  assert.equal(told.size, 1, [...told].join('\n'));
  assert.equal(JSON.parse([...told][0])[0], 403);
  const { booths } = await (await staff('GET', '/api/v1/desk/booths')).json();
  assert.deepEqual(booths.map((booth) => booth.exhibitor), ['acme']);
});

test('what is another booth\'s is at one\'s own address what never was', { timeout: 600_000 }, async () => {
  const visitor = new Visitor(server);
  const bolt = await staffOf(server, desk, 'bolt');
  const there = (what) => bolt('GET', `/api/v1/desk/booths/bolt/${what}`).then((answer) => answer.json());
  await visitor.call('POST', '/api/v1/my/visit/conversations/bolt/messages', { id: 'f1', text: 'Flint asks' });
  await visitor.call('PUT', '/api/v1/my/visit/cards/bolt', { name: 'Flint Wu' });
  const booked = await visitor.call('POST', '/api/v1/my/visit/bookings', { exhibitor: 'bolt', starts_at: at(80) });
  assert.equal(booked.status, 201);
  const [{ visitor: talker }] = (await there('conversations')).conversations;
  const lead = (await there('leads')).leads.find((one) => one.card.name === 'Flint Wu');
  const booking = (await there('bookings')).bookings.find((one) => Date.parse(one.starts_at) === Date.parse(at(80)));
  const acts = [
    ['GET', 'conversations/%', talker], ['POST', 'conversations/%/messages', talker, { id: 's1', text: 'Hello' }],
    ['PATCH', 'leads/%', lead.id, { note: 'Mine', tags: [], rating: 5 }], ['DELETE', 'bookings/%', booking.id, { reason: 'Mine' }],
  ];
  const tellable = async (answer) => [answer.status, [...answer.headers].filter(([name]) => name !== 'date'), await answer.text()];
  for (const [method, below, foreign, body] of acts) {
    const target = (id) => `/api/v1/desk/booths/acme/${below.replace('%', id)}`;
    const refused = await tellable(await staff(method, target(foreign), body));
    assert.equal(refused[0], 404, `${method} ${below}`);
    const never = foreign.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    assert.deepEqual(refused, await tellable(await staff(method, target(never), body)), `${method} ${below}`);
  }
  assert.deepEqual((await there('leads')).leads.find((one) => one.id === lead.id), lead);
  assert.deepEqual((await there('bookings')).bookings.find((one) => one.id === booking.id), booking);
});

test('a visit made without an account follows into it, whole and once', { timeout: 600_000 }, async () => {
  const visitor = new Visitor(server);
  const kept = { card: { name: 'Mica Han', email: 'mica@example.org' }, message: { id: 'g1', text: 'Mica asks' } };
  await visitor.call('POST', '/api/v1/my/visit/conversations/acme/messages', kept.message);
  await visitor.call('PUT', '/api/v1/my/visit/cards/acme', kept.card);
  await visitor.call('PUT', '/api/v1/my/visit/saved/bolt/router');
  assert.equal((await visitor.call('POST', '/api/v1/my/visit/bookings', { exhibitor: 'acme', starts_at: at(100) })).status, 201);
  const before = await visitor.visit();
  const joined = await fetch(`${server.url}/api/v1/account`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Mica', email: 'mica@example.org', password: 'a long password for tests' }),
  });
  assert.equal(joined.status, 200);
  const cookie = joined.headers.get('set-cookie').split(';')[0];
  const { csrf } = await joined.json();
  const asAccount = async (method, target, headers = {}) => {
    const answer = await fetch(server.url + target, { method, headers: { cookie, 'x-plenary-csrf': csrf, ...headers } });
    return { status: answer.status, body: await answer.json() };
  };
  const bring = (headers) => asAccount('POST', '/api/v1/my/visit/bring', headers);
  for (const headers of [{}, { 'x-plenary-ticket': 'nonsense' }]) assert.equal((await bring(headers)).status, 400);
  assert.equal((await visitor.call('POST', '/api/v1/my/visit/bring')).status, 401, 'without an account');
  // Ten pages at one moment: it comes along once.
  const answers = await Promise.all(Array.from({ length: 10 }, () => bring({ 'x-plenary-ticket': visitor.ticket })));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.deepEqual(answers.map(({ body }) => body.brought).sort(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
  const { body: after } = await asAccount('GET', '/api/v1/my/visit');
  for (const key of ['card', 'cards', 'saved', 'conversations', 'bookings']) assert.deepEqual(after[key], before[key], key);
  const left = await visitor.visit();
  for (const key of ['cards', 'saved', 'conversations', 'bookings']) assert.deepEqual(left[key], [], key);
  const { leads } = await (await staff('GET', '/api/v1/desk/booths/acme/leads')).json();
  assert.equal(leads.filter((one) => one.card.name === 'Mica Han').length, 1);
});

test('a name in any script is the same in card, lead, CSV, profile and search', { timeout: 600_000 }, async () => {
  const names = { 'سارة المنصوري': 'سارة', 'דוד לוי': 'לוי', 'สมชาย ใจดี': 'สมชาย', 'अनिता शर्मा': 'अनिता', 'Nguyễn Thị Ánh': 'nguyen', '王小明': '小明' };
  for (const name of Object.keys(names)) {
    const visitor = new Visitor(server);
    const { status } = await visitor.call('PUT', '/api/v1/my/visit/cards/bolt', { name, email: 'somebody@example.org', organisation: `${name} & co` });
    assert.equal(status, 200, name);
    assert.equal((await visitor.visit()).card.name, name);
  }
  const bolt = await staffOf(server, desk, 'bolt');
  const leads = JSON.stringify(await (await bolt('GET', '/api/v1/desk/booths/bolt/leads.json')).json());
  const csv = await (await bolt('GET', '/api/v1/desk/booths/bolt/leads.csv')).text();
  for (const name of Object.keys(names)) {
    assert.ok(leads.includes(name), name);
    assert.ok(csv.includes(name), name);
  }
  const edits = Object.keys(names).map((name, i) => ({
    file: 'exhibitors/bolt.yaml', op: 'insert', path: ['products'], value: { id: `named-${i}`, title: { en: `${name} lamp` } },
  }));
  const edited = await bolt('POST', '/api/v1/desk/booths/bolt/profile/edits', { edits });
  assert.equal(edited.status, 200, await edited.clone().text());
  assert.equal((await bolt('POST', '/api/v1/desk/booths/bolt/publish', {})).status, 200);
  for (const [i, [name, asked]] of Object.entries(names).entries()) {
    const found = async () => (await server.json(`/api/v1/exhibition/catalogue?lang=en&q=${encodeURIComponent(asked)}`)).results;
    const results = await until(`${asked} to be found`, async () => { const all = await found(); return all.length > 0 && all; });
    assert.deepEqual(results.map(({ url }) => url), [`/exhibitor/bolt/product/named-${i}`], asked);
    assert.ok((await (await server.get(`/exhibitor/bolt/product/named-${i}?lang=en`)).text()).includes(name), `${name} on its page`);
  }
  // What turns the direction of a line is nobody's name.
  const turned = await new Visitor(server).call('PUT', '/api/v1/my/visit/cards/bolt', { name: 'Ann\u202Egpj.exe', email: 'a@example.org' });
  assert.ok(turned.status === 400 || !JSON.stringify(turned.body).includes('\u202E'), JSON.stringify(turned));
});

test('kill -9 loses nothing that was acknowledged', { timeout: 600_000 }, async () => {
  const crowd = await visitors(8);
  const said = new Map(crowd.map((visitor) => [visitor, []]));
  const writing = crowd.map(async (visitor) => {
    for (let n = 0; n < 19; n += 1) {
      const sent = await visitor.call('POST', '/api/v1/my/visit/conversations/bolt/messages', { id: `k${n}`, text: `text ${n}` }).catch(() => null);
      if (sent?.status !== 201) return;
      said.get(visitor).push(`k${n}`);
    }
  });
  await until('some to be acknowledged', () => [...said.values()].flat().length >= 20);
  await server.kill();
  await Promise.all(writing);
  await server.launch();
  for (const visitor of crowd) {
    const { body } = await visitor.call('GET', '/api/v1/my/visit/conversations/bolt');
    const kept = body.messages.map((message) => message.id);
    assert.deepEqual(kept.slice(0, said.get(visitor).length), said.get(visitor));
    assert.equal(new Set(kept).size, kept.length);
  }
  assert.equal((await server.json(kTour)).taken, kPlaces);
});

test('ten minutes before, by the conference clock, those who take part are told', { timeout: 600_000 }, async () => {
  const visitor = new Visitor(server);
  await visitor.call('POST', '/api/v1/my/visit/bookings', { exhibitor: 'bolt', starts_at: at(60) });
  assert.deepEqual((await visitor.visit()).notices, []);
  await server.kill();
  server.options.args = ['--clock', at(49.9)];
  await server.launch();
  const notice = await until('the notice', async () => (await visitor.visit()).notices[0]);
  assert.equal(notice.kind, 'reminder');
  assert.equal(notice.exhibitor, 'bolt');
});

test('what was withdrawn is not in the files either', { timeout: 600_000 }, async () => {
  server.ownData = false;
  await server.stop();
  for (const name of readdirSync(server.data).filter((file) => file.startsWith('plenary.db'))) {
    const bytes = readFileSync(path.join(server.data, name)).toString('latin1');
    for (const word of ['Quartz Li', 'quartz@example.org', 'Quartz note', 'quartz-tag']) assert.ok(!bytes.includes(word), `${name} holds ${word}`);
  }
});
