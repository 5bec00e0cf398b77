import type { Key } from '../i18n';

/** What the log may be narrowed to; each holds the acts whose names begin so. */
export const kKinds = {
  content: ['content.', 'exhibitors.', 'booth.', 'proposal_', 'speaker_'],
  releases: ['release_'],
  press: ['press_'],
  stages: ['open', 'close', 'take ', 'automatic', 'rotate ', 'play ', 'stop ', 'start', 'end', 'extend', 'unmark '],
  people: ['sign_', 'ticket', 'invite', 'accept_', 'withdraw_', 'ask_', 'mail ', 'show ', 'new_password', 'confirm_', 'set password', 'give ', 'take ', 'ban ', 'lift '],
} as const;
export type Kind = keyof typeof kKinds;

/** "take organiser:conference" takes a role away; "take primary" takes an input on air. */
const isGrant = (action: string): boolean => /^(give|take) [a-z_]+:/.test(action);

export function isOf(kind: Kind, action: string): boolean {
  if (action.startsWith('take ')) return kind === (isGrant(action) ? 'people' : 'stages');
  return kKinds[kind].some((beginning) => action.startsWith(beginning));
}

const kPlain: Record<string, Key> = {
  'content.publish': 'act_publish', 'content.discard': 'act_discard', 'content.restore': 'act_restore', 'content.import': 'act_import', 'content.film': 'act_film',
  'exhibitors.import': 'act_exhibitors', 'booth.publish': 'act_booth_publish', 'booth.note': 'act_booth_note', 'booth.cancel_booking': 'act_booth_cancel',
  release_arm: 'act_arm', release_disarm: 'act_disarm', release_hold: 'act_hold', release_resume: 'act_resume', release_postpone: 'act_postpone', release_now: 'act_now',
  press_view: 'act_press_view', press_download: 'act_press_download',
  speaker_key: 'act_speaker_key', speaker_proposal: 'act_speaker_proposal', speaker_link: 'act_speaker_link', proposal_accept: 'act_accept', proposal_refuse: 'act_refuse',
  sign_in: 'act_sign_in', sign_up: 'act_sign_up', ticket: 'act_ticket', invite: 'act_invite', accept_invitation: 'act_accept_invitation', withdraw_invitation: 'act_withdraw',
  ask_reset: 'act_ask_reset', 'mail reset': 'act_mail_reset', 'show reset': 'act_show_reset', new_password: 'act_new_password', confirm_address: 'act_confirm_address', 'lift ban': 'act_lift_ban',
  open: 'act_open', close: 'act_close', automatic: 'act_automatic', 'take slate': 'act_slate', start: 'act_start', end: 'act_end', extend: 'act_extend',
};
const kWithName: [RegExp, Key][] = [
  [/^set password, give (.+)$/, 'act_set_password'], [/^give (.+)$/, 'act_give'], [/^take ([a-z_]+:.+)$/, 'act_take'], [/^ban until (.+)$/, 'act_ban'],
  [/^take (.+)$/, 'act_input'], [/^rotate key of (.+)$/, 'act_key'], [/^play (.+)$/, 'act_play'], [/^stop (.+)$/, 'act_stop'],
  [/^start item (.+)$/, 'act_item'], [/^unmark item (.+)$/, 'act_unmark'],
];

/** The words of an act of the log; of one that is not known here, its own. */
export function actWords(texts: { say(key: Key, values?: Record<string, string | number>): string }, action: string): string {
  const key = kPlain[action];
  if (key) return texts.say(key);
  for (const [form, named] of kWithName) {
    const what = form.exec(action)?.[1];
    if (what) return texts.say(named, { what });
  }
  return action.replace(/[._]/g, ' ');
}
