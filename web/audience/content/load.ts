import { ApiError, request } from '../../shared/api';
import { takeBegun } from '../playing';

/** What came of asking: there is no difference between what does not exist and what is not out yet. */
export type Loaded<T> = { kind: 'found'; value: T } | { kind: 'missing' } | { kind: 'failed' };

/** Asks the API for a page's content; never rejects. */
export async function load<T>(path: string, read: (value: unknown) => T): Promise<Loaded<T>> {
  try {
    return { kind: 'found', value: read(await (takeBegun(path) ?? request<unknown>(path, { cache: 'no-cache' }))) };
  } catch (error) {
    return error instanceof ApiError && error.status >= 400 && error.status < 500 ? { kind: 'missing' } : { kind: 'failed' };
  }
}
