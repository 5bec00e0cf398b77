import { describe, expect, it } from 'vitest';
import type { Value } from './path';
import { boothsOf, changedIn, freePlace, moved, nextId, resized, sizeOf, snapped, troublesOf, written, type Booth } from './plan';
import { nameFor } from './uploads';

const booth = (id: string, x: number, y: number, width = 4, depth = 3): Booth => ({ id, exhibitor: '', x, y, width, depth });
const hall = { width: 20, depth: 10 };

describe('a hall’s plan', () => {
  it('is read from the draft, whatever stands there', () => {
    const value: Value = { width: '20', depth: 10, booths: [{ id: 'a1', x: '1.5', y: 0, width: 4, depth: '3', exhibitor: 'acme' }, { id: 'a2' }, 'nonsense'] };
    expect([sizeOf(value), sizeOf(undefined)]).toEqual([hall, { width: 0, depth: 0 }]);
    expect(boothsOf(value)).toEqual([{ id: 'a1', exhibitor: 'acme', x: 1.5, y: 0, width: 4, depth: 3 }, booth('a2', 0, 0, 0, 0)]);
  });

  it('says which booths overlap, reach out or have no size, and lets walls touch', () => {
    const booths = [booth('a1', 0, 0), booth('a2', 4, 0), booth('a3', 6, 2), booth('a4', 18, 8), booth('a5', 10, 8, 0, 1)];
    expect([...troublesOf(hall, booths)]).toEqual([['a4', 'outside'], ['a5', 'empty'], ['a2', 'overlap'], ['a3', 'overlap']]);
  });

  it('moves and grows booths within the hall', () => {
    expect([moved(booth('a', 1, 1), -3, 0.5, hall), moved(booth('a', 15, 1), 9, 99, hall)]).toEqual([booth('a', 0, 1.5), booth('a', 16, 7)]);
    expect([resized(booth('a', 15, 1), 9, 0, hall).width, resized(booth('a', 1, 1), -9, -9, hall)]).toEqual([5, booth('a', 1, 1, 1, 1)]);
    expect([snapped(1.26), written(1.5), written(0.1 + 0.2), changedIn(booth('a', 1, 1), booth('a', 1.5, 1, 4, 2))]).toEqual([1.5, '1.5', '0.3', ['x', 'depth']]);
  });

  it('finds a place and an id for a new booth', () => {
    expect(freePlace(hall, [], { width: 4, depth: 3 })).toEqual({ x: 0, y: 0 });
    expect(freePlace(hall, [booth('a1', 0, 0)], { width: 4, depth: 3 })).toEqual({ x: 5, y: 0 });
    expect(freePlace({ width: 8, depth: 3 }, [booth('a1', 0, 0)], { width: 4, depth: 3 })).toEqual({ x: 4, y: 0 });
    expect(freePlace({ width: 6, depth: 3 }, [booth('a1', 0, 0)], { width: 4, depth: 3 })).toBeNull();
    expect([nextId([]), nextId([booth('b09', 0, 0)]), nextId([booth('a1', 0, 0), booth('hall', 0, 0)])]).toEqual(['a1', 'b10', 'hall-1']);
  });
});

describe('the name of a file that is sent', () => {
  it('is one that the package takes, and of its exhibitor', () => {
    expect(nameFor('pictures', 'Foto Ünsal (1).JPG', 'acme')).toBe('acme-foto-unsal-1.jpg');
    expect(nameFor('documents', '数据手册.pdf', 'acme')).toBe('acme-document.pdf');
    expect([nameFor('documents', 'acme-sheet.pdf', 'acme'), nameFor('pictures', 'logo')]).toEqual(['acme-sheet.pdf', 'logo.jpg']);
  });
});
