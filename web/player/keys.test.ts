import { describe, expect, it } from 'vitest';
import { commandOf, type Key } from './keys';

const key = (name: string, more: Partial<Key> = {}): Key => ({
  key: name,
  ctrl: false,
  alt: false,
  meta: false,
  focus: 'none',
  ...more,
});

describe('keys', () => {
  it('are those that viewers know', () => {
    const names = [' ', 'k', 'K', 'm', 'f', 'p', '?', 'j', 'l', 'ArrowLeft', 'ArrowUp', 'End', 'x'];
    expect(names.map((name) => commandOf(key(name)))).toEqual([
      'toggle', 'toggle', 'toggle', 'mute', 'fullscreen', 'picture_in_picture', 'help', 'back_10', 'forward_10',
      'back_5', 'louder', 'live', null,
    ]);
  });

  it('are left to the browser with a modifier', () => {
    expect(commandOf(key('f', { ctrl: true }))).toBeNull();
  });

  it('are left to the control that has the focus', () => {
    expect(commandOf(key(' ', { focus: 'button' }))).toBeNull();
    expect(commandOf(key('ArrowLeft', { focus: 'slider' }))).toBeNull();
    expect(commandOf(key('m', { focus: 'text' }))).toBeNull();
    expect(commandOf(key('m', { focus: 'slider' }))).toBe('mute');
  });
});
