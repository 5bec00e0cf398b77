/** Booths, products and what a visitor keeps: a chunk of their own beside that of the halls. */
export { default as ExhibitorPage } from './exhibition/ExhibitorPage.svelte';
export { default as MyVisitPage } from './exhibition/MyVisitPage.svelte';
export { default as ProductPage } from './exhibition/ProductPage.svelte';
