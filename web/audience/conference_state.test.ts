import { describe, expect, it } from 'vitest';
import programme from '../../tests/golden/api/programme.json';
import stages from '../../tests/golden/api/stages.json';
import type { PageState, Stage } from '../shared/api';
import { ServerClock } from '../shared/clock';
import { ConferenceState } from './conference_state';

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
