import { describe, expect, it } from 'vitest';
import conference from '../../tests/golden/api/conference.json';
import desk from '../../tests/golden/api/desk.json';
import people from '../../tests/golden/api/people.json';
import programme from '../../tests/golden/api/programme.json';
import stages from '../../tests/golden/api/stages.json';

/**
 * The shapes of api.ts, for checking what the server really says. A shape is a type's name, `?` for
 * null, a list of one shape, or an object's fields; fields beyond these are the server's business.
 */
type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

const session: Shape = {
  id: 'string', title: 'words', kind: 'ceremony|forum|keynote|special', stage: 'string', day: 'date',
  starts_at: 'instant', ends_at: 'instant', times_illustrative: 'boolean', part_of_day: 'words', abstract: 'words',
  moderator: 'string?', sources: ['string'], state: 'planned|live|ended', started_at: 'instant?',
  ended_at: 'instant?', extended_minutes: 'number', replay: 'string?',
  running_order: [{
    id: 'string', kind: 'welcome|address|keynote|release|panel|film', title: 'words', person: 'string?',
    organisation: 'string?', illustrative: 'boolean', sources: ['string'],
  }],
};

const shapes: Record<string, Shape> = {
  conference: {
    id: 'string', title: 'words', short: 'string', theme: 'words', host: 'string', time_zone: 'string', time_zone_name: 'words',
    utc_offset_minutes: 'number', languages: ['string'], days: [{ date: 'date', title: 'words' }],
    sections: [{ id: 'string', title: 'words', text: 'words', sources: ['string'] }],
    facts: [{ id: 'string', text: 'words', sources: ['string'] }],
    clock: { now: 'instant', offset_ms: 'number', demo: 'boolean', rehearsal: 'boolean' },
  },
  programme: { version: 'number', days: [{ date: 'date' }], stages: [{ id: 'string', title: 'words' }], sessions: [session] },
  people: {
    people: [{ id: 'string', name: 'words', title: 'words', organisation: 'string?', sources: ['string'] }],
    organisations: [{ id: 'string', name: 'words', sources: ['string'] }],
  },
  stages: [{
    id: 'string', title: 'words', state: 'closed|open', showing: 'input|slate', opened_at: 'instant?', live: 'string?',
    rewind: 'string?', programme_version: 'number',
  }],
  desk: {
    id: 'string', title: 'words', state: 'closed|open', run_started_at: 'instant?',
    choice: { kind: 'automatic|input|slate', input: 'string?' }, on_air: 'string', reason: 'string',
    inputs: [{
      id: 'string', kind: 'rtmp|film|demo', state: 'absent|connecting|steady|lost', protocol: 'string?',
      address: 'string?', software: 'string?', since: 'instant?',
      health: { missing: 'boolean', frozen: 'boolean', black: 'boolean', silent: 'boolean' },
      width: 'number', height: 'number', frames_per_second: 'number', bps: 'number', sample_rate: 'number',
      channels: 'number', level_db: 'number?', packets: 'number', undecodable: 'number', dropped: 'number',
      picture: 'string?',
    }],
    programme: { frames: 'number', repeated_frames: 'number', late_ms: 'number', level_db: 'number?', picture: 'string?' },
    renditions: [{ id: 'string', codecs: 'string', width: 'number', height: 'number', average_bps: 'number' }],
    spool: { bytes: 'number', free_bytes: 'number', memory_only: 'boolean' },
    sessions: [session], now: 'instant', offset_ms: 'number',
  },
};

function mistakes(value: unknown, shape: Shape, at: string): string[] {
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => mistakes(item, shape[0] as Shape, `${at}[${index}]`));
  }
  if (typeof shape === 'object') {
    if (typeof value !== 'object' || value === null) return [`${at} is no object`];
    const fields = value as Record<string, unknown>;
    return Object.entries(shape).flatMap(([field, inner]) => mistakes(fields[field], inner as Shape, `${at}.${field}`));
  }
  return fits(value, shape) ? [] : [`${at} is not ${shape}: ${JSON.stringify(value)}`];
}

function fits(value: unknown, name: string): boolean {
  if (name.endsWith('?')) return value === null || fits(value, name.slice(0, -1));
  if (name === 'words') {
    return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
  }
  if (name === 'instant') return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
  if (name === 'date') return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  if (name.includes('|')) return name.split('|').includes(value as string);
  return typeof value === name;
}

describe('what the server says', () => {
  it.each(Object.entries({ conference, programme, people, stages, desk }))('fits the pages: %s', (name, value) => {
    expect(mistakes(value, shapes[name]!, name)).toEqual([]);
  });

  it('names only sources that it lists', () => {
    const known = Object.keys(conference.sources);
    const named = [...conference.facts, ...conference.sections, ...programme.sessions].flatMap(({ sources }) => sources);
    expect(named.filter((key) => !known.includes(key))).toEqual([]);
  });
});
