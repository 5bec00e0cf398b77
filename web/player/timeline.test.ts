import { describe, expect, it } from 'vitest';
import { mediaAt, moveTo, positionAt, realAt, share, type Anchor } from './timeline';

const window = { start_ms: 40_000, end_ms: 100_000 };

describe('a jump', () => {
  it('stays in the live playlist where that reaches', () => {
    expect(moveTo(60_000, 'live', window, 99_000)).toEqual({ kind: 'within' });
  });

  it('needs the long playlist beyond the live window, and near its sliding edge', () => {
    expect(moveTo(10_000, 'live', window, 99_000)).toEqual({ kind: 'rewind' });
    expect(moveTo(44_000, 'live', window, 99_000)).toEqual({ kind: 'rewind' });
  });

  it('means live when it lands close to live', () => {
    expect(moveTo(96_000, 'rewind', window, 99_000)).toEqual({ kind: 'live' });
    expect(moveTo(200_000, 'live', window, 99_000)).toEqual({ kind: 'live' });
  });

  it('uses the whole long playlist', () => {
    expect(moveTo(40_000, 'rewind', window, 99_000)).toEqual({ kind: 'within' });
  });
});

describe('the slider', () => {
  it('maps positions to shares and back', () => {
    expect(share(70_000, window)).toBe(0.5);
    expect(positionAt(0.5, window)).toBe(70_000);
  });

  it('stays within its ends', () => {
    expect([share(0, window), share(1e9, window), positionAt(-1, window), positionAt(2, window)]).toEqual([
      0, 1, 40_000, 100_000,
    ]);
  });

  it('stands at the end while there is nothing to rewind', () => {
    expect(share(5, { start_ms: 5, end_ms: 5 })).toBe(1);
  });
});

describe('the two kinds of time', () => {
  const anchors: Anchor[] = [
    { media_s: 0, real_ms: 1_000_000, length_s: 2 },
    { media_s: 2, real_ms: 1_002_000, length_s: 2 },
    { media_s: 4, real_ms: 1_030_000, length_s: 2 },
  ];

  it('agree inside a fragment', () => {
    expect(realAt(3, anchors)).toBe(1_003_000);
    expect(mediaAt(1_003_000, anchors)).toBe(3);
  });

  it('keep a jump of the real time between fragments', () => {
    expect(realAt(4.5, anchors)).toBe(1_030_500);
  });

  it('know where the playlist ends', () => {
    expect([mediaAt(999_000, anchors), mediaAt(1_040_000, anchors), realAt(1, [])]).toEqual([null, null, null]);
  });
});
