/** Paths of line icons on a 24 grid for the programme's pages. */
export const kBell = 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4';
export const kCalendar = 'M5 6h14v14H5zM5 10h14M9 3.5V7M15 3.5V7';
export const kCopy = 'M8 8h11v11H8zM5 15.5V5h10.5';
export const kFilter = 'M4 7h16M7 12h10M10 17h4';
export const kWarning = 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.1';
