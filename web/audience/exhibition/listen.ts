import { Connection } from '../../pulse/connection';
import { browserWorld } from '../../pulse/world';
import { recall, remember } from '../../shared/text';
import { conference } from '../app';
import { learnReleases } from '../content/releases';

/**
 * Hears the pulse where no stage is watched, so that what a launch reveals is on an open page within a second:
 * of a stage that is on air, or else of any. Nobody is counted, and nothing is said. Answers what ends it.
 */
export function listen(): () => void {
  const stages = conference.state.get()?.stages ?? [];
  const stage = stages.find(({ state }) => state === 'open') ?? stages[0];
  if (!stage) return () => undefined;
  const connection = new Connection(stage.id, browserWorld({ recall, remember }), { answer: () => undefined, socket: () => undefined });
  let told: unknown = null;
  const unheard = connection.room.subscribe((heard) => {
    if (heard?.on && heard.on !== told) conference.learnStage(stage.id, (told = heard.on));
    if (heard?.releases.length) learnReleases(heard.releases);
  });
  connection.start();
  return () => {
    unheard();
    connection.stop();
  };
}
