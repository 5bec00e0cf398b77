import { describe, expect, it } from 'vitest';
import { ServerClock } from './clock';

const kDay = 86_400_000;

describe('the server’s clock', () => {
  it('is estimated from the middle of a round trip', () => {
    let device = 1_000_000;
    const clock = new ServerClock(() => device);
    clock.setOffset(-kDay);
    clock.learn(new Date(2_000_000 - kDay).toISOString(), 1_000_000, 1_000_200);
    device = 1_000_100;
    expect([clock.real(), clock.conference()]).toEqual([2_000_000, 2_000_000 - kDay]);
  });

  it('believes the shortest round trip', () => {
    const clock = new ServerClock(() => 0);
    clock.learn(new Date(5000).toISOString(), 0, 100);
    clock.learn(new Date(9000).toISOString(), 0, 4000);
    expect(clock.real()).toBe(4950);
    clock.learn(new Date(5020).toISOString(), 0, 40);
    expect(clock.real()).toBe(5000);
  });

  it('starts with a guess and forgets it for a measurement', () => {
    const clock = new ServerClock(() => 0);
    clock.guess(new Date(7000).toISOString());
    expect(clock.real()).toBe(7000);
    clock.learn(new Date(5000).toISOString(), 0, 0);
    clock.guess(new Date(7000).toISOString());
    expect(clock.real()).toBe(5000);
  });

  it('ignores what is no instant', () => {
    const clock = new ServerClock(() => 42);
    clock.learn('soon', 0, 10);
    clock.guess('');
    expect(clock.real()).toBe(42);
  });
});
