/** Icons of the studio. */
export const kCopy = 'M8 8h11v11H8zM5 16V5h11';
export const kKey = 'M14.5 4a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM10.5 13.5L4 20M6.5 17.5l2.5 2.5M16 8v.1';
export const kStop = 'M6 6h12v12H6z';
export const kUndo = 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4';
export const kWarning = 'M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.1';
export const kPlus = 'M12 5v14M5 12h14';
export const kCheck = 'M5 12.5l4.5 4.5L19 7.5';
export const kHelp = 'M9.2 9a2.9 2.9 0 1 1 4.2 2.6c-1 .5-1.4 1.1-1.4 2.2M12 17.2v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z';
