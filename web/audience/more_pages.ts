/** Pages that few visitors open: a chunk of their own. */
export { default as Account } from './pages/Account.svelte';
export { default as Join } from './pages/Join.svelte';
export { default as Letter } from './pages/Letter.svelte';
export { default as PopOut } from './pages/PopOut.svelte';
