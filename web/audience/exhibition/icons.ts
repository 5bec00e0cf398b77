/** Paths of line icons on a 24 grid for the exhibition. */
export const kTalk = 'M4 5.500h16v10.500H11l-4.500 3.500V16H4z';
export const kCard = 'M3.500 6h17v12h-17zM7 10.500h5M7 13.500h3.500M15.500 10.200a1.600 1.600 0 1 0 0 3.200 1.600 1.600 0 0 0 0-3.200z';
export const kSlot = 'M5 6h14v14H5zM5 10h14M9 3.500V7M15 3.500V7M12 13v2.500l1.800 1.200';
export const kKeep = 'M7 4h10v16l-5-3.800L7 20z';
export const kFile = 'M7 3.500h7l4 4V20.500H7zM14 3.500v4h4M12.500 11v5.500M10 14.200l2.500 2.500 2.500-2.500';
export const kAway = 'M14 5h5v5M19 5l-8 8M11 6H5v13h13v-6';
