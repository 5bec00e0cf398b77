import { describe, expect, it, vi } from 'vitest';
import programme from '../../tests/golden/api/programme.json';
import stages from '../../tests/golden/api/stages.json';
import type { PageState, Stage } from '../shared/api';
import { ServerClock } from '../shared/clock';
import { ConferenceState, stateInPage } from './conference_state';

const page = {
  conference: { clock: { now: '2020-07-23T07:00:00.000Z', offset_ms: 0 } }, programme, people: {}, stages,
} as unknown as PageState;
const id = (stages as unknown as Stage[])[0]!.id;
const conference = () => new ConferenceState(page, new ServerClock(), { random: () => 0, setTimer: () => 0, clearTimer: () => undefined });

describe('what a pulse says of a stage', () => {
  it('is taken at once, over what was known', () => {
    const state = conference();
    state.learnStage(id, { showing: 'slate' });
    const stage = state.state.get()!.stages[0]!;
    expect([stage.id, stage.showing, stage.title]).toEqual([id, 'slate', page.stages[0]!.title]);
  });

  it('ends what a closed stage plays', () => {
    const state = conference();
    state.learnStage(id, { state: 'closed' });
    expect(state.state.get()!.stages[0]!.live).toBeNull();
  });

  it('changes nothing when it is nothing new, or of a stage that is not here', () => {
    const state = conference();
    const before = state.state.get();
    state.learnStage(id, { showing: page.stages[0]!.showing });
    state.learnStage('elsewhere', { state: 'closed' });
    expect(state.state.get()).toBe(before);
  });
});

describe('what the shell brings', () => {
  it('may be the conference alone; the rest says that it is not there yet', () => {
    const state = stateInPage(JSON.stringify({ conference: { days: [{ date: '2020-07-23' }] } }))!;
    expect([state.programme.partial, state.people.partial, state.stages]).toEqual([true, true, []]);
    expect([stateInPage(''), stateInPage('{'), stateInPage('{"programme":{}}')]).toEqual([null, null, null]);
  });

  it('is completed once, however many pages ask', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return Promise.resolve(new Response(JSON.stringify(path.endsWith('people') ? { people: [], organisations: [] } : programme)));
    });
    const brought = stateInPage(JSON.stringify({ conference: page.conference, stages }))!;
    const state = new ConferenceState(brought, new ServerClock(), { random: () => 0, setTimer: () => 0, clearTimer: () => undefined });
    await Promise.all([state.complete(), state.complete()]);
    await state.complete();
    vi.unstubAllGlobals();
    expect(asked.sort()).toEqual(['/api/v1/people', '/api/v1/programme']);
    expect(state.state.get()!.programme.sessions).toHaveLength(2);
  });
});
