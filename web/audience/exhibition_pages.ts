/** The exhibition's pages: a chunk of their own, fetched when one of them is opened. */
export { default as Exhibition } from './exhibition/Exhibition.svelte';
