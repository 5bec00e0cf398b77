/** A stretch of a text: in both, or in one of them alone. */
export interface Stretch {
  text: string;
  differs: boolean;
}

/** Words with what stands behind them; each character of a script without spaces by itself. */
const kWords = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+\s*|\s+/gu;
/** Above so many words that differ on either side they are shown as one. */
const kMost = 1500;
/** What is left of a long stretch that is in both, on each side of what differs. */
const kAround = 80;

/** How two texts differ, word by word: the one before and the one after. */
export function textDifference(before: string, after: string): { before: Stretch[]; after: Stretch[] } {
  const [old, fresh] = [before.match(kWords) ?? [], after.match(kWords) ?? []];
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  const [kept_old, kept_new] = keptOf(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail));
  const all = (kept: boolean[]) => [...Array<boolean>(head).fill(true), ...kept, ...Array<boolean>(tail).fill(true)];
  return { before: stretches(old, all(kept_old)), after: stretches(fresh, all(kept_new)) };
}

/** Which words of either are in both, in the same order: the longest such row. */
function keptOf(old: readonly string[], fresh: readonly string[]): [boolean[], boolean[]] {
  const kept: [boolean[], boolean[]] = [Array<boolean>(old.length).fill(false), Array<boolean>(fresh.length).fill(false)];
  if (old.length > kMost || fresh.length > kMost) return kept;
  const width = fresh.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = old[i] === fresh[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < old.length && j < fresh.length; ) {
    if (old[i] === fresh[j]) {
      kept[0][i] = kept[1][j] = true;
      i += 1;
      j += 1;
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return kept;
}

function stretches(words: readonly string[], kept: readonly boolean[]): Stretch[] {
  const all: Stretch[] = [];
  words.forEach((word, index) => {
    const last = all[all.length - 1];
    if (last && last.differs === !kept[index]) last.text += word;
    else all.push({ text: word, differs: !kept[index] });
  });
  return all;
}

/** The same with long stretches that are in both cut short: what differs is seen however long the text is. */
export function shortened(all: readonly Stretch[]): Stretch[] {
  return all.map((one, index) => {
    if (one.differs || one.text.length <= 3 * kAround) return one;
    const [begin, end] = [index === 0 ? '' : one.text.slice(0, kAround), index === all.length - 1 ? '' : one.text.slice(-kAround)];
    return { text: begin || end ? `${begin}…${end}` : `${one.text.slice(0, kAround)}…`, differs: false };
  });
}
