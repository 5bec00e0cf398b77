/** What a key asks of the player. */
export type Command =
  | 'toggle'
  | 'mute'
  | 'fullscreen'
  | 'picture_in_picture'
  | 'help'
  | 'live'
  | 'back_10'
  | 'forward_10'
  | 'back_5'
  | 'forward_5'
  | 'louder'
  | 'quieter';

export interface Key {
  key: string;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** Where the focus is: keys that a control uses itself are left to it. */
  focus: 'none' | 'button' | 'slider' | 'text';
}

const kCommands: Record<string, Command> = {
  ' ': 'toggle', k: 'toggle', m: 'mute', f: 'fullscreen', p: 'picture_in_picture', '?': 'help',
  j: 'back_10', l: 'forward_10', arrowleft: 'back_5', arrowright: 'forward_5', arrowup: 'louder', arrowdown: 'quieter',
  end: 'live', 0: 'live',
};

export function commandOf({ key, ctrl, alt, meta, focus }: Key): Command | null {
  if (ctrl || alt || meta || focus === 'text') return null;
  const name = key.toLowerCase();
  if (focus === 'button' && (name === ' ' || name === 'enter')) return null;
  if (focus === 'slider' && (name.startsWith('arrow') || name === 'end' || name === 'home')) return null;
  return kCommands[name] ?? null;
}

/** Where the focus is, by the element that has it. */
export function focusOf(element: Element | null): Key['focus'] {
  if (!element) return 'none';
  const tag = element.tagName;
  if (tag === 'INPUT') return (element as HTMLInputElement).type === 'range' ? 'slider' : 'text';
  if (tag === 'TEXTAREA' || tag === 'SELECT' || (element as HTMLElement).isContentEditable) return 'text';
  return tag === 'BUTTON' || tag === 'A' || tag === 'SUMMARY' ? 'button' : 'none';
}
