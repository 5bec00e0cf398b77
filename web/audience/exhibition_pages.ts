/** The exhibition's pages: a chunk of their own, fetched when one of them is opened. */
export { default as Pages } from './exhibition/Exhibition.svelte';
