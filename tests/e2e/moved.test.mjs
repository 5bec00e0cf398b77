// One session is moved and one called off at the organiser's desk: a visitor who has the programme or the session open is
// told so where they are, and so is everybody who follows the changes or keeps the calendar.

import assert from 'node:assert/strict';
import test from 'node:test';
import { visit as open } from '../support/audience.mjs';
import { placed, saved, signIn, visit } from '../support/desk.mjs';
import { Server, launchBrowser, soon } from '../support/plenary.mjs';

const kMoved = 'opening-forum';
const kCalledOff = 'opening-ceremony';

let server;
let browser;
let before;
test.before(async () => {
  server = await Server.start({ rehearsal: true, args: ['--clock', '2020-07-23T09:00:00+08:00'] });
  browser = await launchBrowser();
  before = { [kMoved]: await event(kMoved), [kCalledOff]: await event(kCalledOff) };
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A session's event as calendars read it: its properties by name, lines unfolded. */
async function event(session) {
  const text = (await (await server.get(`/calendar/${session}.ics?lang=en`)).text()).replaceAll(/\r?\n[ \t]/g, '');
  const [, body] = /BEGIN:VEVENT\r?\n([\s\S]*?)\r?\n(?:BEGIN:VALARM|END:VEVENT)/.exec(text);
  return Object.fromEntries(body.split(/\r?\n/).map((line) => [/^[A-Z-]+/.exec(line)[0], line.slice(line.indexOf(':') + 1)]));
}

const fill = (page, session, field, value) => page.fill(placed('programme.yaml', 'sessions', { id: session }, field), value);

test('what the desk moves and calls off is told on pages that are open', { timeout: 600_000 }, async () => {
  const programme = await open(browser, server, '/programme?view=list&lang=en');
  const session = await open(browser, server, `/session/${kMoved}?lang=en`);
  const other = await open(browser, server, `/session/${kCalledOff}?lang=en`);
  await programme.waitForSelector(`article[data-session="${kMoved}"]`);
  for (const page of [session, other]) await page.waitForSelector('main h1');
  for (const page of [programme, session, other]) assert.equal(await page.locator('b:is(.moved, .cancelled)').count(), 0);

  const desk = await open(browser, server, '/');
  await signIn(desk, server.url, await server.organiser(), `/admin/programme/${kMoved}`);
  await fill(desk, kMoved, 'ends_at', '2020-07-23T22:15');
  await fill(desk, kMoved, 'starts_at', '2020-07-23T20:45');
  await saved(desk);
  await desk.goto(`${server.url}/admin/programme/${kCalledOff}`);
  // What is empty stands folded at the form's end.
  const calledOff = desk.locator(placed('programme.yaml', 'sessions', { id: kCalledOff }, 'cancelled'));
  await desk.locator('details', { has: calledOff }).locator('summary').first().click();
  await calledOff.check();
  await saved(desk);
  await visit(desk, 'publish');
  await desk.waitForSelector('[data-change]');
  await desk.fill('[name="note"]', 'Later in the evening');
  await desk.click('[data-publish]');
  await desk.waitForSelector('[data-published]');

  await programme.waitForSelector(`article[data-session="${kMoved}"] b.moved`);
  await soon(async () => assert.match(await programme.locator(`article[data-session="${kMoved}"] .before`).innerText(), /before: .*\d\d:\d\d/));
  await programme.waitForSelector(`article.cancelled[data-session="${kCalledOff}"] b.cancelled`);
  await session.waitForSelector('main b.moved');
  await other.waitForSelector('main b.cancelled');
  for (const page of [programme, session, other, desk]) {
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
});

test('the calendar says the new time and the cancellation under a higher number', async () => {
  const [moved, off] = [await event(kMoved), await event(kCalledOff)];
  assert.equal(moved.UID, before[kMoved].UID);
  assert.match(moved.DTSTART, /20200723T(204500|124500Z)$/);
  assert.notEqual(moved.DTSTART, before[kMoved].DTSTART);
  assert.ok(Number(moved.SEQUENCE) > Number(before[kMoved].SEQUENCE ?? 0), `${moved.SEQUENCE} after ${before[kMoved].SEQUENCE}`);
  assert.notEqual(moved.STATUS, 'CANCELLED');
  assert.equal(off.STATUS, 'CANCELLED');
  assert.ok(Number(off.SEQUENCE) > Number(before[kCalledOff].SEQUENCE ?? 0), `${off.SEQUENCE} after ${before[kCalledOff].SEQUENCE}`);
});

test('the feed of changes names both', async () => {
  const feed = await (await server.get('/changes.atom?lang=en')).text();
  for (const session of [kMoved, kCalledOff]) assert.ok(feed.includes(`/session/${session}`), `${session} in ${feed.slice(0, 2000)}`);
});
