import { describe, expect, it } from 'vitest';
import peopleJson from '../../tests/golden/api/people.json';
import programmeJson from '../../tests/golden/api/programme.json';
import stagesJson from '../../tests/golden/api/stages.json';
import type { People, Programme, Session, Stage } from '../shared/api';
import { byDay, current, headline, nextUp, sessionsNow, situationOf, speakersOf } from './programme';

const programme = programmeJson as unknown as Programme;
const people = peopleJson as unknown as People;
const stages = stagesJson as unknown as Stage[];
const stage = stages[0]!;
const [ceremony, forum] = programme.sessions as [Session, Session];
const at = (instant: string) => Date.parse(instant);

describe('the session as it is now', () => {
  it('takes state and end from the stage', () => {
    const said: Stage = {
      ...stage,
      session: { id: ceremony.id, state: 'ended', started_at: ceremony.started_at, ends_at: '2020-07-23T08:40:00.000Z' },
    };
    expect(current(ceremony, [said])).toEqual({ ...ceremony, state: 'ended', ends_at: '2020-07-23T08:40:00.000Z' });
    expect(current(forum, [said])).toEqual(forum);
  });

  it('is still live three minutes after its planned end', () => {
    const situation = situationOf(stage, sessionsNow(programme, stages), at('2020-07-23T08:33:00.000Z'));
    expect(situation).toEqual({ kind: 'live', session: ceremony, slate: false, overrun: true });
  });
});

describe('the sessions of a page', () => {
  it('stand there once each, though the page brings one twice', () => {
    const twice = { ...programme, sessions: [...programme.sessions, ...programme.sessions] };
    expect(sessionsNow(twice, stages)).toEqual(sessionsNow(programme, stages));
  });
});

describe('a stage page', () => {
  const planned = { ...ceremony, state: 'planned', started_at: null } as Session;
  const ended = { ...ceremony, state: 'ended', replay: '/replay/opening-ceremony/index.m3u8' } as Session;
  const closed = { ...stage, state: 'closed', session: null } as Stage;

  it('counts down to the next session of a closed stage', () => {
    expect(situationOf(closed, [planned, forum], 0)).toEqual({ kind: 'upcoming', next: planned, last: null });
  });

  it('plays an open stage before its session', () => {
    expect(situationOf({ ...stage, session: null }, [planned], 0)).toEqual({ kind: 'open', next: planned, last: null });
  });

  it('says that the slate is on air', () => {
    const situation = situationOf({ ...stage, showing: 'slate' }, [ceremony], at(ceremony.starts_at));
    expect(situation).toEqual({ kind: 'live', session: ceremony, slate: true, overrun: false });
  });

  it('offers the replay when all is over', () => {
    expect(situationOf(closed, [ended], 0)).toEqual({ kind: 'over', last: ended });
  });

  it('has a state for a stage without sessions', () => {
    expect(situationOf(closed, [], 0)).toEqual({ kind: 'empty' });
  });
});

describe('the lobby', () => {
  it('opens with the live session, a ceremony before others', () => {
    const second = { ...stage, id: 'b', session: null } as Stage;
    const panel = { ...forum, stage: 'b', state: 'live' } as Session;
    const found = headline([second, stage], [panel, ceremony]);
    expect(found).toEqual({ kind: 'live', stage, session: ceremony, others: [{ stage: second, session: panel }] });
  });

  it('opens with the next session when nothing is live', () => {
    expect(headline(stages, [{ ...ceremony, state: 'ended' }, forum])).toEqual({ kind: 'next', session: forum, stage });
  });

  it('survives a conference without sessions', () => {
    expect(headline([], [])).toEqual({ kind: 'empty' });
    expect(byDay(['2020-07-23', '2020-07-24'], [])).toEqual([
      { date: '2020-07-23', sessions: [] },
      { date: '2020-07-24', sessions: [] },
    ]);
  });

  it('keeps a session as next after its planned time has passed', () => {
    expect(nextUp([{ ...ceremony, state: 'ended' }, forum])).toEqual(forum);
  });

  it('lists the people of a session once, the moderator first', () => {
    expect(speakersOf(forum, people).map((person) => person.id)).toEqual(['liu-duo', 'liu-liehong', 'he-guili']);
  });
});
