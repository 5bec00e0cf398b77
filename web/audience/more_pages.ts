/** Pages that few visitors open: a chunk of their own. */
export { default as Pages } from './pages/More.svelte';
