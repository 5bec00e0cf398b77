import { Cell } from './cell';
import { recall, remember } from './text';

export type Theme = 'system' | 'light' | 'dark';
const kStored = 'plenary.theme';

const known = (value: string | null): Theme => (value === 'light' || value === 'dark' ? value : 'system');

export const theme = new Cell<Theme>('system');

/** Applies the remembered theme; call before the first paint. */
export function restoreTheme(): void {
  apply(known(recall(kStored)));
}

/** The toggle goes round: what the system says, light, dark. */
export function nextTheme(): void {
  const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
  const chosen = next[theme.get()];
  remember(kStored, chosen === 'system' ? null : chosen);
  apply(chosen);
}

function apply(chosen: Theme): void {
  theme.set(chosen);
  const root = document.documentElement;
  if (chosen === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', chosen);
}
