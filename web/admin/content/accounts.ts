import { request } from '../../shared/api';
import { Cell } from '../../shared/cell';

/** The names behind the accounts that versions, conflicts, releases and the log tell of. */
export const names = new Cell<ReadonlyMap<string, string>>(new Map());
let asked = false;

export function learnNames(): void {
  if (asked) return;
  asked = true;
  request<{ people?: { account: string; name: string }[] }>('/api/v1/desk/people', { cache: 'no-store' }).then(
    (answer) => names.set(new Map((answer.people ?? []).map((one) => [one.account, one.name]))),
    () => (asked = false),
  );
}

/** A name for an account; what is no account stands as it is. */
export const nameOfAccount = (known: ReadonlyMap<string, string>, account: string): string => known.get(account) ?? account;
