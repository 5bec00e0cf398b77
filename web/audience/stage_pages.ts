/** The pages that play something: a chunk of their own, so that the lobby is there sooner. */
export { default as Pages } from './pages/Plays.svelte';
