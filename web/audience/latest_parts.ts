/** What has come out, in the lobby and as a banner on every page: a chunk of its own, fetched last. */
export { default as JustReleased } from './content/JustReleased.svelte';
export { default as Published } from './content/Published.svelte';
