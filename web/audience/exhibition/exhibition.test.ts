import { describe, expect, it } from 'vitest';
import { changed, catalogueRequest, kNoWish, pageNumbers, pagesOf, readWish, writeWish } from './catalogue';
import { arrowOf, floorOf, inReadingOrder, label, lettersOf, linesOf, routeOf, walk, type Arrow } from './plan';
import { priceText } from './price';
import { readCatalogue, readExhibitor, readHall, readVisit } from './read';
import { byDay, dutyAt, stopAt } from './times';
import type { Booth } from './types';

const booth = (id: string, x: number, y: number, width = 3, depth = 3): Booth => ({ id, x, y, width, depth, exhibitor: id, title: {}, categories: [], logo: null });
/** Two rows and a wide booth below: a1 a2 a3 / b1 b2 b3 / c1 under all. */
const kFloor = [booth('a1', 0, 0), booth('a2', 4, 0), booth('a3', 8, 0), booth('b1', 0, 5), booth('b2', 4, 5), booth('b3', 8, 5), booth('c1', 0, 10, 11)];

describe('the letters of a plan', () => {
  const hall = (booths: Booth[], width: number, depth: number) => ({ id: 'h', title: {}, text: {}, booths, width, depth });

  it('stand on the floor below small booths far apart, and inside large ones', () => {
    const rows = (width: number, depth: number) => hall([0, 1, 2].flatMap((row) => Array.from({ length: 10 }, (_, place) => booth(`r${row}p${place}`, place * 9, row * 7, width, depth))), 93, 25);
    expect([lettersOf(rows(6, 3)).outside, lettersOf(rows(8.5, 6.5)).outside]).toEqual([true, false]);
  });

  it('have the floor to the next booth on the right and to the next below', () => {
    const floor = hall(kFloor, 12, 14);
    expect([floorOf(floor, kFloor[0]!), floorOf(floor, kFloor[5]!), floorOf(floor, kFloor[6]!)]).toEqual([{ across: 4, below: 2 }, { across: 4, below: 2 }, { across: 12, below: 1 }]);
  });
});

