/** Paths of line icons on a 24 grid, drawn for these pages: those that every page may need. */
export const kPlay = 'M7 4.5v15l12.5-7.5z';
export const kPause = 'M7 5v14M17 5v14';
export const kSun = 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4';
export const kMoon = 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z';
export const kSystem = 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16';
export const kArrow = 'M5 12h14M13 6l6 6-6 6';
export const kSearch = 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20 20';
export const kPerson = 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0';
export const kClose = 'M6 6l12 12M18 6L6 18';
export const kOffline = 'M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M8 16a6 6 0 0 1 6.5-1.2M13 9.7a10 10 0 0 1 6 2.8M12 19.5v.1';
