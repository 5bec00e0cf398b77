import { ApiError, request, type Login } from './api';
import { recall, remember } from './text';

/** For which account and ticket it was done: asked for once in a sign-in. */
const kBrought = 'plenary.brought';

/**
 * What was kept here without an account comes into it: saved booths, cards, conversations, meetings, sign-ups. Where
 * the server is away it is asked for again with the next page.
 */
export async function bring({ account, csrf }: Login): Promise<void> {
  const ticket = recall('plenary.ticket');
  const mark = `${account} ${ticket}`;
  if (!ticket || recall(kBrought) === mark) return;
  try {
    await request('/api/v1/my/visit/bring', { method: 'POST', csrf, headers: { 'x-plenary-ticket': ticket } });
  } catch (error) {
    // A ticket that has run out, or too much: asking again changes nothing.
    if (!(error instanceof ApiError) || (error.status !== 400 && error.status !== 409)) return;
  }
  remember(kBrought, mark);
}
