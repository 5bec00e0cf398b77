// What a stranger sees who opens the demonstration and touches nothing: within three minutes an audience that
// says of itself that it is played asks and votes, and the report appears on every page while it is open.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Server, launchBrowser, until } from '../support/plenary.mjs';

const STAGE = 'opening';
/** From the server's start to the release by the server's own clock: the demonstration promises it. */
const kPromised_s = 180;
/** A machine that is busy is late with it, and not to be failed for that. */
const kPatience_s = 600;

test('a stranger sees the audience vote and the report appear, without a click', { timeout: 1_800_000 }, async (t) => {
  const server = await Server.start({ demo: true });
  t.after(() => server.stop());
  const began = Date.now();
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const open = async (path) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}${path}`);
    return page;
  };
  const [lobby, stage, news] = [await open('/'), await open(`/stage/${STAGE}`), await open('/news')];
  const hidden = (await server.json('/api/v1/reports')).reports;
  assert.deepEqual(hidden, [], 'the report is not out when the story begins');

  const room = async () => {
    const { epoch, head } = await server.json(`/p1/${STAGE}/now`);
    return server.json(`/p1/${epoch}/${STAGE}/s/${Math.floor(head / 10)}`);
  };
  const asked = await until('a question', async () => (await room()).questions?.find((one) => one.role === 'demo'), kPatience_s);
  assert.match(asked.text, /report/);
  const poll = await until('votes', async () => (await room()).polls?.find((one) => one.votes >= 6), kPatience_s);
  assert.equal(poll.role, 'demo');

  const banner = '[data-release^="report/"]';
  await Promise.all([['lobby', lobby], ['stage', stage], ['news', news]].map(([name, page]) => (
    page.waitForSelector(banner, { timeout: 1000 * kPatience_s }).catch(() => assert.fail(`no release on the ${name}`))
  )));
  const seconds = Math.round((Date.now() - began) / 1000);
  t.diagnostic(`the report was on lobby, stage and news ${seconds} s after the opening`);
  const [{ released_at: releasedAt }] = (await server.json('/api/v1/reports')).reports;
  const { clock } = await server.json('/api/v1/conference');
  const promised = Date.parse(releasedAt) - began - clock.offset_ms;
  t.diagnostic(`released ${Math.round(promised / 1000)} s after the start by the server's clock`);
  assert.ok(promised < 1000 * kPromised_s, `released ${promised} ms after the start`);

  const { viewers, unique } = await room();
  assert.ok(viewers.now <= 2 && unique <= 2, `the played audience is counted: ${JSON.stringify({ viewers, unique })}`);
  await stage.click(banner + ' a');
  await stage.waitForURL(/\/report\//);
});
