/** The studio's pages about the audience: a chunk of their own beside the stage desk. */
export { default as FiguresPage } from './figures/FiguresPage.svelte';
export { default as ModeratePage } from './moderate/ModeratePage.svelte';
export { default as PeoplePage } from './people/PeoplePage.svelte';
