/**
 * Where a value stands in a file of the package: keys of maps, places in lists, and entries of lists by
 * what they are known by ({ id: "x" }, { date: "2020-07-23" }), so that an address still holds when
 * somebody else moves the entry.
 */
export type Step = string | number | { [known_by: string]: string };
export type Path = readonly Step[];
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** The same for two paths to the same place: what the saved state of a field is kept by. */
export const pathKey = (path: Path): string =>
  path.map((step) => (typeof step === 'object' ? `[${Object.values(step)[0]}]` : String(step))).join('/');

export const fieldKey = (file: string, path: Path): string => `${file}#${pathKey(path)}`;

export const isMap = (value: unknown): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where in a list a step points; -1 where nothing is. */
export function placeOf(list: readonly Value[], step: Step): number {
  if (typeof step === 'number') return step < list.length ? step : -1;
  if (typeof step === 'string') return -1;
  const [key = 'id', wanted] = Object.entries(step)[0] ?? [];
  return list.findIndex((item) => isMap(item) && item[key] === wanted);
}

/** The one way in which the desk writes a path: entries with an id by it, others by their place. */
export function canonical(value: Value | undefined, path: Path): Path {
  let here: Value | undefined = value;
  return path.map((step) => {
    if (!Array.isArray(here)) {
      here = isMap(here) && typeof step === 'string' ? here[step] : undefined;
      return step;
    }
    const place = placeOf(here, step);
    here = here[place];
    if (place < 0) return step;
    return isMap(here) && typeof here.id === 'string' && here.id ? { id: here.id } : place;
  });
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: Value | undefined, path: Path): Value | undefined {
  let here: Value | undefined = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[placeOf(here, step)];
    else if (isMap(here) && typeof step === 'string') here = here[step];
    else return undefined;
  }
  return here;
}

/** The value with the place at `path` changed by `change`; maps and lists on the way there are made. */
function changed(value: Value | undefined, path: Path, change: (before: Value | undefined) => Value | undefined): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (typeof step === 'string') {
    const map = isMap(value) ? value : {};
    const after = changed(map[step], rest, change);
    if (after !== undefined) return { ...map, [step]: after };
    const { [step]: _gone, ...others } = map;
    return others;
  }
  const list = Array.isArray(value) ? value : [];
  const place = placeOf(list, step);
  if (place < 0) return list;
  const after = changed(list[place], rest, change);
  return after === undefined ? list.filter((_, index) => index !== place) : list.map((item, index) => (index === place ? after : item));
}

/** One change of a file, as the server takes it. `was` is what the editor saw before it. */
export interface Edit {
  file: string;
  op: 'set' | 'insert' | 'remove' | 'move' | 'text';
  path: Path;
  value?: Value;
  was?: Value | null;
  /** insert, move: before the entry that stands there now; without it, at the end. */
  at?: Step;
}

/** The file's value after an edit; the pages show this until the server has answered. */
export function applied(value: Value | undefined, edit: Edit): Value | undefined {
  switch (edit.op) {
    case 'text':
      return edit.value ?? undefined;
    case 'set':
      return changed(value, edit.path, () => edit.value);
    case 'remove':
      return changed(value, edit.path, () => undefined);
    case 'insert':
      return changed(value, edit.path, (list) => {
        const items = Array.isArray(list) ? [...list] : [];
        // The server may have it already, if its answer was lost on the way.
        if (isMap(edit.value) && typeof edit.value.id === 'string' && placeOf(items, { id: edit.value.id }) >= 0) return items;
        items.splice(before(items, edit.at), 0, edit.value ?? null);
        return items;
      });
    case 'move': {
      const within = edit.path.slice(0, -1);
      const step = edit.path[edit.path.length - 1];
      return changed(value, within, (list) => {
        if (!Array.isArray(list) || step === undefined) return list;
        const place = placeOf(list, step);
        if (place < 0) return list;
        const target = before(list, edit.at);
        const items = [...list];
        const [item] = items.splice(place, 1);
        items.splice(target > place ? target - 1 : target, 0, item!);
        return items;
      });
    }
  }
}

/** The place before the entry that `at` names; the end where it names none. */
function before(list: readonly Value[], at: Step | undefined): number {
  const place = at === undefined ? -1 : placeOf(list, at);
  return place < 0 ? list.length : place;
}

/** Whether two values say the same. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Whether a path lies at or below another. */
export const within = (path: Path, above: Path): boolean =>
  path.length >= above.length && pathKey(path.slice(0, above.length)) === pathKey(above);

/** How often an id is named in the files beside where it is given: what would lead nowhere without it. */
export function mentions(value: Value | undefined, id: string, key = ''): number {
  if (typeof value === 'string') return key !== 'id' && (value === id || value.startsWith(`${id}/`)) ? 1 : 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + mentions(one, id, key), 0);
  return isMap(value) ? Object.entries(value).reduce((sum, [name, one]) => sum + mentions(one, id, name), 0) : 0;
}
