import { readFileSync } from 'node:fs';

const golden = new URL('../../tests/golden/api/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8'));

/** Conference time of each scene, and what the hand did to the two sessions and the stage. */
const kScenes = {
  before: { at: '2020-07-23T06:12:30Z', ceremony: 'planned', forum: 'planned', stage: 'closed' },
  waiting: { at: '2020-07-23T06:52:10Z', ceremony: 'planned', forum: 'planned', stage: 'open', slate: true },
  live: { at: '2020-07-23T07:24:00Z', ceremony: 'live', forum: 'planned', stage: 'open' },
  slate: { at: '2020-07-23T07:26:00Z', ceremony: 'live', forum: 'planned', stage: 'open', slate: true },
  overrun: { at: '2020-07-23T08:33:00Z', ceremony: 'live', forum: 'planned', stage: 'open' },
  between: { at: '2020-07-23T09:10:00Z', ceremony: 'ended', forum: 'planned', stage: 'closed' },
  ended: { at: '2020-07-23T14:10:00Z', ceremony: 'ended', forum: 'ended', stage: 'closed' },
  empty: { at: '2020-07-23T06:00:00Z', stage: 'closed', empty: true },
};

export const sceneNames = Object.keys(kScenes);

/** The whole API as it would be in a scene that began at the real time `since`. */
export function world(name, since, overlay = {}) {
  const scene = kScenes[name] ?? kScenes.live;
  const conference = read('conference');
  const programme = read('programme');
  const stages = read('stages');
  const offset_ms = Date.parse(scene.at) - since;
  const real = (instant) => new Date(Date.parse(instant) - offset_ms).toISOString();
  const now = () => new Date(Date.now() + offset_ms).toISOString();
  conference.clock = { ...conference.clock, now: now(), offset_ms };
  if (scene.empty) programme.sessions = [];
  programme.sessions.forEach((session, index) => {
    const state = index === 0 ? scene.ceremony : scene.forum;
    session.state = state;
    session.started_at = state === 'planned' ? null : session.starts_at;
    session.ended_at = state === 'ended' ? session.ends_at : null;
    session.replay = state === 'ended' ? (overlay.replay ?? `/replay/${session.id}/index.m3u8`) : null;
  });
  const stage = stages[0];
  const live = programme.sessions.find(({ state }) => state === 'live');
  const next = programme.sessions.find(({ state }) => state === 'planned');
  const open = scene.stage === 'open';
  Object.assign(stage, {
    state: scene.stage,
    showing: scene.slate ? 'slate' : 'input',
    session: live ? { id: live.id, state: live.state, started_at: live.started_at, ends_at: live.ends_at } : null,
    next: next ? { id: next.id, starts_at: next.starts_at } : null,
    opened_at: open ? (overlay.opened_at ?? real('2020-07-23T06:30:00Z')) : null,
    live: open ? (overlay.live ?? stage.live) : null,
    rewind: open ? (overlay.rewind ?? stage.rewind) : null,
  });
  return { conference, programme, people: read('people'), stages, desk: read('desk'), offset_ms, now };
}
