// The visitor's exhibition in real browsers: talking to a booth, a card that is left and withdrawn, a slot that is
// booked, a launch that opens in a catalogue somebody has open; by keyboard alone. What axe says: every_page.test.mjs.

import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { visit } from '../support/audience.mjs';
import { Server, launchBrowser, root, soon, until } from '../support/plenary.mjs';

const kBooth = '/api/v1/desk/booths/acme';
let server;
let browser;
let credentials;
let desk;
test.before(async () => {
  server = await Server.start({
    rehearsal: true, conference: path.join(root, 'tests/packages/whole'), args: ['--clock', '2020-07-23T09:35:00+08:00'],
  });
  browser = await launchBrowser();
  credentials = await server.organiser();
  desk = await server.signIn(credentials);
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (target, options) => visit(browser, server, `${target}${target.includes('?') ? '&' : '?'}lang=en`, options);
const close = async (page) => {
  assert.deepEqual(page.problems, []);
  await page.context().close();
};

/** The booth's desk, signed in as somebody who may run it. */
async function boothDesk() {
  const page = await open('/studio/booth/acme');
  await page.fill('input[autocomplete="username"]', credentials.name);
  await page.fill('input[type="password"]', credentials.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-booth="acme"]');
  return page;
}

const leads = async () => (await desk('GET', `${kBooth}/leads`)).json();
const csv = async () => (await desk('GET', `${kBooth}/leads.csv`)).text();

test('a visitor writes, staff answer; the card is left, is a lead, is withdrawn and gone', { timeout: 600_000 }, async () => {
  const visitor = await open('/exhibitor/acme');
  const staff = await boothDesk();
  await visitor.fill('[data-talk-field]', 'Kapan router ini tersedia di Jakarta?');
  await visitor.selectOption('[data-talk] select', 'id');
  await visitor.click('[data-send]');
  await visitor.waitForSelector('[data-message="visitor"]');

  await staff.click('[data-tab="talk"]');
  await staff.click('[data-conversation]');
  await staff.waitForSelector('text=Kapan router ini tersedia');
  await staff.locator('[data-message] .words[lang="id"]').first().waitFor();
  await staff.fill('[data-composer] textarea', 'Pekan depan.');
  await staff.click('[data-composer] button[type="submit"]');
  await visitor.waitForSelector('[data-message="staff"]:has-text("Pekan depan.")');

  // What goes to whom stands there before it goes.
  await visitor.click('[data-tab="card"]');
  await visitor.fill('[data-field="name"]', '=王小明');
  await visitor.fill('[data-field="email"]', 'xiaoming@example.org');
  await soon(async () => assert.match(await visitor.locator('[data-shares]').innerText(), /Acme receives: Name, Email\./));
  await visitor.click('[data-leave]');
  await visitor.waitForSelector('[data-card="left"]');
  assert.match(await csv(), /xiaoming@example\.org/);
  assert.doesNotMatch(await csv(), /[,"]=王小明/);
  await staff.click('[data-tab="leads"]');
  await staff.waitForSelector('[data-lead-link]:has-text("王小明")');
  // Who shared a card is named while at the booth, and by that alone.
  await staff.click('[data-tab="today"]');
  await staff.waitForSelector('[data-here-shared]:has-text("王小明")');

  const mine = await visitor.context().newPage();
  await mine.goto(`${server.url}/my-visit?lang=en`);
  await mine.waitForSelector('[data-shared="acme"]');
  await mine.click('[data-shared="acme"] [data-withdraw]');
  await mine.waitForSelector('[data-shared="acme"]', { state: 'detached' });
  await soon(async () => assert.deepEqual((await leads()).leads, []));
  assert.doesNotMatch(await csv(), /王小明|xiaoming/);
  await staff.waitForSelector('[data-here-shared]', { state: 'detached' });
  await staff.click('[data-tab="leads"]');
  await staff.waitForSelector('[data-lead-link]', { state: 'detached' });
  // The page that left it knows as well.
  await visitor.waitForSelector('[data-card="form"]');
  await close(staff);
  await close(visitor);
});

test('what is written without a connection is kept, and sent once', { timeout: 600_000 }, async () => {
  const page = await open('/exhibitor/acme');
  await page.waitForSelector('[data-talk-field]');
  await page.context().setOffline(true);
  await page.fill('[data-talk-field]', 'Are you there?');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-message="unsent"]');
  await page.context().setOffline(false);
  await page.waitForSelector('[data-message="visitor"]:has-text("Are you there?")');
  await page.waitForSelector('[data-message="unsent"]', { state: 'detached' });
  await page.reload();
  await page.waitForSelector('[data-message="visitor"]');
  await soon(async () => assert.equal(await page.locator('[data-message="visitor"]').count(), 1));
  await close(page);
});

test('a slot is booked once; who comes late is offered the next, and it stands in their calendar', { timeout: 600_000 }, async () => {
  const first = await open('/exhibitor/acme?do=meet');
  const second = await open('/exhibitor/acme?do=meet');
  const slot = '[data-slot][data-free="true"]';
  for (const page of [first, second]) await page.waitForSelector(slot);
  const wanted = await first.locator(slot).first().getAttribute('data-slot');
  for (const page of [first, second]) await page.click(`[data-slot="${wanted}"]`);
  await first.click('[data-confirm]');
  await first.waitForSelector('[data-booking]');
  await second.click('[data-confirm]');
  await second.waitForSelector('[data-problem]');
  await soon(async () => {
    const offered = await second.locator('[data-chosen]').getAttribute('data-chosen');
    assert.ok(Date.parse(offered) > Date.parse(wanted), `${offered} after ${wanted}`);
    assert.match(await second.locator('[data-meet]').innerText(), /Beijing time \(UTC\+8\)/);
  });
  await second.click('[data-confirm]');
  await second.waitForSelector('[data-booking]');

  await second.goto(`${server.url}/my-visit?lang=en`);
  await second.waitForSelector('[data-booking]');
  const feed = await second.locator('[data-feed]').inputValue();
  const calendar = await (await fetch(feed)).text();
  assert.match(calendar, /BEGIN:VEVENT/);
  assert.match(calendar, /Acme/);
  await close(first);
  await close(second);
});

test('an offer is asked for, and a product is kept', { timeout: 600_000 }, async () => {
  const page = await open('/exhibitor/acme/product/router');
  await page.click('[data-save="router"]');
  await page.waitForSelector('[data-save="router"][aria-pressed="true"]');
  await page.fill('[data-field="quantity"]', '25');
  await page.click('[data-ask]');
  await page.waitForSelector('[data-offer="sent"]');
  await page.goto(`${server.url}/my-visit?lang=en`);
  await page.waitForSelector('[data-saved="router"]');
  await page.waitForSelector('[data-offer-line]:has-text("quantity 25")');
  await close(page);
});

test('who has no place waits, and moves up while they look', { timeout: 600_000 }, async () => {
  const tickets = [];
  const target = `${server.url}/api/v1/sessions/reveal/signup`;
  for (let n = 0; n < 50; n += 1) {
    const answer = await (await fetch(target, { method: 'POST' })).json();
    tickets.push(answer.ticket);
    assert.equal(answer.state, 'in');
  }
  const page = await open('/session/reveal');
  await page.click('[data-sign-up]');
  await page.waitForSelector('[data-signup="waiting"][data-position="1"]');
  await fetch(target, { method: 'DELETE', headers: { 'x-plenary-ticket': tickets[7] } });
  await page.waitForSelector('[data-signup="in"]');
  await page.click('[data-sign-off]');
  await page.waitForSelector('[data-signup="none"]');
  await close(page);
});

test('a hall is walked by keyboard, and the way back is the browser’s', { timeout: 600_000 }, async () => {
  const page = await open('/exhibition');
  await page.click('[data-hall="east"]');
  await page.waitForSelector('[data-plan="east"]');
  await page.locator('[data-plan] a[tabindex="0"]').focus();
  await page.keyboard.press('End');
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-booth')), 'a1'));
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-exhibitor-page="acme"]');
  await page.goBack();
  await page.waitForSelector('[data-plan="east"]');
  await page.goBack();
  await page.waitForSelector('[data-hall="east"]');
  await close(page);
});

/** Presses Tab until `selector` has the focus, as somebody without a mouse does. */
async function tabTo(page, selector, most = 150) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return pressed;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by ${most} tabs`);
}

test('a keyboard alone leaves a card', { timeout: 600_000 }, async (t) => {
  const page = await open('/exhibition');
  await page.waitForSelector('[data-hall]');
  let presses = await tabTo(page, '[data-hall="east"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-plan] a[tabindex="0"]');
  presses += await tabTo(page, '[data-plan] a');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-exhibitor-page="acme"]');
  presses += await tabTo(page, '[role="tab"][aria-selected="true"]');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('[data-field="name"]');
  presses += await tabTo(page, '[data-field="name"]');
  await page.keyboard.type('Kim');
  presses += await tabTo(page, '[data-leave]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-card="left"]');
  t.diagnostic(`${presses} tabs from the halls to a card at a booth`);
  assert.match(await csv(), /Kim/);
  await close(page);
});

test('a launch opens in a catalogue, a booth and a session that are open', { timeout: 600_000 }, async (t) => {
  const pages = await Promise.all(['/catalogue', '/exhibitor/acme', '/session/reveal'].map((target) => open(target)));
  const [catalogue, booth, session] = pages;
  await catalogue.waitForSelector('[data-found="product:router"]');
  await booth.waitForSelector('[data-product="router"]');
  await session.waitForSelector('[data-launch]');
  for (const page of pages) assert.doesNotMatch(await page.content(), /A robot/);
  for (const target of ['/api/v1/exhibition/exhibitors/acme', '/api/v1/exhibition/catalogue?q=robot', '/api/v1/programme', '/api/v1/search?q=robot']) {
    const text = (await (await server.get(target)).text()).replaceAll(/"(query|q)":"[^"]*"/g, '');
    assert.doesNotMatch(text, /A robot|acme\/robot|"robot"/, target);
  }
  const released = await desk('POST', '/api/v1/desk/releases/product/acme/robot/now', {});
  assert.ok(released.ok, `${released.status} ${await released.text()}`);
  const began = performance.now();
  const seen = async (page, selector, name) => {
    await page.waitForSelector(selector);
    t.diagnostic(`${name}: ${Math.round(performance.now() - began)} ms after the release was answered`);
  };
  await Promise.all([
    seen(catalogue, '[data-found="product:robot"]', 'catalogue'), seen(booth, '[data-product="robot"]', 'booth'), seen(session, '[data-revealed="acme/robot"]', 'session'),
  ]);
  for (const page of pages) await close(page);
});

test('what was kept without an account is in it after joining, on every device', { timeout: 600_000 }, async () => {
  const page = await open('/exhibitor/acme');
  await page.fill('[data-talk-field]', 'Do you ship to Medan?');
  await page.click('[data-send]');
  await page.waitForSelector('[data-message="visitor"]');
  const credentials = { name: 'Siti Rahma', email: 'siti@example.org', password: 'a long password for tests' };
  await page.goto(`${server.url}/account?lang=en`);
  await page.waitForSelector('[data-account="out"]');
  await page.fill('input[autocomplete="nickname"]', credentials.name);
  await page.fill('input[type="email"]', credentials.email);
  await page.fill('input[autocomplete="new-password"]', credentials.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-account="in"]');
  // Another device, which has no ticket.
  const signed_in = await server.signIn({ name: credentials.email, password: credentials.password });
  await until('the conversation to be in the account', async () => {
    const { conversations } = await (await signed_in('GET', '/api/v1/my/visit')).json();
    return conversations.some(({ exhibitor }) => exhibitor === 'acme');
  });
  await page.goto(`${server.url}/exhibitor/acme?lang=en`);
  await page.waitForSelector('[data-message="visitor"]:has-text("Medan")');
  await close(page);
});

test('the moment of signing is on a page that is open, and the document from then on', { timeout: 600_000 }, async () => {
  const page = await open('/session/agreement');
  await page.waitForSelector('[data-signing="open"]');
  // Both parties, the second below the first.
  await page.locator('[data-signing] li').nth(1).waitFor();
  assert.equal(await page.locator('[data-signed-file]').count(), 0);
  const told = async (target) => {
    const answer = await server.get(target);
    return [answer.status, await answer.text()];
  };
  assert.deepEqual(await told('/documents/agreement.pdf'), await told('/documents/never.pdf'));
  for (const target of ['/session/agreement', '/programme', '/api/v1/programme', '/api/v1/search?q=agreement.pdf', '/api/v1/changes', '/changes.atom', '/sitemap.xml', '/api/v1/exhibition']) {
    assert.doesNotMatch((await told(target))[1].replaceAll(/"(query|q)":"[^"]*"/g, ''), /agreement\.pdf/, target);
  }
  const signed = await desk('POST', '/api/v1/desk/releases/signing/agreement/now', {});
  assert.ok(signed.ok, `${signed.status} ${await signed.text()}`);
  await page.waitForSelector('[data-signing="signed"]');
  const href = await page.locator('[data-signed-file]').getAttribute('href');
  const file = await server.get(href);
  assert.equal(file.headers.get('content-type'), 'application/pdf');
  assert.match(await file.text(), /^%PDF/);
  await close(page);
});
