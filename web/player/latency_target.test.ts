import { describe, expect, it } from 'vitest';
import { LatencyTarget, shouldJump } from './latency_target';

const plan = { raise_s: 0.6, most_s: 1.5, lower_s: 0.2, calm_ms: 15_000 };

describe('the latency target', () => {
  it('is the hold-back of the playlist', () => {
    const target = new LatencyTarget(3, 0, plan);
    target.setHoldBack(0.96);
    expect(target.seconds).toBeCloseTo(0.96);
  });

  it('rises with each stall, up to a limit', () => {
    const target = new LatencyTarget(1, 0, plan);
    const seen = [1, 2, 3, 4].map((at) => {
      target.stalled(at * 1000);
      return Number(target.seconds.toFixed(2));
    });
    expect(seen).toEqual([1.6, 2.2, 2.5, 2.5]);
  });

  it('comes down again while playback is calm, and not below the hold-back', () => {
    const target = new LatencyTarget(1, 0, plan);
    target.stalled(0);
    const seen = [14_999, 15_000, 30_000, 45_000, 600_000].map((at) => {
      target.calm(at);
      return Number(target.seconds.toFixed(2));
    });
    expect(seen).toEqual([1.6, 1.4, 1.2, 1, 1]);
  });

  it('begins to count the calm anew after a stall', () => {
    const target = new LatencyTarget(1, 0, plan);
    target.stalled(0);
    target.stalled(10_000);
    target.calm(20_000);
    expect(target.seconds).toBeCloseTo(2.2);
  });
});

describe('jumping to live', () => {
  it('happens only when far behind for a while', () => {
    expect(shouldJump(3.5, 1, 3, 5000)).toBe(false);
    expect(shouldJump(4.5, 1, 3, 500)).toBe(false);
    expect(shouldJump(4.5, 1, 3, 1000)).toBe(true);
  });
});
