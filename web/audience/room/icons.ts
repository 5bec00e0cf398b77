/** Icons of the conversation, on the same grid as the others. */
export const kHand = 'M7 12V6.5a1.5 1.5 0 0 1 3 0V11M10 11V4.5a1.5 1.5 0 0 1 3 0V11M13 11V5.5a1.5 1.5 0 0 1 3 0V12M16 9.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-2-3.5a1.5 1.5 0 0 1 2.5-1.6L7 13.5';
export const kPopOut = 'M14 4h6v6M20 4l-8.5 8.5M11 6H5v13h13v-6';
export const kHide = 'M5 5h14v14H5zM15 5v14M8.5 9.5L11 12l-2.5 2.5';
export const kTalk = 'M4 5h16v11H9.5L5.5 19.5V16H4z';
export const kUp = 'M12 5l6.5 7.5h-4V19h-5v-6.5h-4z';
export const kReply = 'M10 6L4.5 11.5 10 17M5 11.5h8.5a6 6 0 0 1 6 6V19';
export const kSend = 'M4 12L20 4.5 15.5 20l-3.5-6.5z';
export const kPin = 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7';
export const kBell = 'M5 10v4h3l7 4.5v-13L8 10zM18.5 9.5a4 4 0 0 1 0 5';
export const kTick = 'M5 12.5l4.5 4.5L19 7.5';
export const kScreen = 'M4 5h16v11H4zM9 20h6';
export const kClock = 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2';
export const kDown = 'M12 5v14M6 13l6 6 6-6';