describe('walking through a hall', () => {
  it('goes to the neighbour that the key points at, and stays at a wall', () => {
    const from = (id: string, ...arrows: Arrow[]) => arrows.reduce((at, arrow) => walk(kFloor, at, arrow), id);
    expect([
      from('a1', 'ArrowRight'), from('a1', 'ArrowDown'), from('b2', 'ArrowUp'), from('a1', 'ArrowLeft'),
      from('b3', 'ArrowDown'), from('c1', 'ArrowUp'), from('a2', 'End'), from('b3', 'Home'),
    ]).toEqual(['a2', 'b1', 'a2', 'a1', 'c1', 'b2', 'c1', 'a1']);
  });

  it('reaches every booth of a hall with aisles and booths of many sizes', () => {
    const floor = Array.from({ length: 10 }, (_, row) =>
      Array.from({ length: 10 }, (_, place) => booth(`r${row}p${place}`, place * 8 + (row % 3), row * 6, 4 + ((row + place) % 4), row % 2 ? 3 : 5))).flat();
    const seen = new Set(['r0p0']);
    const left = ['r0p0'];
    while (left.length > 0) {
      const at = left.pop()!;
      for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
        const next = walk(floor, at, arrow);
        if (!seen.has(next)) left.push(next);
        seen.add(next);
      }
    }
    expect(seen.size).toBe(100);
  });

  it('begins at the entrance where the booth is not there any more', () => {
    expect(walk(kFloor, 'gone', 'ArrowRight')).toBe('a1');
    expect(walk([], 'gone', 'ArrowRight')).toBe('gone');
  });

  it('reads row by row, though booths of a row differ in depth', () => {
    expect(inReadingOrder([booth('b', 4, 0.5, 3, 6), booth('c', 0, 8), booth('a', 0, 1)]).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('leaves keys with modifiers to the browser', () => {
    const key = (name: string, more = {}) => arrowOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect([key('ArrowUp'), key('Tab'), key('ArrowLeft', { altKey: true })]).toEqual(['ArrowUp', null, null]);
  });

  it('draws a route through the booths that the hall has', () => {
    const hall = { id: 'h', title: {}, text: {}, width: 20, depth: 20, booths: kFloor };
    expect(routeOf(hall, ['b1', '', 'elsewhere', 'a3']).map(({ x, y }) => [x, y])).toEqual([[1.5, 6.5], [9.5, 1.5]]);
  });
});

describe('a booth’s name in its rectangle', () => {
  it('breaks at spaces, in Chinese anywhere, and says where it goes on', () => {
    expect([linesOf('Northern Dipper Data', 6, 3), linesOf('北斗数据科技', 4, 2), linesOf('Northern Dipper Communications', 6, 1), linesOf('青松', 1, 2)]).toEqual([
      ['Northern', 'Dipper Data'], ['北斗数据', '科技'], ['Northern…'], [],
    ]);
  });

  it('is set a little smaller where that keeps a last letter in the line', () => {
    expect(label('青松通信1', 4, 2)).toEqual({ lines: ['青松通信1'], scale: 0.8 });
    expect(label('青松通信', 4, 1)).toEqual({ lines: ['青松通信'], scale: 1 });
  });
});

describe('the catalogue’s address', () => {
  it('holds what is looked for and nothing else, and gives it back', () => {
    const wish = { ...kNoWish, text: '网关', hall: 'hall-1', page: 3 };
    expect(writeWish(wish)).toBe('?q=%E7%BD%91%E5%85%B3&hall=hall-1&page=3');
    expect(readWish(writeWish(wish, '?lang=zh'))).toEqual(wish);
    expect(writeWish(kNoWish, '?q=old&page=2')).toBe('');
  });

  it('takes no page that is none', () => {
    expect(['?page=-1', '?page=x', '?page=1e9', '?page=2.5'].map((query) => readWish(query).page)).toEqual([1, 1, 1, 1]);
  });

  it('begins at the first page when something else is looked for', () => {
    expect(changed({ ...kNoWish, page: 7 }, { category: 'ai' })).toEqual({ ...kNoWish, category: 'ai' });
    expect(changed({ ...kNoWish, page: 7 }, { page: 8 }).page).toBe(8);
  });

  it('asks for one page in the reader’s language', () => {
    expect(catalogueRequest({ ...kNoWish, text: ' a b ', country: 'ID', page: 2 }, 'id')).toBe('/api/v1/exhibition/catalogue?lang=id&limit=24&offset=24&q=a+b&country=ID');
  });

  it('offers the first, the last and the near pages', () => {
    expect([pageNumbers(1, 1), pageNumbers(1, 442), pageNumbers(4, 442), pageNumbers(441, 442), pagesOf(0), pagesOf(25)]).toEqual([
      [1], [1, 2, null, 442], [1, 2, 3, 4, 5, null, 442], [1, null, 440, 441, 442], 1, 2,
    ]);
  });
});

describe('prices', () => {
  const price = (amount: string, currency: string) => ({ amount, currency, kind: 'exact' as const, unit: {} });
  it('are written to the last digit in the reader’s figures', () => {
    expect([priceText(price('2598.5', 'CNY'), 'zh'), priceText(price('1299', 'CNY'), 'en'), priceText(price('1250.75', 'USD'), 'id'), priceText(price('0.005', 'USD'), 'en')]).toEqual([
      '¥2,598.50', 'CN¥1,299', 'US$1.250,75', '$0.005',
    ]);
  });

  it('are worded where they are large', () => {
    expect(priceText(price('12500000', 'IDR'), 'id')).toBe('Rp12,5 juta');
  });
});

describe('times at a booth', () => {
  const duty = [
    { starts_at: '2020-07-23T01:00:00Z', ends_at: '2020-07-23T04:00:00Z', staff: 'Li Wei', languages: [] },
    { starts_at: '2020-07-23T05:00:00Z', ends_at: '2020-07-23T09:00:00Z', staff: 'Budi', languages: [] },
  ];
  const at = (time: string) => dutyAt(duty, Date.parse(`2020-07-23T${time}Z`));

  it('say who is there, or who comes next', () => {
    expect([at('02:00:00').now[0]?.staff, at('04:00:00').now.length, at('04:00:00').next?.staff, at('09:00:00').next]).toEqual(['Li Wei', 0, 'Budi', null]);
  });

  it('fall on the days of the shown zone, over midnight too', () => {
    const slots = ['2020-07-23T15:40:00Z', '2020-07-23T16:00:00Z', '2020-07-23T15:20:00Z'].map((starts_at) => ({ starts_at }));
    expect(byDay(slots, 'Asia/Shanghai', 'en').map(({ date, all }) => [date, all.length])).toEqual([['2020-07-23', 2], ['2020-07-24', 1]]);
    expect(byDay(slots, 'UTC', 'en').map(({ date }) => date)).toEqual(['2020-07-23']);
  });

  it('lead a guide from stop to stop', () => {
    const stops = [0, 8, 16].map((after_minutes) => ({ after_minutes }));
    const begun = '2020-07-23T05:00:00Z';
    const minute = (n: number) => stopAt(stops, begun, Date.parse(begun) + n * 60_000);
    expect([minute(-1), minute(0), minute(9), minute(99), stopAt(stops, null, Date.parse(begun))]).toEqual([-1, 0, 1, 2, -1]);
  });
});

describe('reading the server’s answers', () => {
  it('leaves out what does not fit, and follows no address but one of the web', () => {
    const exhibitor = readExhibitor({ id: 'a', website: 'javascript:alert(1)', links: [{ url: 'https://a.example' }, { url: 'data:x' }], documents: [{ url: '//evil.example/x.pdf' }, { url: '/documents/a.pdf' }], products: [{}, { id: 'p', price: { amount: '5' } }], duty: [{ starts_at: 'x' }] });
    expect([exhibitor.website, exhibitor.links.length, exhibitor.documents.length, exhibitor.products.map(({ id, price }) => [id, price]), exhibitor.duty]).toEqual([null, 1, 1, [['p', null]], []]);
  });

  it('takes a hall’s size from its booths where it has none', () => {
    const hall = readHall({ id: 'h', booths: [{ id: 'a1', x: 2, y: 3, width: 4, depth: 5 }, { id: 'bad', x: 1 }] });
    expect([hall.booths.length, hall.width, hall.depth]).toEqual([1, 6, 8]);
  });

  it('survives nonsense', () => {
    expect(readCatalogue('x').total).toBe(0);
    expect(readVisit(null).saved).toEqual([]);
    expect(readVisit({ saved: [{ product: 'p' }, { exhibitor: 'e' }], cards: [{ exhibitor: 'e', shared: ['name'], at: null }] }).cards.length).toBe(1);
  });
});
