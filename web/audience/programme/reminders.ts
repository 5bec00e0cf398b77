import { Cell } from '../../shared/cell';
import { recall, remember } from '../../shared/text';

const kMinutes = 'plenary.reminder-minutes';
const kTold = 'plenary.reminded';
const kNotify = 'plenary.notify';

const minutesOf = (text: string | null) => {
  const value = Number(text ?? 10);
  return Number.isFinite(value) && value >= 0 && value <= 120 ? value : 10;
};

/** How long before a session its reader wants to hear of it; 0 is never. */
export const reminder_minutes = new Cell(minutesOf(recall(kMinutes)));

export function setReminderMinutes(minutes: number): void {
  remember(kMinutes, String(minutes));
  reminder_minutes.set(minutes);
}

/** Whether the device shows reminders too. The browser must have allowed it. */
export const notifies = new Cell(recall(kNotify) === '1');

export async function setNotifies(on: boolean): Promise<'on' | 'off' | 'denied'> {
  const allowed = on && 'Notification' in window ? await Notification.requestPermission() : 'default';
  const result = allowed === 'granted' ? 'on' : on ? 'denied' : 'off';
  remember(kNotify, result === 'on' ? '1' : null);
  notifies.set(result === 'on');
  return result;
}

/** The starts that were told of on this device, the latest hundred. */
export function toldOf(): Set<string> {
  return new Set((recall(kTold) ?? '').split(' ').filter(Boolean));
}

export function rememberTold(told: ReadonlySet<string>): void {
  remember(kTold, [...told].slice(-100).join(' '));
}
