import type { Poll } from '../../pulse/wire';
import type { RoomKey } from '../i18n/room';

/** Whether anybody may read every vote, or answer, of a poll, by its receipt. */
export const isTallied = (poll: Poll): boolean => poll.state === 'closed' && poll.show !== 'never';

/** What becomes of the votes of a poll that shows no result. */
export function noteOf(poll: Poll): RoomKey {
  if (poll.kind !== 'text') return poll.show === 'never' ? 'poll_results_never' : 'poll_results_close';
  if (poll.show === 'never') return 'poll_no_result';
  return poll.state === 'closed' ? 'poll_answers_out' : 'poll_answers_public';
}
