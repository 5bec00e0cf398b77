/** Icons of the player. */
export const kVolume = 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11';
export const kMuted = 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5';
export const kFullscreen = 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5';
export const kShrink = 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5';
export const kPip = 'M4 5h16v14H4zM12.5 12.5h5v4h-5z';
export const kSettings = 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4';
export const kCheck = 'M5 12.5l4.5 4.5L19 7.5';
