import { describe, expect, it } from 'vitest';
import { measure, morePatient, planFor, startLevel, type LoadedFile } from './network';

const file = (bytes: number, request: number, first: number, last: number, transfer = bytes + 300): LoadedFile => ({
  encodedBodySize: bytes,
  transferSize: transfer,
  requestStart: request,
  responseStart: first,
  responseEnd: last,
});

describe('measuring the page itself', () => {
  it('divides the bytes by the time in which any arrived', () => {
    expect(measure([file(25_000, 1, 401, 901), file(25_000, 1, 501, 1401)])).toEqual({ bps: 400_000, first_byte_ms: 400 });
  });

  it('says nothing about cached or small files', () => {
    expect(measure([file(90_000, 1, 2, 3, 0), file(1000, 1, 10, 20)])).toBeNull();
  });
});

describe('the plan for a network', () => {
  const unknown = { save_data: false, effective_type: null, measured: null };

  it('trusts an unknown network', () => {
    expect(planFor(unknown)).toMatchObject({ kind: 'good', parts: null });
  });

  it('starts a phone at 400 kbit/s and 400 ms on the lowest rung, without parts and further behind live', () => {
    const plan = planFor({ ...unknown, effective_type: '4g', measured: { bps: 400_000, first_byte_ms: 400 } });
    expect(plan).toEqual({ kind: 'poor', estimate_bps: 240_000, parts: 'none', extra_hold_back_s: 4, late_s: 25 });
  });

  it('takes saving data seriously', () => {
    expect(planFor({ ...unknown, save_data: true })).toMatchObject({ kind: 'poor' });
  });

  it('believes a measurement more than the name of the network', () => {
    expect(planFor({ ...unknown, effective_type: '3g', measured: { bps: 9e6, first_byte_ms: 20 } }).kind).toBe('good');
    expect(planFor({ ...unknown, effective_type: '3g' }).kind).toBe('fair');
  });

  it('becomes more patient step by step', () => {
    const good = planFor(unknown);
    expect([morePatient(good).parts, morePatient(morePatient(good)).parts]).toEqual(['wide', 'none']);
  });
});

describe('the first rung', () => {
  const unknown = { save_data: false, effective_type: null, measured: null };
  const levels = [
    { bitrate: 2_800_000, height: 720 },
    { bitrate: 900_000, height: 360 },
    { bitrate: 280_000, height: 180 },
  ];

  it('is a middle one where the network is good: the picture comes first, the sharpness after', () => {
    expect(startLevel(levels, planFor(unknown))).toBe(1);
  });

  it('is the lowest on a poor network', () => {
    expect(startLevel(levels, planFor({ ...unknown, save_data: true }))).toBe(2);
  });

  it('is the only one there is', () => {
    expect(startLevel([{ bitrate: 9e6, height: 1080 }], planFor(unknown))).toBe(0);
  });
});
