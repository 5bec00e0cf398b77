/** Icons of the studio. */
export const kCopy = 'M8 8h11v11H8zM5 16V5h11';
export const kKey = 'M14.5 4a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM10.5 13.5L4 20M6.5 17.5l2.5 2.5M16 8v.1';
export const kStop = 'M6 6h12v12H6z';
export const kUndo = 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4';
export const kCheck = 'M5 12.5l4.5 4.5L19 7.5';
