/** What only some sessions have: what is launched, who signs, where the guide goes, who may come. */
export { default as SpecialEvent } from './exhibition/SpecialEvent.svelte';
