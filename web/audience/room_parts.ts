/** The conversation and the account pages: chunks of their own, fetched when they are wanted. */
export { default as Announcements } from './room/Announcements.svelte';
export { default as Bar } from './room/Bar.svelte';
export { default as Panel } from './room/Panel.svelte';
export { enter, leave, panel_open, visit } from './room/visit';
