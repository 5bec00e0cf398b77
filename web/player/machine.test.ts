import { describe, expect, it } from 'vitest';
import { kIdle, step, type Machine, type PlayerEvent } from './machine';

const after = (...events: PlayerEvent[]): Machine => events.reduce(step, kIdle);

describe('the player', () => {
  it('plays after loading', () => {
    expect(after('load', 'running')).toEqual({ ...kIdle, state: 'playing', started: true });
  });

  it('counts a stall once, however often the browser says so', () => {
    expect(after('load', 'running', 'starving', 'starving')).toMatchObject({ state: 'stalled', stalls: 1 });
  });

  it('counts no stall before the first picture or after a seek', () => {
    expect(after('load', 'starving')).toMatchObject({ state: 'loading', stalls: 0 });
    expect(after('load', 'running', 'seeking', 'starving')).toMatchObject({ state: 'stalled', stalls: 0 });
  });

  it('plays on from its buffer while the server is away', () => {
    expect(after('load', 'running', 'lost')).toMatchObject({ state: 'playing', lost: true, errors: 0 });
  });

  it('says reconnecting when the buffer runs out meanwhile, and plays when the server is back', () => {
    expect(after('load', 'running', 'lost', 'starving')).toMatchObject({ state: 'reconnecting', stalls: 1 });
    expect(after('load', 'running', 'lost', 'starving', 'found')).toMatchObject({ state: 'stalled' });
    expect(after('load', 'running', 'lost', 'starving', 'found', 'running')).toMatchObject({ state: 'playing' });
  });

  it('does not mistake a pause for a stall', () => {
    expect(after('load', 'running', 'pause', 'starving')).toMatchObject({ state: 'paused', stalls: 0 });
  });

  it('stays paused when media arrives', () => {
    expect(after('load', 'pause', 'running')).toMatchObject({ state: 'paused', started: true });
  });

  it('waits for the viewer when the browser refuses to start', () => {
    expect(after('load', 'blocked')).toMatchObject({ state: 'paused', wants_play: false });
    expect(after('load', 'blocked', 'play')).toMatchObject({ state: 'loading', wants_play: true });
  });

  it('starts again after a fatal error and counts it', () => {
    expect(after('load', 'running', 'fatal')).toMatchObject({ state: 'reconnecting', errors: 1 });
    expect(after('load', 'running', 'fatal', 'load', 'running')).toMatchObject({ state: 'playing', errors: 1 });
  });

  it('ends, and plays again after a seek back', () => {
    expect(after('load', 'running', 'ended')).toMatchObject({ state: 'ended' });
    expect(after('load', 'running', 'ended', 'seeking', 'running')).toMatchObject({ state: 'playing' });
  });

  it('gives up only where the browser cannot play at all', () => {
    expect(after('load', 'unsupported', 'running')).toMatchObject({ state: 'failed' });
  });

  it('returns the same object when nothing changes', () => {
    const playing = after('load', 'running');
    expect(step(playing, 'running')).toBe(playing);
  });
});
