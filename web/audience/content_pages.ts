/** Report, news and summary: a chunk of their own, fetched when one of them is opened. */
export { default as Pages } from './content/Content.svelte';
