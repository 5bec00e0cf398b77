/** The pages that play something: a chunk of their own, so that the lobby is there sooner. */
export { default as Session } from './pages/Session.svelte';
export { default as Stage } from './pages/Stage.svelte';
