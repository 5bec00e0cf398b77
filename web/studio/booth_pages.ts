/** The exhibitor's desk: a chunk of its own. */
export { default as BoothPage } from './booth/BoothPage.svelte';
