import { request, type Localised } from '../../shared/api';
import { public_titles } from './store';

let asked = false;

/** Learns what the published exhibitors are called, hall by hall. */
export function learnTitles(): void {
  if (asked) return;
  asked = true;
  void load().catch(() => (asked = false));
}

async function load(): Promise<void> {
  const { halls } = await request<{ halls?: { id: string }[] }>('/api/v1/exhibition');
  const plans = await Promise.all((halls ?? []).map(({ id }) => request<{ booths?: { exhibitor: string | null; title?: Localised }[] }>(`/api/v1/exhibition/halls/${encodeURIComponent(id)}`)));
  const known = plans.flatMap(({ booths }) => (booths ?? []).flatMap(({ exhibitor, title }) => (exhibitor && title ? [[exhibitor, title] as const] : [])));
  public_titles.set(new Map(known));
}
