import { readFileSync } from 'node:fs';
import { rehearsal } from './rehearsal.mjs';

const golden = new URL('../../tests/golden/api/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8'));

/** Minutes from the first session's start, and what the hand did to the two sessions and the stage. */
const kScenes = {
  before: { minutes: -47, ceremony: 'planned', forum: 'planned', stage: 'closed' },
  waiting: { minutes: -8, ceremony: 'planned', forum: 'planned', stage: 'open', slate: true },
  live: { minutes: 24, ceremony: 'live', forum: 'planned', stage: 'open' },
  slate: { minutes: 26, ceremony: 'live', forum: 'planned', stage: 'open', slate: true },
  overrun: { minutes: 93, ceremony: 'live', forum: 'planned', stage: 'open' },
  between: { minutes: 130, ceremony: 'ended', forum: 'planned', stage: 'closed' },
  ended: { minutes: 480, ceremony: 'ended', forum: 'ended', stage: 'closed' },
  rehearsal: { minutes: -205, stage: 'closed', large: true },
  empty: { minutes: -60, stage: 'closed', empty: true },
};

export const sceneNames = Object.keys(kScenes);

/** The whole API as it would be in a scene that began at the real time `since`. */
export function world(name, since, overlay = {}) {
  const scene = kScenes[name] ?? kScenes.live;
  const conference = read('conference');
  const programme = read('programme');
  const stages = read('stages');
  const start = Date.parse(programme.sessions[0].starts_at);
  const offset_ms = start + scene.minutes * 60_000 - since;
  const real = (ms) => new Date(ms - offset_ms).toISOString();
  const now = () => new Date(Date.now() + offset_ms).toISOString();
  conference.clock = { ...conference.clock, now: now(), offset_ms };
  if (scene.large) return { conference, ...rehearsal(Date.parse(now())), desk: read('desk'), offset_ms, now };
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
    opened_at: open ? (overlay.opened_at ?? real(start - 1_800_000)) : null,
    live: open ? (overlay.live ?? stage.live) : null,
    rewind: open ? (overlay.rewind ?? stage.rewind) : null,
  });
  return { conference, programme, people: read('people'), stages, desk: read('desk'), offset_ms, now };
}
