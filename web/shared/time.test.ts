import { describe, expect, it } from 'vitest';
import {
  clockTime, countdown, dateOf, dateParts, dateSpan, dayOf, duration, relative, utcOffset, zoneName, zoneOffset,
} from './time';

const kOpening = '2020-07-23T07:00:00.000Z';

describe('times of the conference', () => {
  it('are shown in the conference’s zone, 24 hours, in every language', () => {
    expect(['zh', 'en', 'id'].map((language) => clockTime(kOpening, 'Asia/Shanghai', language as 'zh'))).toEqual([
      '15:00', '15:00', '15:00',
    ]);
    expect(clockTime('2020-07-23T16:00:05.000Z', 'Asia/Shanghai', 'en', true)).toBe('00:00:05');
  });

  it('name their zone', () => {
    expect([utcOffset(480), utcOffset(0), utcOffset(-210)]).toEqual(['UTC+8', 'UTC+0', 'UTC−3:30']);
    expect(zoneOffset(kOpening, 'Asia/Jakarta')).toBe(420);
    expect(zoneName(kOpening, 'Asia/Shanghai', 'en')).toBe('China Standard Time (UTC+8)');
    expect(zoneName(kOpening, 'Asia/Shanghai', 'zh')).toBe('中国标准时间 (UTC+8)');
  });

  it('belong to the day of the zone', () => {
    expect(dateOf('2020-07-23T16:30:00Z', 'Asia/Shanghai')).toBe('2020-07-24');
    expect(dayOf(kOpening, 'Asia/Shanghai', 'id')).toBe('Kamis, 23 Juli');
  });

  it('survive a zone that the browser does not know', () => {
    expect(clockTime(kOpening, 'Mars/Olympus', 'en')).toBe('07:00');
  });
});

describe('dates without a zone', () => {
  it('are taken apart by language', () => {
    expect(dateParts('2020-07-23', 'zh')).toEqual({ weekday: '星期四', day: '23', month: '七月' });
    expect(dateParts('2020-07-05', 'id')).toEqual({ weekday: 'Minggu', day: '5', month: 'Juli' });
  });

  it('span the conference', () => {
    expect(dateSpan('2020-07-23', '2020-07-25', 'zh')).toBe('2020年7月23日至25日');
    expect(dateSpan('2020-07-23', '2020-07-25', 'en').replace(/\s/g, ' ')).toMatch(/^23 ?– ?25 July 2020$/);
  });
});

describe('a countdown', () => {
  it('counts whole seconds and never below zero', () => {
    const now = Date.parse(kOpening);
    expect(countdown(now + 90_061_000, now)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1, total_s: 90_061 });
    expect(countdown(now + 1, now).total_s).toBe(1);
    expect(countdown(now - 5000, now).total_s).toBe(0);
  });
});

describe('lengths', () => {
  it('are short to read', () => {
    expect([0, 65, 3725, -12.4, -0.4].map(duration)).toEqual(['0:00', '1:05', '1:02:05', '−0:12', '0:00']);
    expect(relative(-3 * 3_600_000, 'en')).toBe('3 hours ago');
  });
});
